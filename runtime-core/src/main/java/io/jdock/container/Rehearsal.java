package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.FileStatus;
import io.jdock.kernel.KernelException;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.program.Assembler;
import java.nio.file.Path;
import java.util.List;

/**
 * Plans and assembles a container that nobody starts, on a thread of its own. Who opens an engine looks up first what to start in it;
 * meanwhile the JVM learns what it has to do then. It takes some 400 classes, most of the time of the first start.
 */
final class Rehearsal implements AutoCloseable {
    private static final Path ANY_DIRECTORY = Path.of("/usr");
    private static final int ANY_PORT = 8080;

    private final HostFacts host;
    private final SeccompFilters seccomp;
    private final Launcher launcher;
    private final Thread thread = new DaemonThreads("jdock rehearses a start").of(this::plan);

    private Rehearsal(HostFacts host, SeccompFilters seccomp, Launcher launcher) {
        this.host = host;
        this.seccomp = seccomp;
        this.launcher = launcher;
    }

    /**
     * Begins with one, if there is a processor for it.
     *
     * @param known whether it is likely that the start that comes was made already
     */
    static Rehearsal of(HostFacts host, SeccompFilters seccomp, Launcher launcher, boolean known) {
        Rehearsal rehearsal = new Rehearsal(host, seccomp, launcher);
        if (!known && isAffordable()) {
            rehearsal.thread.start();
        }
        return rehearsal;
    }

    /** Whether there is a processor that has nothing else to do. */
    private static boolean isAffordable() {
        return Runtime.getRuntime().availableProcessors() > 1;
    }

    /** What takes no facts of the host, for who is about to look for them: by a program that nobody starts either. */
    static void ofProgram() {
        if (isAffordable()) {
            new DaemonThreads("jdock rehearses a program").start(Rehearsal::assemble);
        }
    }

    private static void assemble() {
        try {
            var unusedStatus =
                    FileStatus.of(ANY_DIRECTORY.toString()); // loads the library by which the kernel is called
            var unusedCode =
                    Assembler.forArchitecture(Architecture.current()).assemble(ClientProgram.make(ANY_DIRECTORY));
        } catch (KernelException | RuntimeException e) {
            return; // as below
        }
    }

    private void plan() {
        ContainerSpec spec = ContainerSpec.builder("true")
                .root(new RootFileSystem.Layers(List.of(ANY_DIRECTORY)))
                .network(NetworkMode.PRIVATE)
                .publish(ANY_PORT)
                .build();
        try {
            Planning planning = new Planning(host, new HostSources(), seccomp, List.of());
            RuntimeSpec configuration = planning.configuration(spec);
            launcher.executable(planning.plan(spec, configuration, CgroupEntry.NONE))
                    .close();
        } catch (KernelException | RuntimeException e) {
            return; // nothing came of it; whoever starts a container is told
        }
    }

    /** When nothing of it is open any more. */
    @Override
    public void close() {
        DaemonThreads.awaitEnd(thread);
    }
}
