package io.jdock.cgroup;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * Runs the tests of a class in a JVM of its own, as another user or in another kernel, where there is no Maven. Its output
 * has a line for each test, of which the JVM outside makes tests again.
 */
public final class PlainRunner {
    private static final String PASS = "@PASS ";
    private static final String SKIP = "@SKIP ";
    private static final String FAIL = "@FAIL ";
    private static final String END = "@END";

    private PlainRunner() {}

    public static void main(String[] classes) throws Exception {
        System.out.println(); // a machine that boots may have begun a line
        for (String name : classes) {
            Class<?> tests = Class.forName(name);
            for (Method test : methods(tests, Test.class)) {
                System.out.println(run(tests, test).replace("\n", "\\n"));
                System.out.flush();
            }
        }
        System.out.println(END);
        System.out.flush();
    }

    private static String run(Class<?> tests, Method test) throws Exception {
        String name = tests.getSimpleName() + "." + test.getName();
        Constructor<?> constructor = tests.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object instance = constructor.newInstance();
        Throwable failure = null;
        try {
            invokeAll(instance, methods(tests, BeforeEach.class));
            test.invoke(instance);
        } catch (InvocationTargetException e) {
            failure = e.getCause();
        }
        try {
            invokeAll(instance, methods(tests, AfterEach.class));
        } catch (InvocationTargetException e) {
            failure = failure == null || failure instanceof TestAbortedException ? e.getCause() : failure;
        }
        if (failure == null) {
            return PASS + name;
        }
        if (failure instanceof TestAbortedException) {
            return SKIP + name + " " + failure.getMessage();
        }
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return FAIL + name + " " + trace;
    }

    private static void invokeAll(Object instance, List<Method> methods) throws Exception {
        for (Method method : methods) {
            method.invoke(instance);
        }
    }

    private static List<Method> methods(Class<?> tests, Class<? extends Annotation> kind) {
        return Arrays.stream(tests.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(kind))
                .peek(method -> method.setAccessible(true))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    /**
     * Tests that another JVM runs; where it cannot, one that is skipped for the same reason, for what a factory of tests
     * skips is not counted.
     */
    public static List<DynamicTest> orSkipped(Callable<List<DynamicTest>> tests) throws Exception {
        try {
            return tests.call();
        } catch (TestAbortedException e) {
            return List.of(DynamicTest.dynamicTest("in another JVM", () -> {
                throw e;
            }));
        }
    }

    /** Tests from the lines that {@link #main} printed, with one more that all were run. */
    static List<DynamicTest> tests(String output) {
        return tests("", output);
    }

    /**
     * As above.
     *
     * @param prefix of their names
     */
    static List<DynamicTest> tests(String prefix, String output) {
        List<DynamicTest> tests = new ArrayList<>();
        boolean ended = false;
        for (String line : output.lines().map(String::strip).toList()) {
            if (line.startsWith(PASS)) {
                tests.add(DynamicTest.dynamicTest(prefix + line.substring(PASS.length()), () -> {}));
            } else if (line.startsWith(SKIP)) {
                String[] parts = line.substring(SKIP.length()).split(" ", 2);
                tests.add(DynamicTest.dynamicTest(prefix + parts[0], () -> {
                    throw new TestAbortedException(parts[1]);
                }));
            } else if (line.startsWith(FAIL)) {
                String[] parts = line.substring(FAIL.length()).split(" ", 2);
                tests.add(DynamicTest.dynamicTest(prefix + parts[0], () -> {
                    throw new AssertionError(parts[1].replace("\\n", "\n"));
                }));
            }
            ended |= line.equals(END);
        }
        if (!ended) {
            tests.add(DynamicTest.dynamicTest(prefix + "all tests ran", () -> {
                throw new AssertionError("the other JVM ended early:\n" + output);
            }));
        }
        return tests;
    }
}
