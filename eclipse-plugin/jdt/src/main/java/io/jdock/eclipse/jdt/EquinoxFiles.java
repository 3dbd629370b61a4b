package io.jdock.eclipse.jdt;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The files of an Equinox, which PDE launches for plug-in tests: the bundles that its configuration names, and the two directories that
 * it writes to.
 *
 * @param read files and directories that are there, absolute and normal
 * @param written directories, which may not be there yet
 */
record EquinoxFiles(Set<Path> read, Set<Path> written) {
    /** The main class, whose arguments say where the configuration is. */
    static final String MAIN_CLASS = "org.eclipse.equinox.launcher.Main";

    private static final String URL = "file:/";

    /** Options whose value is a file or a directory: those of Equinox, and those of JDT's runner for tests. */
    private static final Set<String> OPTIONS = Set.of(
            "-configuration",
            "-data",
            "-debug",
            "-dev",
            "-install",
            "-packageNameFile",
            "-testNameFile",
            "-testfailures");

    /** Lists all bundles, where the configuration itself starts only who reads that list. */
    private static final String BUNDLE_LIST = "org.eclipse.equinox.simpleconfigurator/bundles.info";

    /** Behind a bundle: when it is started, and whether at all. */
    private static final String START_LEVEL = "@[0-9a-z:]*$";

    /**
     * Reads what the arguments lead to.
     *
     * @throws IOException if a file that is there cannot be read
     */
    static EquinoxFiles of(List<String> arguments, Path workingDirectory) throws IOException {
        EquinoxFiles files = new EquinoxFiles(new LinkedHashSet<>(), new LinkedHashSet<>());
        for (int i = 0; i + 1 < arguments.size(); i++) {
            String value = arguments.get(i + 1);
            boolean none = value.startsWith("@") || value.startsWith("-"); // @none, @noDefault, or the next option
            if (OPTIONS.contains(arguments.get(i)) && !none) {
                files.add(
                        arguments.get(i),
                        url(value)
                                .orElseGet(() -> workingDirectory.resolve(value).normalize()));
            }
        }
        return files;
    }

    private void add(String option, Path path) throws IOException {
        switch (option) {
            case "-data" -> written.add(path);
            case "-configuration" -> {
                written.add(path);
                addProperties(path.resolve("config.ini"));
                addBundleList(path.resolve(BUNDLE_LIST));
            }
            case "-dev" -> {
                addRead(path);
                addProperties(path);
            }
            default -> addRead(path);
        }
    }

    private void addProperties(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
        }
        for (String name : properties.stringPropertyNames()) {
            for (String value : properties.getProperty(name).split(",", -1)) {
                addValue(value.strip());
            }
        }
    }

    /** Name, version, URL and more, separated by commas. */
    private void addBundleList(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                for (String value : line.split(",", -1)) {
                    addValue(value);
                }
            }
        }
    }

    private void addValue(String value) {
        String plain = value.replaceFirst("^reference:", "").replaceFirst(START_LEVEL, "");
        Optional<Path> path = plain.startsWith("/") ? Optional.of(Path.of(plain).normalize()) : url(plain);
        path.filter(found -> found.getNameCount() > 1).ifPresent(this::addRead);
    }

    private void addRead(Path path) {
        if (Files.exists(path)) {
            read.add(path);
        }
    }

    /** Escaped as a URL, or not at all: Equinox writes both. */
    private static Optional<Path> url(String value) {
        if (!value.startsWith(URL)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(URI.create(value).getPath()).normalize());
        } catch (IllegalArgumentException e) {
            return Optional.of(Path.of(value.substring(URL.length() - 1)).normalize());
        }
    }
}
