package io.jdock.eclipse.jdt;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files and directories of the host that a {@code java} command line names: those the JVM in the container has to see.
 * What does not exist is left out, as the JVM would not find it outside either.
 */
final class CommandLinePaths {
    /** Options whose value, a path or several, is the next word. */
    private static final Set<String> PATH_OPTIONS = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "-jar",
            "--source-path");

    /** Options whose value is the next word and names no file. */
    private static final Set<String> VALUE_OPTIONS = Set.of(
            "--add-exports",
            "--add-modules",
            "--add-opens",
            "--add-reads",
            "--describe-module",
            "--enable-native-access",
            "--illegal-native-access",
            "--limit-modules",
            "-d");

    /** With the path, or the paths, after the first character that is none of the option's name. */
    private static final List<String> ATTACHED =
            List.of("-Xbootclasspath/a:", "-Xbootclasspath/p:", "-Xbootclasspath:");

    private static final List<String> AGENTS = List.of("-javaagent:", "-agentpath:");

    /** Names, in JDT's JUnit and TestNG runners, a file with the names of the tests. */
    private static final String TEST_NAMES = "-testNameFile";

    private final Path workingDirectory;
    private final Set<Path> paths = new LinkedHashSet<>();

    private CommandLinePaths(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    /**
     * Collects the paths.
     *
     * @param command the program, then its arguments
     * @param workingDirectory what relative paths start at, absolute
     * @return absolute and normal, in the order in which they are named
     */
    static Set<Path> of(List<String> command, Path workingDirectory) {
        CommandLinePaths collected = new CommandLinePaths(workingDirectory);
        collected.collect(command.subList(1, command.size()));
        return collected.paths;
    }

    private void collect(List<String> arguments) {
        Iterator<String> words = arguments.iterator();
        if (collectOptions(words)) {
            collectOfApplication(words);
        }
    }

    /** Reads the JVM's own options; true if the main class, or what stands for it, has been read. */
    private boolean collectOptions(Iterator<String> words) {
        while (words.hasNext()) {
            String word = words.next();
            if (word.startsWith("@") && !word.startsWith("@@")) {
                if (collectFile(word.substring(1))) {
                    return true;
                }
            } else if (!word.startsWith("-")) {
                return true;
            } else if (collectOption(word, words)) {
                return true;
            }
        }
        return false;
    }

    /** Takes one option and its value; true if it names the application, so that none follows. */
    private boolean collectOption(String option, Iterator<String> words) {
        if (option.equals("-m") || option.equals("--module")) {
            skip(words);
            return true;
        }
        if (option.equals("--patch-module")) {
            addList(afterFirst('=', words));
        } else if (PATH_OPTIONS.contains(option)) {
            addList(words.hasNext() ? words.next() : "");
        } else if (VALUE_OPTIONS.contains(option)) {
            skip(words);
        } else {
            collectAttached(option);
        }
        return option.equals("-jar") || option.startsWith("--module=");
    }

    private void collectAttached(String option) {
        Optional<String> prefix = ATTACHED.stream().filter(option::startsWith).findFirst();
        Optional<String> agent = AGENTS.stream().filter(option::startsWith).findFirst();
        if (prefix.isPresent()) {
            addList(option.substring(prefix.get().length()));
        } else if (agent.isPresent()) {
            addAgent(option.substring(agent.get().length()));
        } else if (option.startsWith("--patch-module=")) {
            String value = option.substring("--patch-module=".length());
            addList(value.substring(value.indexOf('=') + 1));
        } else if (option.startsWith("--") && PATH_OPTIONS.contains(name(option))) {
            addList(option.substring(name(option).length() + 1));
        } else if (option.startsWith("-D") || option.startsWith("-XX:")) {
            addValue(option.substring(option.indexOf('=') + 1));
        }
    }

    /** The file itself, which the JVM reads, and what its words name. */
    private boolean collectFile(String name) {
        Path file = add(name);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            return collectOptions(ArgumentFile.read(file).iterator());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ", which the command line names", e);
        }
    }

    private void collectOfApplication(Iterator<String> words) {
        while (words.hasNext()) {
            if (words.next().equals(TEST_NAMES) && words.hasNext()) {
                add(words.next());
            }
        }
    }

    /** The JVM takes what is before the first = for the agent's file; its options may name files as well. */
    private void addAgent(String value) {
        int options = value.indexOf('=');
        add(options < 0 ? value : value.substring(0, options));
        if (options >= 0) {
            for (String option : value.substring(options + 1).split(",", -1)) {
                addValue(option.substring(option.indexOf('=') + 1));
            }
        }
    }

    /** A value that may be a path, or a list of paths, or anything else. */
    private void addValue(String value) {
        if (isPath(value) && Files.exists(resolve(value))) {
            add(value);
            return;
        }
        for (String element : value.split(File.pathSeparator, -1)) {
            if (isPath(element)) {
                add(element);
            }
        }
    }

    /** Absolute, and not /home or /etc as a whole: such a value is rather the path of a URL, and of a secret otherwise. */
    private boolean isPath(String value) {
        return value.startsWith("/") && resolve(value).getNameCount() > 1;
    }

    private void addList(String list) {
        for (String element : list.split(File.pathSeparator, -1)) {
            if (!element.isEmpty()) {
                add(element.endsWith("/*") ? element.substring(0, element.length() - 1) : element);
            }
        }
    }

    private Path add(String name) {
        Path path = resolve(name);
        if (path.getNameCount() > 0 && Files.exists(path)) {
            paths.add(path);
        }
        return path;
    }

    private Path resolve(String name) {
        try {
            return workingDirectory.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the command line has a path that none can be: " + name, e);
        }
    }

    private static String name(String option) {
        int end = option.indexOf('=');
        return end < 0 ? "" : option.substring(0, end);
    }

    private static String afterFirst(char separator, Iterator<String> words) {
        String value = words.hasNext() ? words.next() : "";
        return value.substring(value.indexOf(separator) + 1);
    }

    private static void skip(Iterator<String> words) {
        if (words.hasNext()) {
            words.next();
        }
    }
}
