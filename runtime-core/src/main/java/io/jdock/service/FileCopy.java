package io.jdock.service;

import io.jdock.container.ExecSpec;
import io.jdock.image.Trees;
import io.jdock.kernel.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Copies files and directories between this machine and a container, by a tar(1) on either side, as {@code kubectl cp} does: what
 * is in the container is read and written by its own user, and this machine's tar keeps a hostile archive inside of its directory.
 * Owners become those who copy.
 */
public final class FileCopy {
    /** Arguments: a directory, the name in the archive, the name that it gets. */
    private static final String UNPACK_AND_RENAME =
            "t=$(mktemp -d \"$1/.jdock-XXXXXX\") && tar -C \"$t\" -oxf - && mv \"$t/$2\" \"$1/$3\" && rmdir \"$t\"";

    private final Entrance container;

    /** By which processes come into the container. */
    public interface Entrance {
        Process exec(ExecSpec process) throws IOException;
    }

    public FileCopy(Entrance container) {
        this.container = container;
    }

    /**
     * Copies out of the container.
     *
     * @param from absolute, in the container
     * @param to a directory that is there, into which it is copied, or else what it shall be
     * @throws IOException with what tar said, if it is not there or cannot be written; nothing is left behind then
     */
    public void out(String from, Path to) throws IOException, InterruptedException {
        Path source = Path.of(from).normalize();
        Path target = to.toAbsolutePath().normalize();
        boolean into = Files.isDirectory(target);
        Path directory = into ? target : Objects.requireNonNull(target.getParent(), "what is no directory is not /");
        Path fresh = Files.createTempDirectory(Files.createDirectories(directory), ".jdock-");
        try {
            pipe(
                    inContainer("tar", "-C", parent(source), "-cf", "-", "--", name(source)),
                    onHost("tar", "-C", fresh.toString(), "-xf", "-", "--no-same-owner"));
            Files.move(fresh.resolve(name(source)), into ? target.resolve(name(source)) : target);
        } finally {
            Trees.delete(fresh);
        }
    }

    /**
     * Copies into the container.
     *
     * @param to absolute, in the container: a directory that is there, into which it is copied, or else what it shall be
     * @throws IOException with what tar said, if it cannot be read or written
     */
    public void in(Path from, String to) throws IOException, InterruptedException {
        Path source = from.toAbsolutePath().normalize();
        if (!Files.exists(source)) {
            throw new IOException(source + " is not there");
        }
        Path target = Path.of(to).normalize();
        boolean into = finish(inContainer("test", "-d", target.toString())).status == 0;
        Process unpacking = into
                ? inContainer("tar", "-C", target.toString(), "-oxf", "-")
                : inContainer("/bin/sh", "-c", UNPACK_AND_RENAME, "sh", parent(target), name(source), name(target));
        pipe(onHost("tar", "-C", parent(source), "-cf", "-", "--", name(source)), unpacking);
    }

    private static String parent(Path path) {
        return Objects.requireNonNullElse(path.getParent(), Path.of("/")).toString();
    }

    private static String name(Path path) {
        return path.getFileName() == null ? "." : path.getFileName().toString();
    }

    private Process inContainer(String... command) throws IOException {
        return container.exec(ExecSpec.of(command));
    }

    private static Process onHost(String... command) throws IOException {
        return new ProcessBuilder(command).start();
    }

    /**
     * How a process ended.
     *
     * @param errors what it wrote to standard error
     */
    private record End(int status, String errors) {}

    private static End finish(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new End(process.waitFor(), errors);
    }

    /** Carries what one process writes to another, until both have ended well. */
    private static void pipe(Process writer, Process reader) throws IOException, InterruptedException {
        try {
            writer.getOutputStream().close();
            CompletableFuture<String> writersErrors = errors(writer);
            CompletableFuture<String> readersErrors = errors(reader);
            boolean broken = carry(writer.getInputStream(), reader.getOutputStream());
            if (reader.waitFor() != 0) {
                writer.destroyForcibly();
                throw new IOException(readersErrors.join().strip());
            }
            if (writer.waitFor() != 0 || broken) {
                throw new IOException(writersErrors.join().strip());
            }
        } finally {
            writer.destroyForcibly();
            reader.destroyForcibly();
        }
    }

    /** Whether the reader ended before it had read everything; its own words are better than "Broken pipe". */
    private static boolean carry(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            try {
                to.write(buffer, 0, count);
            } catch (IOException e) {
                return true;
            }
        }
        try {
            to.close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static CompletableFuture<String> errors(Process process) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                new DaemonThreads("jdock reads tar's errors"));
    }
}
