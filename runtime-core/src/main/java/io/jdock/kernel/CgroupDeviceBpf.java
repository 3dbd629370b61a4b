package io.jdock.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * BPF programs that decide over accesses to devices in a cgroup of version 2: bpf(2), and the kernel's
 * {@code include/uapi/linux/bpf.h} for the parts of {@code union bpf_attr}.
 */
public final class CgroupDeviceBpf {
    // enum bpf_cmd
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_ATTACH = 8;
    private static final int BPF_PROG_GET_FD_BY_ID = 13;
    private static final int BPF_PROG_QUERY = 16;

    private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private static final int BPF_CGROUP_DEVICE = 6; // enum bpf_attach_type
    private static final int BPF_F_ALLOW_MULTI = 2;
    private static final int BPF_F_REPLACE = 4;

    private static final int INSTRUCTION_SIZE = 8;
    private static final int NAME_OFFSET = 48;
    private static final int NAME_SIZE = 16;
    private static final int ATTRIBUTE_SIZE = 72;
    private static final int LOAD_TRIES = 10;
    private static final int LOG_SIZE = 1 << 16;

    private CgroupDeviceBpf() {}

    /**
     * Loads a program and has the kernel check it.
     *
     * @param code instructions of 8 bytes each
     * @param name letters, digits and underscores, at most 15; shown by bpftool
     * @throws KernelException EPERM without CAP_SYS_ADMIN (or CAP_BPF and CAP_NET_ADMIN); EINVAL or EACCES with the
     *     verifier's words if the program is not sound
     */
    public static Descriptor load(byte[] code, String name) throws KernelException {
        try (NativeMemory instructions = NativeMemory.of(code);
                NativeMemory license = NativeMemory.of("Apache-2.0");
                NativeMemory attribute = new NativeMemory(ATTRIBUTE_SIZE)) {
            byte[] text = name.getBytes(StandardCharsets.US_ASCII);
            attribute.setInt(0, BPF_PROG_TYPE_CGROUP_DEVICE);
            attribute.setInt(4, code.length / INSTRUCTION_SIZE);
            attribute.setLong(8, instructions.address());
            attribute.setLong(16, license.address());
            attribute.set(NAME_OFFSET, text, 0, Math.min(text.length, NAME_SIZE - 1));
            attribute.setInt(68, BPF_CGROUP_DEVICE);
            long result;
            int tries = 0;
            do { // The verifier gives way to signals, of which a JVM uses some: EAGAIN.
                result = Kernel.uninterrupted(Syscall.BPF, BPF_PROG_LOAD, attribute.address(), ATTRIBUTE_SIZE);
            } while (result == -Errno.EAGAIN.number() && ++tries < LOAD_TRIES);
            if (result < 0) {
                throw refused((int) -result, attribute);
            }
            return Descriptor.owning((int) result);
        }
    }

    /** Loads once more to learn the verifier's reason, which costs too much to ask for each time. */
    private static KernelException refused(int errno, NativeMemory attribute) {
        try (NativeMemory log = new NativeMemory(LOG_SIZE)) {
            attribute.setInt(24, 1);
            attribute.setInt(28, LOG_SIZE);
            attribute.setLong(32, log.address());
            Kernel.attempt(Syscall.BPF, BPF_PROG_LOAD, attribute.address(), ATTRIBUTE_SIZE);
            byte[] text = new byte[LOG_SIZE];
            log.get(0, text, 0, LOG_SIZE);
            int length = 0;
            while (length < LOG_SIZE && text[length] != 0) {
                length++;
            }
            String words = new String(text, 0, length, StandardCharsets.UTF_8).strip();
            return new KernelException(
                    "bpf", "BPF_PROG_LOAD" + (words.isEmpty() ? "" : " (the verifier says: " + words + ")"), errno);
        }
    }

    /**
     * Attaches a program to a cgroup, in place of the first one that is attached directly to it, if there is one. Programs
     * of ancestors stay in force: a device must pass all.
     *
     * @param cgroup a descriptor of its directory
     */
    public static void attach(Descriptor cgroup, Descriptor program) throws KernelException {
        List<Integer> present = attached(cgroup);
        if (present.isEmpty()) {
            attach(cgroup, program, BPF_F_ALLOW_MULTI, 0);
            return;
        }
        try (Descriptor old = byId(present.get(0))) {
            attach(cgroup, program, BPF_F_ALLOW_MULTI | BPF_F_REPLACE, old.number());
        }
    }

    private static void attach(Descriptor cgroup, Descriptor program, int flags, int replaced) throws KernelException {
        try (NativeMemory attribute = new NativeMemory(20)) {
            attribute.setInt(0, cgroup.number());
            attribute.setInt(4, program.number());
            attribute.setInt(8, BPF_CGROUP_DEVICE);
            attribute.setInt(12, flags);
            attribute.setInt(16, replaced);
            Kernel.call(Syscall.BPF, "BPF_PROG_ATTACH", BPF_PROG_ATTACH, attribute.address(), 20);
        }
    }

    /** Ids of the programs that are attached directly to a cgroup. */
    public static List<Integer> attached(Descriptor cgroup) throws KernelException {
        int most = 64; // BPF_CGROUP_MAX_PROGS
        try (NativeMemory ids = new NativeMemory(4L * most);
                NativeMemory attribute = new NativeMemory(28)) {
            attribute.setInt(0, cgroup.number());
            attribute.setInt(4, BPF_CGROUP_DEVICE);
            attribute.setLong(16, ids.address());
            attribute.setInt(24, most);
            Kernel.call(Syscall.BPF, "BPF_PROG_QUERY", BPF_PROG_QUERY, attribute.address(), 28);
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < attribute.getInt(24); i++) {
                found.add(ids.getInt(4L * i));
            }
            return found;
        }
    }

    private static Descriptor byId(int id) throws KernelException {
        try (NativeMemory attribute = new NativeMemory(12)) {
            attribute.setInt(0, id);
            return Descriptor.owning(
                    (int) Kernel.call(Syscall.BPF, "program " + id, BPF_PROG_GET_FD_BY_ID, attribute.address(), 12));
        }
    }
}
