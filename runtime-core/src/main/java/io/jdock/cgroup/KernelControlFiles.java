package io.jdock.cgroup;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Directories;
import io.jdock.kernel.Errno;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Control files of the running kernel. The library's own file classes would hide the error numbers. */
final class KernelControlFiles implements ControlFiles {
    private static final int DIRECTORY_MODE = 0755;

    @Override
    public void write(Path file, String value) throws ControlFileException {
        // Without O_CREAT, for a control file is there or it is not.
        try (Descriptor descriptor = Descriptor.open(file.toString(), OpenFlag.O_WRONLY)) {
            descriptor.write(value.getBytes(StandardCharsets.UTF_8));
        } catch (KernelException e) {
            throw new ControlFileException(file, e.errno());
        }
    }

    @Override
    public String read(Path file) throws ControlFileException {
        try (Descriptor descriptor = Descriptor.open(file.toString(), OpenFlag.O_RDONLY);
                InputStream stream = descriptor.inputStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (KernelException e) {
            throw new ControlFileException(file, e.errno());
        } catch (IOException e) {
            throw new ControlFileException(file, Errno.EIO.number());
        }
    }

    @Override
    public void makeDirectory(Path directory) throws ControlFileException {
        try {
            Directories.make(directory.toString(), DIRECTORY_MODE);
        } catch (KernelException e) {
            throw new ControlFileException(directory, e.errno());
        }
    }

    @Override
    public void removeDirectory(Path directory) throws ControlFileException {
        try {
            Directories.remove(directory.toString());
        } catch (KernelException e) {
            throw new ControlFileException(directory, e.errno());
        }
    }

    @Override
    public List<Path> children(Path directory) throws ControlFileException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    children.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            throw new ControlFileException(directory, Errno.ENOENT.number());
        } catch (IOException e) {
            throw new ControlFileException(directory, Errno.EIO.number());
        }
        return children;
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }
}
