package io.jdock.eclipse.jdt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The ports of this machine's loopback interface that a JVM connects to because the IDE listens there: for the debugger, for
 * results of tests, for coverage. A JVM that listens itself is not meant.
 */
final class ConnectBackPorts {
    private static final List<String> DEBUGGERS = List.of("-agentlib:jdwp=", "-Xrunjdwp:");

    /** Main classes after which the option {@code -port} names a port of the IDE. */
    private static final List<String> TEST_RUNNERS = List.of(
            "org.eclipse.jdt.internal.junit.runner.", // JUnit
            "org.testng.remote."); // TestNG

    /** Applications of Equinox that run JUnit plug-in tests; what these are told stands before their names. */
    private static final String PLUG_IN_TESTS = "org.eclipse.pde.junit.runtime.";

    private static final Set<String> PORT_OPTIONS = Set.of("-port", "-serport");

    private final Set<Integer> ports = new LinkedHashSet<>();

    private ConnectBackPorts() {}

    /**
     * Collects the ports.
     *
     * @param workingDirectory what names of argument files start at
     */
    static Set<Integer> of(List<String> command, Path workingDirectory) {
        ConnectBackPorts collected = new ConnectBackPorts();
        collected.collect(expanded(command, workingDirectory));
        return collected.ports;
    }

    private static List<String> expanded(List<String> command, Path workingDirectory) {
        List<String> words = new ArrayList<>();
        for (String word : command) {
            Path file = word.startsWith("@") ? workingDirectory.resolve(word.substring(1)) : workingDirectory;
            if (Files.isRegularFile(file)) {
                words.addAll(read(file));
            } else {
                words.add(word);
            }
        }
        return words;
    }

    private static List<String> read(Path file) {
        try {
            return ArgumentFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ", which the command line names", e);
        }
    }

    private void collect(List<String> words) {
        boolean tests = false;
        boolean plugInTests = words.stream().anyMatch(word -> word.startsWith(PLUG_IN_TESTS));
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (tests && PORT_OPTIONS.contains(word) && i + 1 < words.size()) {
                add(words.get(i + 1));
            }
            tests |= TEST_RUNNERS.stream().anyMatch(word::startsWith)
                    || plugInTests && word.equals(EquinoxFiles.MAIN_CLASS);
            DEBUGGERS.stream().filter(word::startsWith).forEach(prefix -> collectDebugger(word, prefix));
            if (word.startsWith("-javaagent:")) {
                collectAgent(word);
            }
        }
    }

    /** JDWP: without {@code server=y} the JVM attaches to the debugger, at {@code address=[host:]port}. */
    private void collectDebugger(String word, String prefix) {
        List<String> options = List.of(word.substring(prefix.length()).split(",", -1));
        if (!options.contains("server=y")) {
            options.stream()
                    .filter(option -> option.startsWith("address="))
                    .map(option -> option.substring(Math.max(option.lastIndexOf(':'), "address".length()) + 1))
                    .forEach(this::add);
        }
    }

    /** JaCoCo's agent, as EclEmma starts it: {@code output=tcpclient,port=N}. */
    private void collectAgent(String word) {
        List<String> options = List.of(word.substring(word.indexOf('=') + 1).split(",", -1));
        if (options.contains("output=tcpclient")) {
            options.stream()
                    .filter(option -> option.startsWith("port="))
                    .map(option -> option.substring("port=".length()))
                    .forEach(this::add);
        }
    }

    private void add(String port) {
        if (port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= 65_535) {
            ports.add(Integer.valueOf(port));
        }
    }
}
