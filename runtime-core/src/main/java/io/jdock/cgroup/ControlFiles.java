package io.jdock.cgroup;

import java.nio.file.Path;
import java.util.List;

/** The few operations on a cgroup file system. A test can put a recorder or a directory of plain files in its place. */
interface ControlFiles {

    /** Writes a value with one write(2), as the kernel wants it. */
    void write(Path file, String value) throws ControlFileException;

    /** Reads all of a file, without white space at either end. */
    String read(Path file) throws ControlFileException;

    void makeDirectory(Path directory) throws ControlFileException;

    void removeDirectory(Path directory) throws ControlFileException;

    /** Directories within a directory, in no particular order. */
    List<Path> children(Path directory) throws ControlFileException;

    boolean exists(Path file);
}
