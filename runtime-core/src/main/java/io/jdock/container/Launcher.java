package io.jdock.container;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Child;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.ExecutableFile;
import io.jdock.kernel.FreshFile;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Spawn;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.plan.Descriptors;
import io.jdock.plan.Launch;
import io.jdock.plan.Owner;
import io.jdock.plan.Plan;
import io.jdock.plan.Report;
import io.jdock.program.Assembler;
import io.jdock.program.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts the program of a plan and listens to it until the application runs. */
final class Launcher {
    private static final String NAME = "jdock";

    /** A further argument, see {@link Launch#USUAL_ARGUMENTS}. */
    private static final String BUSY = "busy";

    private final int processors = Runtime.getRuntime().availableProcessors();
    private final AtomicInteger starting = new AtomicInteger();

    private final Assembler assembler = Assembler.forArchitecture(Architecture.current());

    /**
     * A program that runs.
     *
     * @param pid of the container's first process
     */
    record Started(Child monitor, int pid, StreamEnds streams, Lifeline lifeline) {}

    /** The plan was kept from an earlier start and does not fit any more. Nothing of the container is left. */
    static final class OutdatedException extends IOException {
        private static final long serialVersionUID = 1L;

        private OutdatedException() {
            super("the host's files are not what the plan was made for");
        }
    }

    /** What the owner does while the program waits for it. */
    interface Waiting {
        /** Whether a plan that is {@link Descriptors#checked} still fits, asked while the program begins. */
        default boolean fits() {
            return true;
        }

        /**
         * The program has begun, and takes a while until it waits. Ended as below.
         */
        default void meanwhile() throws IOException {}

        /**
         * The container has its network, and nothing waits for what is done at it until the next pause. Ended as below.
         *
         * @param pid of the container's first process, which stays meanwhile
         */
        default void network(int pid) throws IOException {
            throw new IllegalStateException("a plan with a network was made for an owner that knows none");
        }

        /**
         * The program goes on when this returns, and is ended when it throws.
         *
         * @param pid of the container's first process
         * @param pause at which the program waits
         */
        void at(Report.Pause pause, int pid) throws IOException;

        /** The program goes on after a pause: time for what it does not have to wait for. */
        default void goesOn(Report.Pause pause) {}

        /**
         * The program has loaded a filter whose listener is to get a descriptor. Ended as above.
         *
         * @param notifications closed when this returns
         * @param pid of the first process
         */
        default void listener(Descriptor notifications, int pid) throws IOException {
            throw new IllegalStateException("a plan with a listener was made for an owner that knows none");
        }
    }

    /** A program ready to be started, as often as wanted. */
    Descriptor executable(Plan plan) throws KernelException {
        return executable(plan.program());
    }

    /** The same for a program that is not a container's. */
    Descriptor executable(Program code) throws KernelException {
        return executable(assemble(code));
    }

    /** The program as the kernel takes it. */
    byte[] assemble(Program code) {
        return assembler.assemble(code);
    }

    /** The same for one that was {@linkplain #assemble assembled}, whenever that was. */
    Descriptor executable(byte[] program) throws KernelException {
        try {
            return ExecutableFile.inMemory(NAME, program);
        } catch (KernelException e) {
            if (!e.is(Errno.EACCES)) {
                throw e;
            }
            return inDirectory(program); // sysctl vm.memfd_noexec = 2
        }
    }

    /**
     * Writes a program to a file that others may execute, in the place of what was there.
     *
     * @param file in an existing directory
     */
    void save(Program code, Path file) throws IOException {
        save(assembler.assemble(code), file);
    }

    /** The same for a container's program that was {@linkplain #assemble assembled}, whenever that was. */
    void save(byte[] program, Owner owner, Path file) throws IOException {
        save(assembler.with(owner.parameters(), program), file);
    }

    private static void save(byte[] program, Path file) throws IOException {
        try (FreshFile fresh = FreshFile.beside(file, FreshFile.OWNER_ONLY)) {
            fresh.file().write(program);
            fresh.file().setPermissions(0755); // whatever the umask is
            fresh.file().close(); // execve(2) fails with ETXTBSY while somebody may write
            fresh.place();
        }
    }

    private static Descriptor inDirectory(byte[] program) throws KernelException {
        try {
            Path directory = Files.createTempDirectory(
                    NAME, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                return ExecutableFile.inDirectory(directory.toString(), program);
            } finally {
                Files.delete(directory);
            }
        } catch (KernelException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a program.
     *
     * @param id of the container
     * @param extra descriptors for {@link Descriptors#state} and the preserved ones
     * @throws ContainerException if a step failed; nothing runs then, and nothing is left
     * @throws OutdatedException if the plan does not {@link Waiting#fits fit}; likewise
     */
    Started start(String id, Startable program, Streams streams, List<Inheritance> extra, Waiting waiting)
            throws IOException {
        boolean busy = starting.incrementAndGet() >= processors;
        try {
            List<String> arguments = busy ? List.of(NAME, id, BUSY) : List.of(NAME, id);
            // to hear of the end twice is work, too, and brings nothing where the processors are busy
            Lifeline.Ends lifeline = Lifeline.open(program.descriptors().tells(), !busy);
            try {
                return start(arguments, program, streams, extra, waiting, lifeline);
            } catch (IOException | RuntimeException | Error e) {
                lifeline.close();
                throw e;
            }
        } finally {
            starting.decrementAndGet();
        }
    }

    private static Started start(
            List<String> arguments,
            Startable program,
            Streams streams,
            List<Inheritance> extra,
            Waiting waiting,
            Lifeline.Ends lifeline)
            throws IOException {
        Descriptors numbers = program.descriptors();
        Stdio stdio = Stdio.open(streams, numbers);
        try (stdio;
                StatusChannel status = StatusChannel.open(numbers.listens());
                Pipe go = Pipe.open()) {
            List<Inheritance> inherited = new ArrayList<>(extra);
            inherited.addAll(stdio.given());
            inherited.add(new Inheritance(status.writer(), numbers.status()));
            if (numbers.waits()) {
                inherited.add(new Inheritance(go.reader(), numbers.go()));
            }
            if (numbers.supervised()) {
                inherited.add(new Inheritance(lifeline.leash(), numbers.lifeline()));
            }
            Descriptor end = lifeline.end();
            if (end != null) {
                inherited.add(new Inheritance(end, numbers.end()));
            }
            Child monitor =
                    new Spawn(new Spawn.Executable.Open(program.executable()), arguments, List.of(), inherited).start();
            status.writer().close();
            stdio.close();
            lifeline.closePrograms();
            int pid = listen(program, status, go.writer(), waiting, monitor, lifeline.owners());
            return new Started(monitor, pid, stdio.ends(), lifeline.owners());
        } catch (IOException | RuntimeException | Error e) {
            stdio.abandon();
            throw e;
        }
    }

    /** Reads reports until all ends of the status pipe are closed: then the application runs, or nothing does. */
    private static int listen(
            Startable program, StatusChannel status, Descriptor go, Waiting waiting, Child monitor, Lifeline leash)
            throws IOException {
        int pid = 0;
        Report.Pause pending = null;
        Descriptor listener = null;
        boolean network = false;
        try {
            if (program.descriptors().checked()) {
                if (!waiting.fits()) { // then a failed step says nothing
                    throw new OutdatedException();
                }
                go.write(new byte[] {1});
            }
            waiting.meanwhile();
            for (var next = status.next(); next.isPresent(); next = status.next()) {
                ByteBuffer message = next.get().message();
                switch (message.getInt(0)) {
                    case Report.FAILED -> throw failure(program.plan().get(), message.getInt(4), message.getInt(8));
                    case Report.STARTED -> pid = message.getInt(4);
                    case Report.WAITING -> pending = Report.Pause.of(message.getInt(4));
                    case Report.NETWORK -> network = true;
                    case Report.LISTENER -> listener = next.get().descriptor().orElseThrow();
                    default -> throw new IOException("unknown report " + message.getInt(0));
                }
                if (network && pid != 0) {
                    network = false;
                    connect(program, status, waiting, pid);
                }
                if (pending != null && pid != 0) { // the two come from two processes, in any order
                    waiting.at(pending, pid);
                    go.write(new byte[] {1});
                    waiting.goesOn(pending);
                    pending = null;
                }
                if (listener != null && pid != 0) {
                    try (Descriptor notifications = listener) {
                        listener = null;
                        waiting.listener(notifications, pid);
                    }
                }
            }
            if (pid == 0) {
                throw ContainerException.of("start a container", "its monitor was killed");
            }
            return pid;
        } catch (IOException | RuntimeException e) {
            if (listener != null) {
                listener.close();
            }
            leash.close();
            end(monitor);
            throw e;
        }
    }

    /** Where the container has failed meanwhile, the network cannot be connected either, and that is not the reason. */
    private static void connect(Startable program, StatusChannel status, Waiting waiting, int pid) throws IOException {
        try {
            waiting.network(pid);
        } catch (IOException e) {
            throw failure(program, status).orElse(e);
        }
    }

    /** Of the container's program, which ends or waits. */
    private static Optional<IOException> failure(Startable program, StatusChannel status) throws IOException {
        for (var next = status.next(); next.isPresent(); next = status.next()) {
            ByteBuffer message = next.get().message();
            if (message.getInt(0) == Report.FAILED) {
                return Optional.of(failure(program.plan().get(), message.getInt(4), message.getInt(8)));
            }
            if (message.getInt(0) == Report.WAITING) {
                break;
            }
        }
        return Optional.empty();
    }

    /** The first process is killed when the leash is closed; the monitor then ends by itself. */
    private static void end(Child monitor) throws KernelException {
        monitor.waitFor();
        monitor.close();
    }

    static ContainerException failure(Plan plan, int index, int errno) {
        var step = plan.steps().get(index);
        String remedy = Errno.of(errno).map(step.remedies()::get).orElse(null);
        return ContainerException.inStep(index, step.what(), errno, remedy, step.exitStatus());
    }
}
