package io.jdock.plan;

import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How the processes come about: the monitor on the host, PID 1 inside, and the application's; who waits for whom, and who ends
 * with whom. What the first two do from then on is in {@link MonitorLoop} and {@link InitLoop}.
 */
final class Supervision {
    static final String TOO_MANY_PROCESSES =
            "a limit of processes is reached: raise the container's limit of pids, in which its init counts too and each"
                    + " thread (a JVM has 20 and more), or RLIMIT_NPROC, or sysctl kernel.pid_max";

    private final Draft draft;
    private final SignalInfo info = new SignalInfo();
    private final Label monitor = new Label("monitor");
    private final Label first = new Label("first process");
    private final Label init = new Label("init");
    private final Label rest = new Label("rest");
    private final Datum.Space ready = new Datum.Space("ready", 8);
    private final Label done = new Label("done");
    private final Slot helper = new Slot("helper");
    private final Slot self = new Slot("self");
    private final Slot pidfd = new Slot("container");
    private final Slot child = new Slot("pid");
    private final Slot application = new Slot("application");
    private final Slot children = new Slot("children");
    private final List<Slot> cgroupFiles = new ArrayList<>();
    private boolean staysOutside;
    private boolean ahead;
    private boolean connectedMeanwhile;

    Supervision(Draft draft) {
        this.draft = draft;
    }

    /** The monitor's first steps. */
    void enter() {
        draft.in(Role.MONITOR);
        draft.step(
                        Group.SUPERVISION,
                        "close inherited descriptors",
                        "a descriptor of a host directory would be a door out of the container (CVE-2024-21626)")
                .run(
                        Syscall.CLOSE_RANGE,
                        Operand.of(draft.descriptors.above()),
                        Operand.of(0xffff_ffffL, "~0"),
                        Operand.of(0));
        draft.step(
                        Group.SUPERVISION,
                        "mark the program's own descriptors close-on-exec",
                        "the application never sees them, and their end tells that it runs")
                .run(
                        Syscall.CLOSE_RANGE,
                        Operand.of(draft.descriptors.status()),
                        Operand.of(0xffff_ffffL, "~0"),
                        Operand.of(4, "CLOSE_RANGE_CLOEXEC"));
        if (draft.launch.standalone()) {
            draft.caller.take();
        }
        draft.step(
                        Group.SUPERVISION,
                        "take a name",
                        "else ps(1) shows the number of the descriptor it was started from")
                .run(
                        Syscall.PRCTL,
                        Operand.of(Constant.PR_SET_NAME),
                        Operand.of("jdock"),
                        Operand.of(0),
                        Operand.of(0),
                        Operand.of(0));
        SignalSet.ALL.block(draft.step(
                Group.SUPERVISION,
                "block signals",
                "from here on signals are read in a loop, so none can end the monitor halfway"));
        if (draft.launch.ownSession()) {
            draft.step(
                            Group.SUPERVISION,
                            "start a session",
                            "Ctrl-C in the terminal is for the owner, who decides how the container ends")
                    .attempt(Set.of(Errno.EPERM), Syscall.SETSID);
        }
        draft.step(
                        Group.SUPERVISION,
                        "change to the root directory",
                        "the monitor must not keep a directory of the host busy")
                .run(Syscall.CHDIR, Operand.of("/"));
    }

    /**
     * Makes the monitor the parent of what the container leaves behind, if no PID namespace ends it: else a process
     * whose parents have ended would go to the host's init and live on.
     */
    void adopt() {
        if (!monitorAdopts()) {
            return;
        }
        Code code = draft.step(
                Group.SUPERVISION, "adopt orphans", "there is no PID namespace in which the kernel would end them all");
        adoptOrphans(code);
        // opened now, while /proc is certainly the host's; ENOENT: a kernel without CONFIG_PROC_CHILDREN
        code.callInto(
                children,
                Set.of(Errno.ENOENT),
                Syscall.OPENAT,
                Draft.here(),
                Operand.of("/proc/thread-self/children"),
                Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
    }

    private boolean monitorAdopts() {
        return !draft.shape.has(LinuxNamespaceType.PID) && !draft.launch.detached();
    }

    private static void adoptOrphans(Code code) {
        code.run(
                Syscall.PRCTL,
                Operand.of(Constant.PR_SET_CHILD_SUBREAPER),
                Operand.of(1),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0));
    }

    /** Opens the control groups while the caller's rights still count (cgroups(7), "delegation": CVE-2021-4197). */
    void openCgroups() {
        for (String file : draft.launch.cgroup().procs()) {
            Code code = draft.step(
                    Group.LIMITS, "open " + file, "the right to enter a control group is that of who opened the file");
            cgroupFiles.add(code.call(
                    "cgroup",
                    Syscall.OPENAT,
                    Draft.here(),
                    Operand.of(file),
                    Operand.of(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC),
                    Operand.of(0)));
        }
    }

    /**
     * Lets the monitor stay outside of a user namespace that root has to join, where it would lose the right to remove
     * control groups at the end: their parent may be a root cgroup, which nobody may write to but by capability. The steps
     * up to {@link #split} are those of a helper that shares the monitor's memory and descriptors; it makes the
     * container's first process a child of the monitor.
     */
    void stayOutside() {
        boolean wouldEnter =
                draft.launch.caller().privileged() && draft.shape.joined().containsKey(LinuxNamespaceType.USER);
        if (draft.launch.cgroup().directories().isEmpty() || !wouldEnter) {
            return;
        }
        takeHandle();
        staysOutside = true;
        draft.step(
                        Group.SUPERVISION,
                        "send a helper ahead into the user namespace",
                        "the monitor itself keeps its rights, for it removes the control groups at the end")
                .callInto(
                        helper,
                        Set.of(),
                        Syscall.CLONE,
                        Operand.of(
                                (Flag) CloneFlag.CLONE_VM,
                                CloneFlag.CLONE_VFORK,
                                CloneFlag.CLONE_FILES,
                                Constant.SIGCHLD),
                        Operand.of(0),
                        Operand.of(0),
                        Operand.of(0),
                        Operand.of(0))
                .branch(helper, Condition.NOT_EQUAL, 0, monitor);
    }

    private void takeHandle() {
        Slot pid = new Slot("monitor");
        draft.step(
                        Group.SUPERVISION,
                        "take a handle of the monitor",
                        "so that the container sees it end even if it ends at once")
                .callInto(pid, Set.of(), Syscall.GETPID)
                .callInto(self, Set.of(), Syscall.PIDFD_OPEN, Operand.of(pid), Operand.of(0));
    }

    /** Splits in two: the steps that follow are those of the container's first process. */
    void split(List<CloneFlag> namespaces) {
        startFirst(namespaces).branch(child, Condition.NOT_EQUAL, 0, staysOutside ? done : monitor);
        draft.in(firstRole());
    }

    /**
     * Splits in two: the steps up to {@link #goOnAsFirst} are those of the monitor yet.
     *
     * @return the process id of the container's first process, as the monitor knows it
     */
    Slot splitAndGoOn(List<CloneFlag> namespaces) {
        startFirst(namespaces).branch(child, Condition.EQUAL, 0, first);
        return child;
    }

    /**
     * The steps that follow are those of the container's first process.
     *
     * @param last step of the monitor
     */
    void goOnAsFirst(Code last) {
        last.jump(monitor);
        last.mark(first);
        draft.in(firstRole());
    }

    private Role firstRole() {
        return draft.launch.init() ? Role.INIT : Role.APPLICATION;
    }

    private Code startFirst(List<CloneFlag> namespaces) {
        if (!staysOutside) {
            takeHandle();
        }
        Datum.Space handle = new Datum.Space("handle", 8);
        List<Flag> flags = new ArrayList<>(namespaces);
        flags.add(CloneFlag.CLONE_PIDFD);
        if (staysOutside) {
            flags.add(CloneFlag.CLONE_PARENT);
        }
        flags.add(Constant.SIGCHLD);
        Code code = draft.step(
                        Group.NAMESPACES,
                        namespaces.isEmpty() ? "start the first process" : "start the first process in new namespaces",
                        "one system call makes the process and the walls around it")
                .callInto(
                        child,
                        Set.of(),
                        Syscall.CLONE,
                        new Operand.Flags(flags),
                        Operand.of(0),
                        Operand.of(handle),
                        Operand.of(0),
                        Operand.of(0));
        code.remedy(Errno.EPERM, "user namespaces are not allowed here: see 'jdock:doctor'");
        code.remedy(Errno.ENOSPC, "too many namespaces: raise sysctl user.max_user_namespaces and its neighbours");
        code.remedy(Errno.EAGAIN, "too many processes for this user: raise ulimit -u or pids.max");
        code.remedy(Errno.EINVAL, "this kernel lacks one of the namespaces");
        code.load(pidfd, Width.WORD, Operand.of(handle), 0);
        return code;
    }

    /** Ties the calling process to the monitor. A change of user ids undoes it (prctl(2), PR_SET_PDEATHSIG). */
    void dieWithMonitor() {
        if (draft.launch.detached()) {
            return;
        }
        Code code = draft.step(
                Group.SUPERVISION,
                "ask to be killed when the monitor dies",
                "nothing outlives its owner, not even after kill -9");
        code.run(
                Syscall.PRCTL,
                Operand.of(Constant.PR_SET_PDEATHSIG),
                Operand.of(Constant.SIGKILL),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0));
        Slot ready = PollSet.of(code, "monitor", List.of(Operand.of(self))).await(code, 0);
        Steps.exitUnless(code, ready, 0);
    }

    /**
     * Moves the calling process into the control groups, before it becomes another user: version 1 takes only processes of
     * the one who opened the file (kernel/cgroup/cgroup-v1.c, __cgroup1_procs_write()).
     */
    void joinCgroups() {
        for (int i = 0; i < cgroupFiles.size(); i++) {
            Code code = draft.step(
                    Group.LIMITS,
                    "enter the control group " + draft.launch.cgroup().procs().get(i),
                    "limits hold for this process and all that it will start");
            Steps.write(code, cgroupFiles.get(i), "0");
        }
        draft.pause(
                Report.Pause.BORN,
                Group.LIMITS,
                "the owner has systemd put this process into "
                        + String.join(", ", draft.launch.cgroup().awaited()));
    }

    /**
     * Waits for the command that starts a detached container. Its owner has read the end of the status pipe by then, and may
     * be gone; what fails from here on is told to the one who starts the container.
     */
    void awaitStart() {
        if (!draft.descriptors.startable()) {
            return;
        }
        Operand status = Operand.of(draft.descriptors.status(), "status");
        Code code = draft.step(
                Group.SUPERVISION,
                "wait until somebody starts the container",
                "create and start are two commands, and any time may pass between them");
        Operand start = Operand.of(draft.descriptors.start(), "start");
        // puts something in the place of the pipe, which closes it, so that the connection gets another number
        code.run(Syscall.DUP3, start, status, Operand.of(OpenFlag.O_CLOEXEC));
        Slot caller = code.call(
                "caller", Syscall.ACCEPT4, start, Operand.of(0), Operand.of(0), Operand.of(Constant.SOCK_CLOEXEC));
        code.run(Syscall.DUP3, Operand.of(caller), status, Operand.of(OpenFlag.O_CLOEXEC));
        code.run(Syscall.CLOSE, Operand.of(caller));
        code.run(Syscall.CLOSE, start);
    }

    /** Lets PID 1 stay behind: the steps that follow are those of the application's process. */
    void splitApplication() {
        if (!draft.launch.init()) {
            return;
        }
        draft.in(Role.INIT);
        if (!draft.shape.has(LinuxNamespaceType.PID)) {
            adoptOrphans(draft.step(
                    Group.SUPERVISION,
                    "adopt orphans",
                    "without a PID namespace, processes that lose their parent would go to the host's init"));
        }
        Code code = draft.step(
                Group.SUPERVISION,
                "start the application's process",
                "PID 1 stays to reap orphans and to forward signals, which the kernel does not deliver to a PID 1 that"
                        + " has no handler");
        code.remedy(Errno.EAGAIN, TOO_MANY_PROCESSES);
        // As vfork(2) does: memory is shared instead of copied, and PID 1 waits until the application has its own. The
        // steps in between have no stack and write only what PID 1 does not read.
        code.callInto(
                application,
                Set.of(),
                Syscall.CLONE,
                Operand.of((Flag) CloneFlag.CLONE_VM, CloneFlag.CLONE_VFORK, Constant.SIGCHLD),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0));
        code.branch(application, Condition.NOT_EQUAL, 0, init);
        draft.in(Role.APPLICATION);
    }

    /**
     * Starts the application's process while PID 1 has something to do yet: the steps up to {@link #goOnAsInit} are those of
     * that process. As a rule, the two share the memory until it is replaced; none writes what the other one reads but {@link #ready}.
     *
     * @param connectedMeanwhile whether the owner connects the network at that time, and has the last word. Then the memory is not
     *     shared, for to change users in it hides the files of /proc/1 from the owner, for a moment at least
     */
    void splitAhead(boolean connectedMeanwhile) {
        ahead = true;
        this.connectedMeanwhile = connectedMeanwhile;
        Code code = draft.step(
                Group.SUPERVISION,
                "start the application's process",
                "it takes on its rights while PID 1 finishes the file system; PID 1 stays to reap orphans and to forward"
                        + " signals, which the kernel does not deliver to a PID 1 that has no handler");
        code.remedy(Errno.EAGAIN, TOO_MANY_PROCESSES);
        if (connectedMeanwhile) {
            code.fork(application, rest);
        } else {
            code.split(
                    application,
                    Set.of(),
                    rest,
                    Syscall.CLONE,
                    Operand.of((Flag) CloneFlag.CLONE_VM, Constant.SIGCHLD),
                    Operand.of(0),
                    Operand.of(0),
                    Operand.of(0),
                    Operand.of(0));
        }
        draft.in(Role.APPLICATION);
    }

    /**
     * The steps that follow are those of PID 1 again, beside the application's process.
     *
     * @param last step of the application's process
     */
    void goOnAsInit(Code last) {
        last.mark(rest);
        draft.in(Role.INIT);
    }

    /** Waits for PID 1; it has changed the root, which is this process's too. */
    void awaitInit() {
        Code code = draft.step(
                Group.SUPERVISION,
                "wait for PID 1",
                "it has changed the root by then, has let the host's go, and has given up its own rights");
        Steps.awaitOther(code, ready, 0, new Slot("ready"));
    }

    private void letApplicationGo() {
        if (connectedMeanwhile) {
            Code code = draft.step(
                    Group.SUPERVISION,
                    "tell the owner that the application can go on",
                    "everything is in its place; the owner lets it go once the network is connected");
            Report.Pause pause = Report.Pause.CREATE_RUNTIME;
            draft.report(code, Report.WAITING, Operand.of(pause.code(), pause.name()));
            code.run(Syscall.CLOSE, Operand.of(draft.descriptors.status(), "status"));
        } else if (ahead) {
            Steps.tell(
                    draft.step(Group.SUPERVISION, "let the application go", "everything is in its place"),
                    ready,
                    Operand.of(1));
        }
    }

    /** Gives the application a fresh start: no signal blocked. */
    void unblockSignals() {
        SignalSet.NONE.block(draft.step(
                Group.APPLICATION, "unblock signals", "the mask is inherited, and the application expects none"));
    }

    /** What PID 1 and the monitor do from now on. Comes last, as the application's steps never get here. */
    void loops() {
        if (draft.launch.init()) {
            draft.in(Role.INIT);
            InitLoop loop = new InitLoop(draft, info, application);
            loop.begin(init);
            loop.shed(connectedMeanwhile);
            letApplicationGo();
            loop.run();
        }
        draft.in(Role.MONITOR);
        if (staysOutside) {
            draft.step(Group.SUPERVISION, "end the helper", "the monitor goes on, which is the container's parent")
                    .mark(done)
                    .run(Syscall.EXIT_GROUP, Operand.of(0));
        }
        announce();
        if (draft.launch.detached()) {
            draft.step(
                            Group.SUPERVISION,
                            "let the container go",
                            "it is detached: whoever adopts orphans here waits for its first process")
                    .run(Syscall.EXIT_GROUP, Operand.of(0));
        } else {
            new MonitorLoop(draft, info, pidfd, monitorAdopts() ? children : null).run();
        }
    }

    private void announce() {
        Code announce = draft.step(
                Group.SUPERVISION, "tell the owner the container's process id", "it is how others reach the container");
        announce.mark(monitor);
        if (staysOutside) {
            Waiting.forSuccess(announce, helper);
        }
        if (draft.descriptors.reports()) {
            draft.report(announce, Report.STARTED, Operand.of(child));
        }
    }
}
