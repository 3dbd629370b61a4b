package io.jdock.container;

import io.jdock.image.ImageException;
import io.jdock.image.OverlayAttributes;
import io.jdock.image.Trees;
import io.jdock.kernel.ExtendedAttributes;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.FileStatus.DeviceNumber;
import io.jdock.kernel.KernelException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays directories over each other by copying them into one, with the outcome that an overlay of them shows (overlayfs.rst, "whiteouts and
 * opaque directories"). The copying is cp(1)'s, which shares the content of files where the file system can (ioctl_ficlone(2)).
 */
final class LayerCopy {
    private static final DeviceNumber WHITEOUT = new DeviceNumber(0, 0);
    private static final int OWNER_MAY_ALL = 0700;

    private final Path copy;

    /**
     * @param copy an empty directory, which only the caller changes
     */
    LayerCopy(Path copy) {
        this.copy = copy;
    }

    /** Puts a layer on top of what is there. */
    void add(Path layer) throws IOException {
        List<Path> whiteouts = new ArrayList<>();
        Files.walkFileTree(layer, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                makeWayForDirectory(directory, place(layer, directory));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path place = place(layer, file);
                if (isWhiteout(file, attributes)) {
                    remove(place);
                    whiteouts.add(place);
                } else if (isDirectory(place)) {
                    remove(place);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        copy(layer);
        for (Path whiteout : whiteouts) {
            removeFrom(whiteout.getParent(), whiteout);
        }
    }

    private Path place(Path layer, Path file) {
        return copy.resolve(layer.relativize(file));
    }

    private static boolean isDirectory(Path place) {
        return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
    }

    /** What the directory hides goes, and what it is merged with can be written to. */
    private void makeWayForDirectory(Path directory, Path place) throws IOException {
        if (!isDirectory(place)) {
            Files.deleteIfExists(place);
        } else if (ExtendedAttributes.has(directory.toString(), OverlayAttributes.OPAQUE) && !place.equals(copy)) {
            remove(place);
        } else {
            Files.setAttribute(place, "unix:mode", mode(place) | OWNER_MAY_ALL);
        }
    }

    private static boolean isWhiteout(Path file, BasicFileAttributes attributes) throws KernelException {
        if (!attributes.isOther()) {
            return false;
        }
        FileStatus status = FileStatus.of(file.toString());
        return status.kind().filter(FileKind.CHARACTER_DEVICE::equals).isPresent()
                && status.represents().equals(WHITEOUT);
    }

    private static int mode(Path directory) throws IOException {
        return (int) Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    /** Never what a link leads to. */
    private static void remove(Path place) throws IOException {
        if (isDirectory(place)) {
            Trees.delete(place);
        } else {
            Files.deleteIfExists(place);
        }
    }

    /** From a directory that has its final mode and time already. */
    private static void removeFrom(Path directory, Path file) throws IOException {
        int mode = mode(directory);
        FileTime time = Files.getLastModifiedTime(directory);
        Files.setAttribute(directory, "unix:mode", mode | OWNER_MAY_ALL);
        Files.delete(file);
        Files.setAttribute(directory, "unix:mode", mode);
        Files.setLastModifiedTime(directory, time);
    }

    private void copy(Path layer) throws IOException {
        List<String> command = List.of(
                "cp",
                "--archive",
                "--reflink=auto",
                "--remove-destination",
                "--no-target-directory",
                layer.toString(),
                copy.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ImageException(layer.toString(), "cp(1) cannot copy the layer: " + said.strip(), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a layer was copied");
        } finally {
            process.destroyForcibly();
        }
    }
}
