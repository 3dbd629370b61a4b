package io.jdock.build;

import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.NetworkMode;
import io.jdock.container.RootFileSystem;
import io.jdock.container.Tmpfs;
import io.jdock.container.Volume;
import io.jdock.image.ArchiveEntries;
import io.jdock.image.BuildCaches;
import io.jdock.image.FileTree;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerFiles;
import io.jdock.image.Trees;
import io.jdock.image.dockerfile.ContextPath;
import io.jdock.image.dockerfile.Instruction;
import io.jdock.image.dockerfile.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Executes one {@code RUN} in a container and finds out what it changed. For one instruction; closed when its layer is written. */
final class Running implements AutoCloseable {
    private static final String RESOLVER = "etc/resolv.conf";

    /** Where every container mounts something. */
    private static final List<String> ALWAYS_MOUNTED = List.of("dev", "proc", "sys");

    private final Jdock engine;
    private final BuildCaches caches;
    private final Path area;
    private final BuildListener listener;
    private final Instruction.Run instruction;
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final Set<String> targets = new HashSet<>(ALWAYS_MOUNTED);

    /** What is executed, and in what. */
    record Job(
            ContainerImage image,
            FileTree tree,
            List<String> command,
            Map<String, String> variables,
            List<Mounted> mounts) {}

    /** A mount, as far as it could be found out without executing anything. */
    sealed interface Mounted {
        /** In the container, absolute. */
        String target();

        /** Files that are only seen. */
        record Bound(String target, BoundFiles files) implements Mounted {}

        /** A directory that stays. */
        record Cached(String target, String id, boolean locked, boolean readOnly, int mode) implements Mounted {}

        /** A file that is seen as it is, by who may read it. */
        record Secret(String target, Path file) implements Mounted {}

        /** A directory in memory. */
        record Memory(String target, OptionalLong size) implements Mounted {}
    }

    /**
     * @param caches what caches are in
     * @param area a directory for this build, which containers may enter
     */
    Running(Jdock engine, BuildCaches caches, Path area, BuildListener listener, Instruction.Run instruction) {
        this.engine = engine;
        this.caches = caches;
        this.area = area;
        this.listener = listener;
        this.instruction = instruction;
    }

    /**
     * Executes the command.
     *
     * @return what became of the root file system, to be read until this object is closed
     * @throws io.jdock.image.ImageException if it fails
     */
    List<LayerEntry> run(Job job) throws IOException, InterruptedException {
        ContainerSpec.Builder builder = ContainerSpec.builder().command(job.command());
        job.image().applyTo(builder);
        builder.environment(home(job.image()));
        builder.environment(job.variables()).hostname("jdock").network(network());
        for (Mounted mount : job.mounts()) {
            mount(mount, builder);
        }
        ContainerSpec spec = builder.build();
        Changes changes = Changes.make(engine, area, spec);
        resources.add(changes);
        RootFileSystem.Layers layers = job.image().root();
        Instant start = Instant.now();
        execute(spec.toBuilder().root(changes.over(layers)).build());
        ArchiveEntries archive = changes.read();
        resources.add(archive);
        archive.leftOut().forEach(path -> listener.note(path + " is a device, a FIFO or a socket, and is left out"));
        return new Corrections(
                        job.tree(), targets, start, layers.ownersKept() ? Optional.empty() : changes.callersFiles())
                .apply(archive.entries());
    }

    private NetworkMode network() {
        return switch (instruction.network()) {
            case "none" -> NetworkMode.NONE;
            case "host" -> NetworkMode.HOST;
            default -> NetworkMode.PRIVATE;
        };
    }

    /** As every container of Docker has it, unless the image says otherwise. */
    private static Map<String, String> home(ContainerImage image) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        if (!image.environment().containsKey("HOME")) {
            String user = String.valueOf(image.user().uid());
            String found = new LayerFiles(image.root().directories())
                    .table("/etc/passwd", 6).stream()
                            .filter(fields -> fields[2].equals(user) && !fields[5].isEmpty())
                            .map(fields -> fields[5])
                            .findFirst()
                            .orElse(user.equals("0") ? "/root" : "/");
            environment.put("HOME", found);
        }
        return environment;
    }

    // ---- mounts

    private void mount(Mounted mount, ContainerSpec.Builder spec) throws IOException {
        Path target = Path.of(mount.target()).normalize();
        targets.add(ContextPath.clean(mount.target()));
        if (mount instanceof Mounted.Memory memory) {
            spec.tmpfs(new Tmpfs(target, memory.size(), 01777));
        } else if (mount instanceof Mounted.Cached cached) {
            spec.volume(new Volume(cached(cached), target, cached.readOnly()));
        } else if (mount instanceof Mounted.Secret secret) {
            spec.volume(new Volume(secret.file(), target, true));
        } else if (mount instanceof Mounted.Bound bound) {
            Path copy = Files.createTempDirectory(
                            area,
                            "bound-",
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")))
                    .resolve("files");
            resources.add(() -> Trees.delete(copy.getParent()));
            bound.files().copyTo(copy);
            spec.volume(new Volume(copy, target, true));
        }
    }

    private Path cached(Mounted.Cached cache) throws IOException {
        BuildCaches.Opened opened = caches.open(cache.id(), cache.locked(), cache.mode());
        resources.add(opened);
        return opened.directory();
    }

    // ---- the command

    private void execute(ContainerSpec spec) throws IOException, InterruptedException {
        Position position = instruction.position();
        Container container = engine.start(spec);
        try {
            container.getOutputStream().close();
            OutputStream output = listener.output();
            CompletableFuture<Void> errors = CompletableFuture.runAsync(() -> pump(container.getErrorStream(), output));
            pump(container.getInputStream(), output);
            errors.join();
            int status = container.waitFor();
            if (status != 0) {
                throw position.error(
                        "the command ended with status " + status, container.oomKilled() ? "the memory ran out" : null);
            }
        } finally {
            container.destroyForcibly();
        }
    }

    private static void pump(InputStream from, OutputStream to) {
        byte[] buffer = new byte[1 << 13];
        try (from) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                synchronized (to) {
                    to.write(buffer, 0, count);
                    to.flush();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the output of a command could not be passed on", e);
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (int i = resources.size() - 1; i >= 0; i--) {
            try {
                resources.get(i).close();
            } catch (IOException e) {
                failure = e;
            } catch (Exception e) {
                failure = new IOException("what a command left could not be removed", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The file that tells a container its name servers. */
    static boolean isResolver(String path) {
        return path.equals(RESOLVER);
    }
}
