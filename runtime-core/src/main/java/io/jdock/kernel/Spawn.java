package io.jdock.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process to be started by posix_spawn(3), which copies no memory of the JVM. It starts with no signal blocked, all at
 * their default action, and in the working directory of the JVM.
 *
 * @param arguments with the program's name as the first; never empty, which the kernel would warn of
 * @param environment of the form {@code NAME=value}
 * @param descriptors those it gets; besides them only such as were opened elsewhere without O_CLOEXEC: the JVM's jar
 *     files, for example, which a program has to close by close_range(2)
 */
public record Spawn(
        Executable executable, List<String> arguments, List<String> environment, List<Inheritance> descriptors) {

    private static final int ETXTBSY_ATTEMPTS = 100;
    private static final int FIRST_AFTER_STANDARD = 3;
    private static final long ALL = 0xffff_ffffL;
    private static final long CLOSE_RANGE_CLOEXEC = 4;

    public Spawn {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
        descriptors = List.copyOf(descriptors);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("no arguments, not even the program's name");
        }
        Set<Integer> numbers = new HashSet<>();
        for (Inheritance descriptor : descriptors) {
            if (!numbers.add(descriptor.number())) {
                throw new IllegalArgumentException("two descriptors are to get the number " + descriptor.number());
            }
        }
    }

    /** What is executed. */
    public sealed interface Executable {
        /** A file by its absolute path. */
        record File(String path) implements Executable {}

        /** An open file, which must not be a script. The child has no descriptor of it. */
        record Open(Descriptor descriptor) implements Executable {}
    }

    /**
     * A descriptor for the child.
     *
     * @param source may have any number, also one that another descriptor is to get
     * @param number that it has in the child
     */
    public record Inheritance(Descriptor source, int number) {}

    /**
     * Starts the process.
     *
     * @throws KernelException if it could not be started, be it that the executable is missing or not executable
     */
    public Child start() throws KernelException {
        List<Descriptor> copies = new ArrayList<>();
        List<Descriptor> borrowed = new ArrayList<>();
        try {
            return start(copies, borrowed);
        } finally {
            for (Descriptor descriptor : borrowed) {
                descriptor.giveBack();
            }
            for (Descriptor descriptor : copies) {
                descriptor.close();
            }
        }
    }

    /**
     * Starts the process with none but its descriptors: whatever else this JVM has open now is marked to be closed by whichever program is
     * executed, as nearly all of it is anyway.
     *
     * @throws KernelException as {@link #start()} does
     */
    public Child startAlone() throws KernelException {
        Kernel.call(Syscall.CLOSE_RANGE, "descriptors", FIRST_AFTER_STANDARD, ALL, CLOSE_RANGE_CLOEXEC);
        return start();
    }

    private Child start(List<Descriptor> copies, List<Descriptor> borrowed) throws KernelException {
        String path = executable instanceof Executable.Open open
                ? "/proc/self/fd/" + source(open.descriptor(), -1, copies, borrowed)
                : ((Executable.File) executable).path();
        int[] sources = new int[descriptors.size()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = source(descriptors.get(i).source(), descriptors.get(i).number(), copies, borrowed);
        }
        int pid;
        try (SpawnMemory memory = new SpawnMemory(this, path)) {
            for (int i = 0; i < sources.length; i++) {
                memory.duplicate(sources[i], descriptors.get(i).number());
            }
            pid = spawn(memory, path);
        }
        return child(pid);
    }

    /**
     * The number of a descriptor in the child while it is set up: a copy's number if another descriptor is to get the
     * number that it has.
     */
    private int source(Descriptor descriptor, int own, List<Descriptor> copies, List<Descriptor> borrowed)
            throws KernelException {
        int largest = 0;
        boolean taken = false;
        for (Inheritance other : descriptors) {
            largest = Math.max(largest, other.number());
            taken |= other.number() == descriptor.number() && other.number() != own;
        }
        if (taken) {
            Descriptor copy = descriptor.duplicate(largest + 1);
            copies.add(copy);
            return copy.number();
        }
        descriptor.borrow("posix_spawn");
        borrowed.add(descriptor);
        return descriptor.number();
    }

    /**
     * A file that was written lately may still be open for writing in a child that another thread is about to start
     * (between its vfork and exec), and is then refused for that moment.
     */
    private static int spawn(SpawnMemory memory, String path) throws KernelException {
        for (int attempt = 1; ; attempt++) {
            int result = memory.spawn();
            if (result == 0) {
                return memory.pid();
            }
            if (result != Errno.ETXTBSY.number() || attempt == ETXTBSY_ATTEMPTS) {
                throw new KernelException("posix_spawn", path, result);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static Child child(int pid) throws KernelException {
        try {
            return new Child(pid, ProcessDescriptor.open(pid));
        } catch (KernelException e) {
            // Out of descriptors, say. Not yet waited for, so the number is still its own.
            Kernel.attempt(Syscall.KILL, pid, Signal.SIGKILL.number());
            Kernel.uninterrupted(Syscall.WAIT4, pid, 0, 0, 0);
            throw e;
        }
    }
}
