package io.jdock.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A second JVM with the class path of this one, for what a program does with its containers as a whole. */
public final class OtherJvm {
    private OtherJvm() {}

    /** Starts the {@code main} method of a class. */
    public static Process start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** Has a program, such as unshare(1), start it. */
    public static Process start(List<String> by, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.addAll(command(main, arguments));
        return builder(command).start();
    }

    /** What will start the {@code main} method of a class. */
    static ProcessBuilder builder(Class<?> main, String... arguments) {
        return builder(command(main, arguments));
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment());
        return builder;
    }

    /** The command line that starts the {@code main} method of a class. */
    static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What it needs besides the environment of this one. */
    static Map<String, String> environment() {
        // Surefire's own class path is a jar with a manifest, and this property has the real one
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Map.of("CLASSPATH", classPath);
    }
}
