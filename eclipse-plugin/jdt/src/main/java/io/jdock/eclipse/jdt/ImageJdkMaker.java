package io.jdock.eclipse.jdt;

import io.jdock.eclipse.core.CancelWatch;
import io.jdock.eclipse.core.ImageLibrary;
import io.jdock.eclipse.core.PinnedImage;
import io.jdock.eclipse.core.TransferProgress;
import io.jdock.image.FileTree;
import io.jdock.image.ImageException;
import io.jdock.image.LayerContent;
import io.jdock.image.Trees;
import io.jdock.oci.ProcessSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.osgi.util.NLS;

/**
 * Makes directories with what compilers read of the JDKs of images. An image is not trusted: nothing that comes from it is executed
 * on this machine, neither its {@code java} nor its {@code jrt-fs.jar}, which Java's own file system {@code jrt:} would load into the IDE
 * to read the modules of another JDK ({@code JrtFileSystemProvider}). The IDE's takes its place; the format of the modules is the same.
 *
 * @param directory that the directories are in; what has its final name is complete
 * @param monitor is told how it goes on, and asked whether it shall
 */
record ImageJdkMaker(Path directory, IProgressMonitor monitor) {
    private static final String MODULES = "lib/modules";
    private static final String FILE_SYSTEM = "lib/jrt-fs.jar";

    /** Of a JDK since Java 9: the classes, those of earlier versions for {@code --release}, and the sources. */
    private static final List<String> MODULAR = List.of("release", MODULES, "lib/ct.sym", "lib/src.zip");

    private static final List<String> BEFORE_MODULES = List.of("release", "src.zip");

    /** Of Java 8, where archives of classes are. */
    private static final List<String> LIBRARIES =
            List.of("lib", "lib/ext", "lib/endorsed", "jre/lib", "jre/lib/ext", "jre/lib/endorsed");

    /** By which a directory is known for a JDK or a JRE. */
    private static final List<String> CLASSES = List.of(MODULES, "jre/lib/rt.jar", "lib/rt.jar");

    /**
     * The directory for the JDK of an image, which is made if it is not there.
     *
     * @param location of the image, as the setting for the place of the system has it
     * @throws IOException if the image cannot be had, or has no JDK
     * @throws OperationCanceledException if the monitor is cancelled; then nothing is left
     */
    ImageJdk make(ImageLibrary library, String location) throws IOException {
        PinnedImage pinned =
                CancelWatch.during(monitor, () -> library.pin(location, new TransferProgress(location, monitor)));
        Path made = directory.resolve(pinned.image().manifest().digest().encoded());
        Optional<ImageJdk> known = ImageJdk.at(made);
        if (known.isPresent()) {
            return known.get();
        }
        Files.createDirectories(directory);
        Path work = Files.createTempDirectory(directory, "new-");
        try {
            Path spool = Files.createDirectory(work.resolve("spool"));
            proceed(Messages.ImageJdkMaker_looking);
            FileTree tree = library.files(pinned.image(), spool);
            Path jdk = Files.createDirectory(work.resolve("jdk"));
            String home = home(tree, pinned);
            copy(tree, wanted(tree, home, pinned), jdk);
            finish(jdk, new ImageJdk(jdk, pinned.location(), "/" + home));
            check();
            Files.move(jdk, made, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Trees.delete(work);
        }
        return ImageJdk.at(made).orElseThrow();
    }

    // ---- to find

    /** Where the JDK is, as a path of the tree. */
    private static String home(FileTree tree, PinnedImage pinned) throws IOException {
        Map<String, String> environment =
                pinned.image().configuration().config().environment();
        List<String> candidates = new ArrayList<>();
        if (environment.containsKey("JAVA_HOME")) {
            candidates.add(tree.resolve(environment.get("JAVA_HOME")));
        }
        for (String programs :
                environment.getOrDefault("PATH", ProcessSpec.DEFAULT_PATH).split(":", -1)) {
            String java = tree.resolve(programs + "/java");
            if (tree.node(java).isPresent()) {
                String home = FileTree.parent(FileTree.parent(java));
                candidates.add(FileTree.name(home).equals("jre") ? FileTree.parent(home) : home);
                candidates.add(home);
            }
        }
        for (String candidate : candidates) {
            for (String classes : CLASSES) {
                if (tree.node(tree.resolve(candidate + "/" + classes)).isPresent()
                        && tree.node(tree.resolve(candidate + "/bin/java")).isPresent()) {
                    return candidate;
                }
            }
        }
        throw new ImageException(pinned.location(), Messages.ImageJdkMaker_noJdk, Messages.ImageJdkMaker_noJdkRemedy);
    }

    /** Files of the directory that is made, and where they come from. */
    private static Map<String, String> wanted(FileTree tree, String home, PinnedImage pinned) throws IOException {
        boolean modular = tree.node(tree.resolve(home + "/" + MODULES)).isPresent();
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String file : modular ? MODULAR : BEFORE_MODULES) {
            String source = tree.resolve(home + "/" + file);
            if (tree.node(source).filter(node -> !node.isDirectory()).isPresent()) {
                wanted.put(file, source);
            }
        }
        if (!wanted.containsKey("release")) {
            throw new ImageException(pinned.location(), NLS.bind(Messages.ImageJdkMaker_noRelease, "/" + home), null);
        }
        if (!modular) {
            for (String library : LIBRARIES) {
                String source = tree.resolve(home + "/" + library);
                for (String name : tree.names(source)) {
                    if (name.endsWith(".jar")) {
                        wanted.put(library + "/" + name, tree.resolve(source + "/" + name));
                    }
                }
            }
        }
        return wanted;
    }

    // ---- to make

    /** Copies: further names of the files in the unpacked layers would let whoever writes here change what containers see. */
    private void copy(FileTree tree, Map<String, String> wanted, Path jdk) throws IOException {
        proceed(Messages.ImageJdkMaker_looking);
        List<LayerContent> contents = tree.contents(List.copyOf(wanted.values()));
        int index = 0;
        for (String file : wanted.keySet()) {
            proceed(NLS.bind(Messages.ImageJdkMaker_copying, file));
            Path target = jdk.resolve(file);
            Files.createDirectories(target.getParent());
            try (InputStream content = contents.get(index++).open()) {
                Files.copy(content, target);
            }
        }
    }

    /** Says what comes next, unless nobody wants it any more. */
    private void proceed(String next) {
        check();
        monitor.subTask(next);
    }

    private void check() {
        if (monitor.isCanceled()) {
            throw new OperationCanceledException();
        }
    }

    private static void finish(Path jdk, ImageJdk what) throws IOException {
        if (Files.exists(jdk.resolve(MODULES))) {
            Files.copy(Path.of(System.getProperty("java.home"), FILE_SYSTEM), jdk.resolve(FILE_SYSTEM));
        }
        // JDT wants one in each JDK; somebody may call it all the same.
        Path java = Files.createDirectory(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                echo "java: this is the JDK of an image, and runs in containers only" >&2
                exit 1
                """);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        what.save();
    }
}
