package io.jdock.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * BPF programs that decide over accesses to devices in a version 2 cgroup. See bpf(2) and the kernel's
 * {@code Documentation/admin-guide/cgroup-v2.rst}, "Device controller". Needs CAP_BPF and CAP_NET_ADMIN, or CAP_SYS_ADMIN.
 */
public final class DeviceFilter {
    private static final long BPF_PROG_LOAD = 5;
    private static final long BPF_PROG_ATTACH = 8;
    private static final long BPF_PROG_DETACH = 9;
    private static final long BPF_PROG_GET_FD_BY_ID = 13;
    private static final long BPF_PROG_QUERY = 16;

    private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private static final int BPF_CGROUP_DEVICE = 6;
    private static final int BPF_F_ALLOW_MULTI = 2;

    private static final int INSTRUCTION = 8;
    private static final int ATTRIBUTES = 128; // of union bpf_attr; what the kernel does not know has to be zero
    private static final int LOG = 64 * 1024;
    private static final int MOST_ATTACHED = 64; // BPF_CGROUP_MAX_PROGS

    private DeviceFilter() {}

    /**
     * Loads a program.
     *
     * @param instructions 8 bytes each, as {@code struct bpf_insn}
     * @return the program, which lives as long as this descriptor or as long as it is attached
     * @throws KernelException also if the kernel's verifier rejects it, with the verifier's last words
     */
    public static Descriptor load(byte[] instructions) throws KernelException {
        try (NativeMemory code = NativeMemory.of(instructions);
                NativeMemory license = NativeMemory.of("Apache-2.0");
                NativeMemory attributes = new NativeMemory(ATTRIBUTES)) {
            attributes.setInt(0, BPF_PROG_TYPE_CGROUP_DEVICE);
            attributes.setInt(4, instructions.length / INSTRUCTION);
            attributes.setLong(8, code.address());
            attributes.setLong(16, license.address());
            byte[] name = "jdock_devices".getBytes(StandardCharsets.US_ASCII); // at most 15
            attributes.set(48, name, 0, name.length);
            long result = Kernel.uninterrupted(Syscall.BPF, BPF_PROG_LOAD, attributes.address(), ATTRIBUTES);
            if (result < 0) {
                throw new KernelException("bpf", "device program" + complaint(attributes), (int) -result);
            }
            return Descriptor.owning((int) result);
        }
    }

    /** Loads once more, for the verifier's log. */
    private static String complaint(NativeMemory attributes) {
        try (NativeMemory log = new NativeMemory(LOG)) {
            attributes.setInt(24, 1); // verbosity
            attributes.setInt(28, LOG);
            attributes.setLong(32, log.address());
            long result = Kernel.uninterrupted(Syscall.BPF, BPF_PROG_LOAD, attributes.address(), ATTRIBUTES);
            if (result >= 0) {
                Kernel.attempt(Syscall.CLOSE, result);
            }
            byte[] bytes = new byte[LOG];
            log.get(0, bytes, 0, LOG);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            List<String> lines = text.substring(0, Math.max(text.indexOf('\0'), 0))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("processed "))
                    .toList();
            return lines.isEmpty() ? "" : " (" + lines.get(lines.size() - 1) + ")";
        }
    }

    /**
     * Attaches a program beside those attached already: an access is allowed if all of them allow it.
     *
     * @param cgroup its directory
     */
    public static void attach(Descriptor cgroup, Descriptor program) throws KernelException {
        change(BPF_PROG_ATTACH, cgroup, program, BPF_F_ALLOW_MULTI);
    }

    /** Detaches a program; ENOENT if it was not attached. */
    public static void detach(Descriptor cgroup, Descriptor program) throws KernelException {
        change(BPF_PROG_DETACH, cgroup, program, 0);
    }

    private static void change(long command, Descriptor cgroup, Descriptor program, int flags) throws KernelException {
        int target = cgroup.borrow("bpf");
        try {
            int source = program.borrow("bpf");
            try (NativeMemory attributes = new NativeMemory(ATTRIBUTES)) {
                attributes.setInt(0, target);
                attributes.setInt(4, source);
                attributes.setInt(8, BPF_CGROUP_DEVICE);
                attributes.setInt(12, flags);
                Kernel.call(Syscall.BPF, "device program of a cgroup", command, attributes.address(), ATTRIBUTES);
            } finally {
                program.giveBack();
            }
        } finally {
            cgroup.giveBack();
        }
    }

    /**
     * The programs attached to a cgroup itself, whoever did it.
     *
     * @return descriptors that belong to the caller
     */
    public static List<Descriptor> attached(Descriptor cgroup) throws KernelException {
        List<Descriptor> programs = new ArrayList<>();
        try {
            for (int id : ids(cgroup)) {
                try (NativeMemory attributes = new NativeMemory(ATTRIBUTES)) {
                    attributes.setInt(0, id);
                    programs.add(Descriptor.owning((int) Kernel.call(
                            Syscall.BPF, "program " + id, BPF_PROG_GET_FD_BY_ID, attributes.address(), ATTRIBUTES)));
                }
            }
            return programs;
        } catch (KernelException e) {
            programs.forEach(Descriptor::close);
            throw e;
        }
    }

    private static int[] ids(Descriptor cgroup) throws KernelException {
        int borrowed = cgroup.borrow("bpf");
        try (NativeMemory ids = new NativeMemory(4L * MOST_ATTACHED);
                NativeMemory attributes = new NativeMemory(ATTRIBUTES)) {
            attributes.setInt(0, borrowed);
            attributes.setInt(4, BPF_CGROUP_DEVICE);
            attributes.setLong(16, ids.address());
            attributes.setInt(24, MOST_ATTACHED);
            Kernel.call(Syscall.BPF, "cgroup", BPF_PROG_QUERY, attributes.address(), ATTRIBUTES);
            int[] numbers = new int[attributes.getInt(24)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = ids.getInt(4L * i);
            }
            return numbers;
        } finally {
            cgroup.giveBack();
        }
    }
}
