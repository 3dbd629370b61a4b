package io.jdock.cgroup;

import java.nio.file.Path;

/** Attaches BPF programs that decide over accesses to devices. */
interface DeviceFilters {

    /** Attaches a program to a cgroup; one attached before through this interface goes. */
    void replace(Path directory, DeviceProgram program) throws ControlFileException;
}
