package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks into unpacked layers without a container. Symbolic links lead within their own layer only, and never to the host.
 *
 * @param layers from the lowest to the topmost
 */
public record LayerFiles(List<Path> layers) {
    private static final List<ResolveFlag> INSIDE =
            List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);
    private static final int MOST = 1 << 20;

    public LayerFiles {
        layers = List.copyOf(layers);
    }

    /**
     * The text of a file, cut after 1 MiB; empty if there is none.
     *
     * @param path absolute, as a container sees it
     */
    public Optional<String> read(String path) throws IOException {
        for (int i = layers.size() - 1; i >= 0; i--) {
            Optional<FileKind> kind = kind(layers.get(i), path, false);
            if (kind.isPresent()) {
                return kind.get() == FileKind.REGULAR ? Optional.of(text(layers.get(i), path)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * The lines of a table such as {@code /etc/passwd}, each as its fields between colons; none if there is no such file.
     *
     * @param path absolute, as a container sees it
     * @param fields lines with fewer are left out
     */
    public List<String[]> table(String path, int fields) throws IOException {
        List<String[]> table = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new StringReader(read(path).orElse("")));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] entry = line.split(":", -1);
            if (entry.length >= fields) {
                table.add(entry);
            }
        }
        return table;
    }

    /**
     * Whether there is a file, or a symbolic link, wherever it leads.
     *
     * @param path absolute, as a container sees it
     */
    public boolean has(String path) throws IOException {
        for (int i = layers.size() - 1; i >= 0; i--) {
            Optional<FileKind> kind = kind(layers.get(i), path, true);
            if (kind.isPresent()) {
                return kind.get() != FileKind.CHARACTER_DEVICE; // a whiteout
            }
        }
        return false;
    }

    private static Optional<FileKind> kind(Path layer, String path, boolean link) throws IOException {
        try (Descriptor root = root(layer);
                Descriptor file = link
                        ? root.open(path, INSIDE, OpenFlag.O_PATH, OpenFlag.O_NOFOLLOW)
                        : root.open(path, INSIDE, OpenFlag.O_PATH)) {
            return FileStatus.of(file).kind();
        } catch (KernelException e) {
            if (e.is(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Descriptor root(Path layer) throws KernelException {
        return Descriptor.open(layer.toString(), OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);
    }

    private static String text(Path layer, String path) throws IOException {
        try (Descriptor root = root(layer);
                InputStream content = root.open(path, INSIDE, OpenFlag.O_RDONLY, OpenFlag.O_NONBLOCK)
                        .inputStream()) {
            return new String(content.readNBytes(MOST), StandardCharsets.UTF_8);
        }
    }
}
