package io.jdock.eclipse.jdt;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

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

    /** Main classes of the IDE's own, whose arguments name files that it has written for them. */
    private static final List<String> OF_THE_IDE = List.of(
            "org.eclipse.jdt.internal.junit.runner.", // the names of tests, of packages, of what failed
            "org.eclipse.jdt.internal.debug.ui.snippeteditor.", // the Scrapbook's class path
            "org.testng.remote."); // TestNG's suite

    private final Path workingDirectory;
    private final Set<Path> paths = new LinkedHashSet<>();
    private final Set<Path> written = new LinkedHashSet<>();
    private String mainClass = "";

    private CommandLinePaths(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    /**
     * Collects the paths.
     *
     * @param command the program, then its arguments
     * @param workingDirectory what relative paths start at, absolute
     */
    static CommandLinePaths of(List<String> command, Path workingDirectory) {
        CommandLinePaths collected = new CommandLinePaths(workingDirectory);
        collected.collect(command.subList(1, command.size()));
        return collected;
    }

    /** What is read: absolute and normal, in the order in which it is named. */
    Set<Path> read() {
        return Collections.unmodifiableSet(paths);
    }

    /** Directories that the program writes to, which may not be there yet: absolute and normal. */
    Set<Path> written() {
        return Collections.unmodifiableSet(written);
    }

    private void collect(List<String> arguments) {
        Iterator<String> words = arguments.iterator();
        if (!collectOptions(words)) {
            return;
        }
        if (mainClass.equals(EquinoxFiles.MAIN_CLASS)) {
            List<String> rest = new ArrayList<>();
            words.forEachRemaining(rest::add);
            addEquinox(rest);
        } else if (OF_THE_IDE.stream().anyMatch(mainClass::startsWith)) {
            words.forEachRemaining(this::addArgument);
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
                mainClass = word;
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
            addClassPath(words.hasNext() ? words.next() : "");
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
            addClassPath(option.substring(name(option).length() + 1));
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

    private void addEquinox(List<String> arguments) {
        try {
            EquinoxFiles files = EquinoxFiles.of(arguments, workingDirectory);
            paths.addAll(files.read());
            written.addAll(files.written());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the configuration that the command line names", e);
        }
    }

    /** A path, or a URL of one. */
    private void addArgument(String argument) {
        if (argument.startsWith("file:/")) {
            addValue(URI.create(argument).getPath());
        } else if (isPath(argument)) {
            add(argument);
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

    /**
     * A list, and if it is one archive alone, what that names in turn: JDT makes such an archive of a class path that is too long for a
     * command line, and other tools do. Archives among others are not opened for the few that name some.
     */
    private void addClassPath(String list) {
        addList(list);
        Path only = list.isEmpty() || list.contains(File.pathSeparator) ? workingDirectory : resolve(list);
        if (Files.isRegularFile(only)) {
            addManifest(only);
        }
    }

    /** What the JVM looks for too (JAR File Specification, "Class-Path"): URLs, relative to the archive's. */
    private void addManifest(Path archive) {
        try (JarFile jar = new JarFile(archive.toFile())) {
            Manifest manifest = jar.getManifest();
            String named =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String url : named == null ? new String[0] : named.strip().split(" +")) {
                URI target = archive.toUri().resolve(url);
                if ("file".equals(target.getScheme())) {
                    add(target.getPath());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // none that the JVM could read either
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
