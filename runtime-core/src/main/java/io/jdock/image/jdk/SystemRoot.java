package io.jdock.image.jdk;

import io.jdock.image.ImageException;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The least of a system that programs linked on this machine run in: the dynamic linker, the libraries, and a few files. */
final class SystemRoot {
    /** Loaded by the C library by name, where it is older than 2.34; a newer one has them in itself. */
    private static final List<String> NAME_SERVICES = List.of("libnss_files.so.2", "libnss_dns.so.2");

    private static final String GROUP = """
            root:x:0:
            nogroup:x:65534:
            """;

    private static final String NAME_SWITCH = """
            passwd: files
            group: files
            hosts: files dns
            """;

    private static final String PASSWD = """
            root:x:0:0:root:/root:/sbin/nologin
            nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
            """;

    private static final String LOCALE = "usr/lib/locale/C.utf8";

    private final Path root;
    private final SystemLibraries libraries;

    /**
     * @param root where this machine's system begins: {@code /}
     */
    SystemRoot(Path root) {
        this.root = root;
        this.libraries = new SystemLibraries(root);
    }

    /**
     * The entries of a layer.
     *
     * @param interpreter of the programs, such as {@code /lib64/ld-linux-x86-64.so.2}
     * @param needed names of the libraries that they need
     * @throws ImageException if the machine does not have the interpreter
     */
    List<LayerEntry> entries(String interpreter, Set<String> needed) throws IOException {
        List<LayerEntry> entries = new ArrayList<>(files());
        Path linker = root.resolve(interpreter.substring(1));
        if (!Files.isRegularFile(linker)) {
            throw new ImageException(interpreter, "this machine does not have the dynamic linker of its JDK", null);
        }
        Set<String> links = new HashSet<>();
        entries.add(library(inImage(interpreter, links, entries), linker));
        Set<String> all = new HashSet<>(needed);
        all.addAll(NAME_SERVICES);
        Map<String, Path> found =
                libraries.closure(all, Set.of(linker.getFileName().toString()));
        // All where the C library is, for there the linker looks without being told to.
        String directory = directory(found, interpreter);
        for (Map.Entry<String, Path> library : found.entrySet()) {
            entries.add(library(inImage(directory + "/" + library.getKey(), links, entries), library.getValue()));
        }
        return entries;
    }

    private String directory(Map<String, Path> found, String interpreter) {
        return found.entrySet().stream()
                .filter(library -> library.getKey().startsWith("libc."))
                .map(library -> "/" + root.relativize(library.getValue().getParent()))
                .findFirst()
                .orElse(interpreter.substring(0, interpreter.lastIndexOf('/')));
    }

    private static LayerEntry library(String path, Path file) throws IOException {
        return LayerEntry.file(path, 0755, LayerContent.of(file));
    }

    /**
     * The path of a file in the image. Where {@code /lib} and its like are links into {@code /usr}, they are so in the image too.
     *
     * @param links that are among the entries already
     */
    private String inImage(String path, Set<String> links, List<LayerEntry> entries) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String top = path.substring(1, path.indexOf('/', 1));
        Path link = root.resolve(top);
        if (Files.isSymbolicLink(link) && links.add(top)) {
            entries.add(
                    LayerEntry.symbolicLink(top, Files.readSymbolicLink(link).toString()));
        }
        Path directory = root.resolve(path.substring(1)).getParent();
        return root.toRealPath().relativize(directory.toRealPath()) + "/" + name;
    }

    /** What programs look for whatever they do; directories are those that runtimes mount to. */
    private List<LayerEntry> files() throws IOException {
        List<LayerEntry> entries = new ArrayList<>();
        entries.add(text("etc/passwd", PASSWD));
        entries.add(text("etc/group", GROUP));
        entries.add(text("etc/nsswitch.conf", NAME_SWITCH));
        entries.add(LayerEntry.directory("tmp", 01777));
        entries.add(LayerEntry.directory("root", 0700));
        for (String directory : List.of("dev", "proc", "run", "sys")) {
            entries.add(LayerEntry.directory(directory, 0755));
        }
        Path locale = root.resolve(LOCALE);
        if (Files.isDirectory(locale)) {
            try (Stream<Path> files = Files.walk(locale)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    entries.add(LayerEntry.file(root.relativize(file).toString(), 0644, LayerContent.of(file)));
                }
            }
        }
        return entries;
    }

    private static LayerEntry text(String path, String text) {
        return LayerEntry.file(path, 0644, LayerContent.of(text));
    }
}
