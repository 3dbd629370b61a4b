package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceFilterTest {
    private static final long ALLOW = 0x1_0000_00b7L; // r0 = 1
    private static final long DENY = 0x0_0000_00b7L; // r0 = 0
    private static final long EXIT = 0x95;

    private @Nullable Path cgroup;

    /** A version 2 cgroup of our own. */
    private Descriptor cgroup() throws IOException {
        for (String mount : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")) {
            if (Files.exists(Path.of(mount, "cgroup.controllers"))) {
                Path directory =
                        Path.of(mount, "jdock-test-" + ProcessHandle.current().pid());
                assumeTrue(Files.isWritable(Path.of(mount)), "version 2 cgroups are not writable for this user");
                cgroup = Files.createDirectory(directory);
                return Descriptor.open(directory.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY);
            }
        }
        return abort("no version 2 cgroups here");
    }

    @AfterEach
    void removeCgroup() throws IOException {
        if (cgroup != null) {
            Files.delete(cgroup);
        }
    }

    private static Descriptor load(long... instructions) throws IOException {
        ByteBuffer code = ByteBuffer.allocate(8 * instructions.length).order(ByteOrder.LITTLE_ENDIAN);
        code.asLongBuffer().put(instructions);
        try {
            return DeviceFilter.load(code.array());
        } catch (KernelException e) {
            assumeTrue(!e.is(Errno.EPERM), "this user may not load BPF programs");
            throw e;
        }
    }

    @Test
    void aProgramThatTheVerifierRejectsIsAnErrorWithItsReason() throws IOException {
        load(ALLOW, EXIT).close();
        assertThatThrownBy(() -> load(EXIT)).isInstanceOf(KernelException.class).hasMessageContaining("R0 !read_ok");
    }

    @Test
    void anAttachedProgramDecides() throws IOException {
        try (Descriptor directory = cgroup();
                Descriptor allow = load(ALLOW, EXIT);
                Descriptor deny = load(DENY, EXIT)) {
            assertThat(readsZeros()).isTrue();
            DeviceFilter.attach(directory, deny);
            assertThat(readsZeros()).isFalse();
            DeviceFilter.attach(directory, allow);
            List<Descriptor> attached = DeviceFilter.attached(directory);
            assertThat(attached).hasSize(2);
            DeviceFilter.detach(directory, attached.get(0));
            attached.forEach(Descriptor::close);
            assertThat(readsZeros()).isTrue();
            DeviceFilter.detach(directory, allow);
            assertThat(DeviceFilter.attached(directory)).isEmpty();
            assertThatThrownBy(() -> DeviceFilter.detach(directory, allow))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("ENOENT");
        }
    }

    /** Whether a process in the cgroup may read /dev/zero. */
    private boolean readsZeros() throws IOException {
        String script = "echo $$ > " + cgroup + "/cgroup.procs && exec head -c 1 /dev/zero";
        try (Pipe output = Pipe.open()) {
            Spawn spawn = new Spawn(
                    new Spawn.Executable.File("/bin/sh"),
                    List.of("sh", "-c", script),
                    List.of("PATH=/usr/bin:/bin"),
                    List.of(new Spawn.Inheritance(output.writer(), 1), new Spawn.Inheritance(output.writer(), 2)));
            try (Child child = spawn.start()) {
                return child.waitFor().shellStatus() == 0;
            }
        }
    }

    @Test
    void aThousandProgramsLeaveNothing() throws IOException {
        load(ALLOW, EXIT).close();
        int before = OpenDescriptors.count();
        for (int i = 0; i < 1000; i++) {
            load(ALLOW, EXIT).close();
        }
        OpenDescriptors.awaitAtMost(before);
    }
}
