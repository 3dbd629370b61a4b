package io.jdock.build;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.container.Stores;
import io.jdock.image.FileTree;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageException;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageTree;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.Trees;
import io.jdock.image.UnpackLimits;
import io.jdock.image.dockerfile.Dockerfile;
import io.jdock.image.dockerfile.IgnoreRules;
import io.jdock.kernel.FileKind;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds for tests, in a store and a directory of their own. */
final class Builds implements AutoCloseable {
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    final LocalStore store;
    final Path context;
    final List<String> steps = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    private final Jdock engine = Jdock.open();
    private final Map<String, ContentDescriptor> bases = new HashMap<>();
    private final Map<String, Path> secrets = new HashMap<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int found;

    Builds(Path directory) throws IOException {
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        store = LocalStore.open(directory.resolve("store"));
        context = Files.createDirectory(directory.resolve("context"));
    }

    /** Begins anew with an empty directory; what is in the store stays. */
    void begin() throws IOException {
        Trees.delete(context);
        Files.createDirectory(context);
        bases.clear();
    }

    /** A file of the directory that is built. */
    void file(String path, String text) throws IOException {
        Path file = context.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Makes an image known that begins with a small system. */
    void base(String name, ImageConfig config) throws IOException {
        assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
        List<LayerEntry> entries = new ArrayList<>();
        entries.add(LayerEntry.directory("usr/bin", 0755));
        entries.add(LayerEntry.file("usr/bin/busybox", 0755, LayerContent.of(BUSYBOX)));
        for (String tool : List.of(
                "sh", "cat", "id", "ls", "echo", "env", "pwd", "rm", "chown", "chmod", "mkdir", "touch", "test", "mv",
                "ln", "mkfifo", "true", "wc")) {
            entries.add(LayerEntry.symbolicLink("usr/bin/" + tool, "busybox"));
        }
        entries.add(LayerEntry.symbolicLink("bin", "usr/bin"));
        entries.add(LayerEntry.directory("tmp", 01777));
        entries.add(LayerEntry.file(
                "etc/passwd",
                0644,
                LayerContent.of("root:x:0:0::/root:/bin/sh\nann:x:1000:1001::/home/ann:/bin/sh\n")));
        entries.add(LayerEntry.file("etc/group", 0644, LayerContent.of("root:x:0:\nann:x:1001:\nstaff:x:50:ann\n")));
        LayerEntry.Status ofAnn = new LayerEntry.Status(0750, 1000, 1001, LayerEntry.Status.NO_TIME, new TreeMap<>());
        entries.add(new LayerEntry.Directory("home/ann", ofAnn));
        entries.add(new LayerEntry.RegularFile("home/ann/old", ofAnn, LayerContent.of("of the base")));
        LayerWriter layers = new LayerWriter(store);
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                Images.platform(),
                List.of(new ImageDraft.Step(layers.write(entries), "base")),
                config,
                Instant.EPOCH,
                Map.of());
        bases.put(name, new ImageWriter(store).write(draft, ImageForm.OCI));
    }

    /** Lets commands of later builds see a file. */
    void secret(String id, Path file) {
        secrets.put(id, file);
    }

    // ---- building

    private LocalImage find(String name, Platform platform) throws IOException {
        ContentDescriptor content = bases.get(name);
        if (content == null) {
            throw new ImageException(name, "there is no such image", null);
        }
        return store.image(content, platform);
    }

    /** Builds a Dockerfile without arguments. */
    Built build(String dockerfile) throws IOException, InterruptedException {
        return build(dockerfile, Map.of(), null, IgnoreRules.NONE, false);
    }

    Built build(String dockerfile, Map<String, String> arguments) throws IOException, InterruptedException {
        return build(dockerfile, arguments, null, IgnoreRules.NONE, false);
    }

    Built build(String dockerfile, Map<String, String> arguments, String target, IgnoreRules ignored, boolean noCache)
            throws IOException, InterruptedException {
        output.reset();
        steps.clear();
        notes.clear();
        found = 0;
        BuildRequest request = new BuildRequest(
                Dockerfile.parse("Dockerfile", dockerfile),
                context,
                ignored,
                arguments,
                Map.copyOf(secrets),
                Optional.ofNullable(target),
                Images.platform(),
                noCache,
                ImageForm.OCI,
                Instant.EPOCH,
                Map.of());
        ContentDescriptor content = new DockerfileBuild(
                        engine,
                        store,
                        this::find,
                        RemoteFiles.byHttp(HttpClient.Builder.NO_PROXY, Optional.empty()),
                        UnpackLimits.DEFAULT,
                        new Told())
                .build(request);
        return new Built(content, store.image(content, Images.platform()));
    }

    /** Makes a built image known as one to build on. */
    void name(String name, Built built) {
        bases.put(name, built.content());
    }

    /** What commands said. */
    String output() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** How many commands were not executed, since their results were known. */
    int found() {
        return found;
    }

    private final class Told implements BuildListener {
        @Override
        public void step(String text) {
            steps.add(text);
        }

        @Override
        public void found() {
            found++;
        }

        @Override
        public void note(String text) {
            notes.add(text);
        }

        @Override
        public OutputStream output() {
            return output;
        }
    }

    @Override
    public void close() throws IOException {
        engine.close();
        Stores.empty(engine.host(), store);
    }

    // ---- what was built

    /** An image that was built. */
    final class Built {
        private final ContentDescriptor content;
        private final LocalImage image;

        private Built(ContentDescriptor content, LocalImage image) {
            this.content = content;
            this.image = image;
        }

        ContentDescriptor content() {
            return content;
        }

        LocalImage image() {
            return image;
        }

        ImageConfig config() {
            return image.configuration().config();
        }

        /** Every file of the whole image as kind, mode, owner and path, such as {@code f 644 0:0 etc/passwd}. */
        SortedMap<String, String> files() throws IOException {
            SortedMap<String, String> files = new TreeMap<>();
            list(tree(image.layers()), "", files);
            return files;
        }

        /** The same for the topmost layer alone. */
        SortedMap<String, String> top() throws IOException {
            SortedMap<String, String> files = new TreeMap<>();
            int last = image.layers().size() - 1;
            list(tree(image.layers().subList(last, last + 1)), "", files);
            return files;
        }

        private FileTree tree(List<ContentDescriptor> layers) throws IOException {
            return ImageTree.of(store, layers, Files.createTempDirectory(context.getParent(), "spool-"));
        }

        private void list(FileTree tree, String directory, SortedMap<String, String> files) throws IOException {
            for (String name : tree.names(directory)) {
                String path = FileTree.child(directory, name);
                FileTree.Node node = tree.node(path).orElseThrow();
                files.put(path, text(node));
                if (node.isDirectory()) {
                    list(tree, path, files);
                }
            }
        }

        private static String text(FileTree.Node node) {
            String kind = node.isDirectory() ? "d" : node.kind() == FileKind.SYMBOLIC_LINK ? "l" : "f";
            String target = node.target().isEmpty() ? "" : " -> " + node.target();
            return kind + " " + Integer.toOctalString(node.mode()) + " " + node.user() + ":" + node.group() + target;
        }

        String read(String path) throws IOException {
            try (InputStream in =
                    tree(image.layers()).contents(List.of(path)).get(0).open()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
