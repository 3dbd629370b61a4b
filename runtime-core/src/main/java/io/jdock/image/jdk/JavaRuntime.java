package io.jdock.image.jdk;

import io.jdock.image.ImageDraft;
import io.jdock.image.ImageException;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerWriter;
import io.jdock.image.Trees;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JDK of this machine as layers of an image that has nothing else: what {@code jlink} makes of it, and below that what it needs
 * of the system.
 */
public final class JavaRuntime {
    /** Where Java is in the image. */
    public static final String HOME = "/opt/java";

    /** What applications may expect of a Java platform: the specified modules, and those that are found by name or service only. */
    private static final List<String> USUAL_MODULES = List.of(
            "java.se",
            "jdk.charsets",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.jdwp.agent",
            "jdk.jfr",
            "jdk.management",
            "jdk.management.agent",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    private static final String INTERPRETER = "interpreter ";
    private static final String LIBRARY = "library ";
    private static final String CERTIFICATES = "lib/security/cacerts";

    private final Path javaHome;
    private final LayerWriter layers;
    private final Path work;

    /**
     * @param javaHome of a JDK, not of a mere runtime
     * @param layers where to write
     * @param work a directory for what lies between; made if it is needed
     */
    public JavaRuntime(Path javaHome, LayerWriter layers, Path work) {
        this.javaHome = javaHome;
        this.layers = layers;
        this.work = work;
    }

    /**
     * The layers, from the lowest to the topmost: the system, and Java in {@link #HOME}. Java is linked only if the store does
     * not have it from an earlier time.
     *
     * @param modules that there must be, with those that they need
     * @throws ImageException if {@code jlink} is missing or refuses
     */
    public List<ImageDraft.Step> write(Collection<String> modules) throws IOException, InterruptedException {
        Set<String> sorted = new TreeSet<>(modules);
        Files.createDirectories(work);
        Path directory = Files.createTempDirectory(work, "jlink-");
        LayerWriter.RemarkedLayer java;
        try {
            java = layers.write(inputs(sorted), () -> link(sorted, directory.resolve("java")));
        } finally {
            Trees.delete(directory);
        }
        String interpreter = remarks(java, INTERPRETER).findFirst().orElseThrow();
        Set<String> needed = remarks(java, LIBRARY).collect(Collectors.toCollection(TreeSet::new));
        List<LayerEntry> system = new SystemRoot(Path.of("/")).entries(interpreter, needed);
        return List.of(
                new ImageDraft.Step(layers.write(system), "jdock: system libraries"),
                new ImageDraft.Step(java.layer(), "jlink --add-modules " + String.join(",", sorted)));
    }

    /** Of the usual modules, those that this JDK has. */
    public List<String> usualModules() throws IOException {
        Path release = javaHome.resolve("release");
        Optional<String> line = Files.isRegularFile(release)
                ? Files.readAllLines(release).stream()
                        .filter(text -> text.startsWith("MODULES="))
                        .findFirst()
                : Optional.empty();
        if (line.isEmpty()) {
            return USUAL_MODULES;
        }
        List<String> there = List.of(line.get().replaceAll("MODULES=|\"", "").split(" ", -1));
        return USUAL_MODULES.stream().filter(there::contains).toList();
    }

    private static Stream<String> remarks(LayerWriter.RemarkedLayer layer, String kind) {
        return layer.remarks().stream()
                .filter(remark -> remark.startsWith(kind))
                .map(remark -> remark.substring(kind.length()));
    }

    /** What decides on the result; of the JDK, whatever an update changes. */
    private String inputs(Set<String> modules) throws IOException {
        StringBuilder inputs = new StringBuilder("jlink ").append(String.join(",", modules));
        for (String file : List.of("release", "lib/modules", "jmods/java.base.jmod", CERTIFICATES)) {
            Path path = javaHome.resolve(file);
            if (Files.isRegularFile(path)) {
                inputs.append('\n')
                        .append(file)
                        .append(' ')
                        .append(Files.size(path))
                        .append(' ');
                inputs.append(file.equals("release") ? Files.readString(path) : Files.getLastModifiedTime(path));
            }
        }
        return inputs.toString();
    }

    // ---- modules

    /**
     * The modules that classes name. Those that are found by reflection or as services are not among them.
     *
     * @param classPath of directories and jars
     */
    public List<String> modulesOf(List<Path> classPath) throws IOException, InterruptedException {
        String path = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                "--ignore-missing-deps", "--print-module-deps", "--multi-release", "base", "--class-path", path));
        classPath.forEach(element -> command.add(element.toString()));
        String modules = run("jdeps", command).strip();
        return List.of(modules.substring(modules.lastIndexOf('\n') + 1).split(","));
    }

    // ---- linking

    private LayerWriter.Made link(Set<String> modules, Path linked) throws IOException, InterruptedException {
        run(
                "jlink",
                List.of(
                        "--add-modules",
                        String.join(",", modules),
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        linked.toString()));
        Set<String> names = new TreeSet<>();
        Set<String> needed = new TreeSet<>();
        Set<String> interpreters = new TreeSet<>();
        List<LayerEntry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(linked)) {
            for (Path file : files.filter(file -> !file.equals(linked)).toList()) {
                entries.add(entry(linked, file));
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    ElfNeeds needs = ElfNeeds.of(file);
                    names.add(file.getFileName().toString());
                    needed.addAll(needs.libraries());
                    needs.interpreter().ifPresent(interpreters::add);
                }
            }
        }
        needed.removeAll(names);
        List<String> remarks = new ArrayList<>();
        interpreters.forEach(interpreter -> remarks.add(INTERPRETER + interpreter));
        needed.forEach(library -> remarks.add(LIBRARY + library));
        return new LayerWriter.Made(entries, remarks);
    }

    private LayerEntry entry(Path linked, Path file) throws IOException {
        String name = linked.relativize(file).toString();
        String path = HOME.substring(1) + "/" + name;
        if (Files.isSymbolicLink(file)) {
            return LayerEntry.symbolicLink(path, Files.readSymbolicLink(file).toString());
        }
        if (Files.isDirectory(file)) {
            return LayerEntry.directory(path, 0755);
        }
        // Distributions have the certificates that the machine trusts in a file of their own, and jlink takes the
        // JDK's.
        Path trusted = javaHome.resolve(CERTIFICATES);
        Path content = name.equals(CERTIFICATES) && Files.isReadable(trusted) ? trusted : file;
        return LayerEntry.file(path, Files.isExecutable(file) ? 0755 : 0644, LayerContent.of(content));
    }

    private String run(String tool, List<String> arguments) throws IOException, InterruptedException {
        Path program = javaHome.resolve("bin").resolve(tool);
        if (!Files.isExecutable(program)) {
            throw new ImageException(
                    javaHome.toString(),
                    "there is no " + tool + ", so this is no whole JDK",
                    "run Maven with a JDK, or name one by a toolchain, or a base image that has Java");
        }
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ImageException(javaHome.toString(), tool + " failed: " + said.strip(), null);
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
