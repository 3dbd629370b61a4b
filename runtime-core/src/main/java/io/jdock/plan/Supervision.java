package io.jdock.plan;

import io.jdock.kernel.AtFlag;
import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.plan.Launch.ControlWrite;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The processes around the application: the monitor on the host, which waits and reports, and PID 1 inside, which reaps
 * and forwards.
 */
final class Supervision {
    private static final int SIGNAL_SET_BYTES = 8;
    private static final int SIGINFO_BYTES = 128; // signalfd(2): struct signalfd_siginfo; waitid(2): siginfo_t
    private static final int CLD_EXITED = 1;
    private static final int LIST_BYTES = 4096; // what procfs gives at once
    private static final int POLLIN = 1;
    private static final int EXIT_BY_SIGNAL = 128;

    /** Signals that a supervisor must not take for itself: faults, job control, and what is not to be caught. */
    private static final Set<Integer> NEVER_FORWARDED = Set.of(4, 5, 7, 8, 9, 11, 13, 19, 20, 21, 22, 31);

    /** The number of the container's pidfd in the monitor, once nothing else is open there. */
    private static final Operand CONTAINER = Operand.of(0, "container");

    /** Likewise the file that lists the monitor's children. */
    private static final Operand CHILDREN = Operand.of(1, "children");

    static final String TOO_MANY_PROCESSES =
            "a limit of processes is reached: raise the container's limit of pids, in which its init counts too and each"
                    + " thread (a JVM has 20 and more), or RLIMIT_NPROC, or sysctl kernel.pid_max";

    private final Draft draft;
    private final Datum.Space info = new Datum.Space("info", SIGINFO_BYTES);
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
    private final Slot exit = new Slot("status");
    private final Slot orphaned = new Slot("orphaned");
    private final Slot children = new Slot("children");
    private final List<Slot> cgroupFiles = new ArrayList<>();
    private boolean staysOutside;
    private boolean ahead;

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
                        Operand.of(draft.descriptors.end()),
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
        setMask(
                draft.step(
                        Group.SUPERVISION,
                        "block signals",
                        "from here on signals are read in a loop, so none can end the monitor halfway"),
                -1);
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
        Datum.Space poll = pollArray("monitor", 1);
        pollEntry(code, poll, 0, Operand.of(self));
        Slot ready = code.call(
                "ready",
                Syscall.PPOLL,
                Operand.of(poll),
                Operand.of(1),
                Steps.noTime(),
                Operand.of(0),
                Operand.of(SIGNAL_SET_BYTES));
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
     * that process. The two share the memory until it is replaced; none writes what the other one reads but {@link #ready}.
     */
    void splitAhead() {
        ahead = true;
        Code code = draft.step(
                Group.SUPERVISION,
                "start the application's process",
                "it takes on its rights while PID 1 finishes the file system; PID 1 stays to reap orphans and to forward"
                        + " signals, which the kernel does not deliver to a PID 1 that has no handler");
        code.remedy(Errno.EAGAIN, TOO_MANY_PROCESSES);
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
        if (ahead) {
            Steps.tell(
                    draft.step(Group.SUPERVISION, "let the application go", "everything is in its place"),
                    ready,
                    Operand.of(1));
        }
    }

    /** Gives the application a fresh start: no signal blocked. */
    void unblockSignals() {
        setMask(
                draft.step(
                        Group.APPLICATION,
                        "unblock signals",
                        "the mask is inherited, and the application expects none"),
                0);
    }

    /** What PID 1 and the monitor do from now on. Comes last, as the application's steps never get here. */
    void loops() {
        if (draft.launch.init()) {
            draft.in(Role.INIT);
            initLoop();
        }
        draft.in(Role.MONITOR);
        if (staysOutside) {
            draft.step(Group.SUPERVISION, "end the helper", "the monitor goes on, which is the container's parent")
                    .mark(done)
                    .run(Syscall.EXIT_GROUP, Operand.of(0));
        }
        if (draft.launch.detached()) {
            announce();
            draft.step(
                            Group.SUPERVISION,
                            "let the container go",
                            "it is detached: whoever adopts orphans here waits for its first process")
                    .run(Syscall.EXIT_GROUP, Operand.of(0));
        } else {
            monitorLoop();
        }
    }

    private void initLoop() {
        Code own = draft.step(
                Group.IDENTITY,
                "own the files of /proc/1",
                "else the container's owner could not enter its namespaces again with a further process");
        own.mark(init);
        IdMaps.ownProcFiles(own);
        // its end of the status pipe is the last one: the owner goes on only after this
        Code shed = draft.step(
                Group.SUPERVISION,
                "keep nothing open in PID 1",
                "what PID 1 has open could be reached through /proc/1/fd");
        shed.run(Syscall.CLOSE_RANGE, Operand.of(0), Operand.of(0xffff_ffffL, "~0"), Operand.of(0));
        Rights.onlyKill(
                draft.step(Group.RIGHTS, "give up all of PID 1's rights but CAP_KILL", "it only signals and reaps"));
        letApplicationGo();
        Code code = draft.step(
                Group.SUPERVISION, "reap and forward in PID 1", "orphans are reaped and signals reach the application");
        Slot signals = signalDescriptor(code, true);
        Slot signal = new Slot("signal");
        Label next = new Label("next");
        Label reap = new Label("reap");
        code.mark(next);
        code.run(Syscall.READ, Operand.of(signals), Operand.of(info), Operand.of(SIGINFO_BYTES));
        code.load(signal, Width.WORD, Operand.of(info), 0);
        code.branch(signal, Condition.EQUAL, Constant.SIGCHLD.value(), reap);
        code.attempt(Set.of(Errno.ESRCH), Syscall.KILL, Operand.of(application), Operand.of(signal));
        code.jump(next);
        code.mark(reap);
        Slot waited = code.call(
                "waited",
                Set.of(Errno.ECHILD),
                Syscall.WAITID,
                Operand.of(Constant.P_ALL),
                Operand.of(0),
                Operand.of(info),
                Operand.of(Constant.WEXITED, Constant.WNOHANG),
                Operand.of(0));
        code.branch(waited, Condition.LESS, 0, next);
        Slot reaped = new Slot("reaped");
        code.load(reaped, Width.WORD, Operand.of(info), 16);
        code.branch(reaped, Condition.EQUAL, 0, next);
        code.branch(reaped, Condition.NOT_EQUAL, Operand.of(application), reap);
        exitAsReaped(code);
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

    private void monitorLoop() {
        announce();
        Code keep = draft.step(
                        Group.SUPERVISION,
                        "keep only the container's handle and the lifeline open in the monitor",
                        "whoever reads the application's output sees its end when the application closes it")
                .run(Syscall.CLOSE_RANGE, Operand.of(0), Operand.of(draft.descriptors.lifeline() - 1), Operand.of(0))
                .run(Syscall.DUP3, Operand.of(pidfd), CONTAINER, Operand.of(OpenFlag.O_CLOEXEC));
        if (monitorAdopts()) {
            keep.attempt(
                    Set.of(Errno.EBADF), // see adopt()
                    Syscall.DUP3,
                    Operand.of(children),
                    CHILDREN,
                    Operand.of(OpenFlag.O_CLOEXEC));
        }
        int end = draft.descriptors.end();
        if (draft.launch.standalone()) {
            end = draft.caller.keepOwners(keep);
        }
        keep.run(Syscall.CLOSE_RANGE, Operand.of(end), Operand.of(0xffff_ffffL, "~0"), Operand.of(0));
        Code code = draft.step(
                Group.SUPERVISION,
                "watch over the container",
                "ends it when its owner is gone, forwards signals, and takes its exit status");
        watch(code);
        if (monitorAdopts()) {
            killAdopted();
        }
        removeCgroups();
        draft.step(Group.SUPERVISION, "end with the container's exit status", "128 + n where a signal n ended it")
                .run(Syscall.EXIT_GROUP, Operand.of(exit));
    }

    /** An owner that lives reads what the groups have counted, out-of-memory kills above all, and removes them itself. */
    private void removeCgroups() {
        for (String directory : draft.launch.cgroup().directories()) {
            Label owned = new Label("owned");
            draft.step(
                            Group.LIMITS,
                            "remove the control group " + directory,
                            "nothing is left behind, even if the owner was killed")
                    .branch(orphaned, Condition.EQUAL, 0, owned)
                    .attempt(
                            Set.of(Errno.ENOENT, Errno.EBUSY, Errno.EACCES, Errno.EPERM),
                            Syscall.UNLINKAT,
                            Draft.here(),
                            Operand.of(directory),
                            Operand.of(AtFlag.AT_REMOVEDIR))
                    .mark(owned);
        }
    }

    private void watch(Code code) {
        code.move(orphaned, Operand.of(draft.launch.lifeline() ? 0 : 1));
        Slot signals = signalDescriptor(code, false);
        List<Operand> owners = owners();
        int entries = 2 + owners.size();
        Datum.Space poll = pollArray("watched", entries);
        pollEntry(code, poll, 0, CONTAINER);
        pollEntry(code, poll, 1, Operand.of(signals));
        for (int i = 0; i < owners.size(); i++) {
            pollEntry(code, poll, 2 + i, owners.get(i));
        }
        Label next = new Label("next");
        Label noSignal = new Label("no signal");
        Label ended = new Label("ended");
        Slot ready = new Slot("ready");
        code.mark(next);
        code.run(
                Syscall.PPOLL,
                Operand.of(poll),
                Operand.of(entries),
                Operand.of(0),
                Operand.of(0),
                Operand.of(SIGNAL_SET_BYTES));
        code.load(ready, Width.HALF, Operand.of(poll), 6);
        code.branch(ready, Condition.NOT_EQUAL, 0, ended);
        code.load(ready, Width.HALF, Operand.of(poll), 14);
        code.branch(ready, Condition.EQUAL, 0, noSignal);
        code.run(Syscall.READ, Operand.of(signals), Operand.of(info), Operand.of(SIGINFO_BYTES));
        Slot signal = new Slot("signal");
        code.load(signal, Width.WORD, Operand.of(info), 0);
        signalContainer(code, Operand.of(signal));
        code.mark(noSignal);
        Label orphan = new Label("orphan");
        for (int i = 0; i < owners.size(); i++) {
            code.load(ready, Width.HALF, Operand.of(poll), 8 * (2 + i) + 6);
            code.branch(ready, Condition.NOT_EQUAL, 0, orphan);
        }
        code.jump(next);
        code.mark(orphan);
        signalContainer(code, Operand.of(Constant.SIGKILL));
        endCgroups(code);
        code.move(orphaned, Operand.of(1));
        for (int i = 0; i < owners.size(); i++) {
            code.store(Width.WORD, poll, 8 * (2 + i), Operand.of(-1)); // ppoll(2): a negative descriptor is skipped
        }
        code.jump(next);
        code.mark(ended);
        code.run(
                Syscall.WAITID,
                Operand.of(Constant.P_PIDFD),
                CONTAINER,
                Operand.of(info),
                Operand.of(Constant.WEXITED),
                Operand.of(0));
        decodeExit(code);
    }

    /** What becomes readable when the container has to end. */
    private List<Operand> owners() {
        if (draft.launch.standalone()) {
            return draft.caller.owners();
        }
        return draft.launch.lifeline() ? List.of(Operand.of(draft.descriptors.lifeline())) : List.of();
    }

    /** In version 1, what is paused dies only when it may go on (Documentation, cgroup-v1/freezer-subsystem.rst). */
    private void endCgroups(Code code) {
        Set<Errno> unavailable = Set.of(Errno.ENOENT, Errno.EACCES, Errno.EPERM, Errno.ENODEV, Errno.ENOTSUP);
        for (ControlWrite write : draft.launch.cgroup().ending()) {
            Label missing = new Label("missing");
            Slot file = code.call(
                    "file",
                    unavailable,
                    Syscall.OPENAT,
                    Draft.here(),
                    Operand.of(write.file()),
                    Operand.of(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC),
                    Operand.of(0));
            code.branch(file, Condition.LESS, 0, missing);
            code.attempt(
                    unavailable,
                    Syscall.WRITE,
                    Operand.of(file),
                    Operand.of(write.text()),
                    Operand.of(write.text().length()));
            code.run(Syscall.CLOSE, Operand.of(file));
            code.mark(missing);
        }
    }

    /** Kills the monitor's children again and again, as the children of each that ends become its own. */
    private void killAdopted() {
        Code code =
                draft.step(Group.SUPERVISION, "kill what the container left running", "nothing outlives the container");
        Datum.Space list = new Datum.Space("list", LIST_BYTES);
        Slot length = new Slot("length");
        Label again = new Label("again");
        Label reap = new Label("reap");
        Label done = new Label("done");
        code.mark(again);
        code.attempt(Set.of(Errno.EBADF), Syscall.LSEEK, CHILDREN, Operand.of(0), Operand.of(Constant.SEEK_SET));
        code.callInto(length, Set.of(Errno.EBADF), Syscall.READ, CHILDREN, Operand.of(list), Operand.of(LIST_BYTES));
        code.branch(length, Condition.LESS, 1, done);
        killAll(code, list, length, reap);
        code.mark(reap);
        code.attempt(
                Set.of(Errno.ECHILD),
                Syscall.WAITID,
                Operand.of(Constant.P_ALL),
                Operand.of(0),
                Operand.of(info),
                Operand.of(Constant.WEXITED),
                Operand.of(0));
        code.jump(again);
        code.mark(done);
    }

    /** From proc(5), "children": process ids in decimal, a blank after each. */
    private static void killAll(Code code, Datum.Space list, Slot length, Label end) {
        Slot place = new Slot("place");
        Slot character = new Slot("character");
        Slot pid = new Slot("child");
        Slot twice = new Slot("twice");
        Label next = new Label("next character");
        Label blank = new Label("blank");
        code.move(pid, Operand.of(0));
        code.move(place, Operand.of(list));
        code.compute(length, Operation.ADD, Operand.of(place));
        code.mark(next);
        code.branch(place, Condition.EQUAL, Operand.of(length), end);
        code.load(character, Width.BYTE, Operand.of(place), 0);
        code.compute(place, Operation.ADD, Operand.of(1));
        code.branch(character, Condition.EQUAL, ' ', blank);
        code.move(twice, Operand.of(pid));
        code.compute(twice, Operation.SHIFT_LEFT, Operand.of(1));
        code.compute(pid, Operation.SHIFT_LEFT, Operand.of(3));
        code.compute(pid, Operation.ADD, Operand.of(twice));
        code.compute(pid, Operation.ADD, Operand.of(character));
        code.compute(pid, Operation.ADD, Operand.of(-'0'));
        code.jump(next);
        code.mark(blank);
        code.attempt(Set.of(Errno.ESRCH, Errno.EPERM), Syscall.KILL, Operand.of(pid), Operand.of(Constant.SIGKILL));
        code.move(pid, Operand.of(0));
        code.jump(next);
    }

    /** A pidfd cannot hit a process that took the number over; pidfd_send_signal(2). */
    private void signalContainer(Code code, Operand signal) {
        code.attempt(
                Set.of(Errno.ESRCH, Errno.EPERM),
                Syscall.PIDFD_SEND_SIGNAL,
                CONTAINER,
                signal,
                Operand.of(0),
                Operand.of(0));
    }

    private void exitAsReaped(Code code) {
        decodeExit(code);
        code.run(Syscall.EXIT_GROUP, Operand.of(exit));
    }

    /** From waitid(2): si_code at offset 8, si_pid at 16 (unlike in what a signalfd tells), si_status at 24. */
    private void decodeExit(Code code) {
        Slot reason = new Slot("reason");
        Label exited = new Label("exited");
        code.load(reason, Width.WORD, Operand.of(info), 8);
        code.load(exit, Width.WORD, Operand.of(info), 24);
        code.branch(reason, Condition.EQUAL, CLD_EXITED, exited);
        code.compute(exit, Operation.ADD, Operand.of(EXIT_BY_SIGNAL));
        code.mark(exited);
    }

    private Slot signalDescriptor(Code code, boolean children) {
        long mask = -1L;
        for (int signal : NEVER_FORWARDED) {
            mask &= ~bit(signal);
        }
        if (!children) {
            mask &= ~bit((int) Constant.SIGCHLD.value());
        }
        return code.call(
                "signals",
                Syscall.SIGNALFD4,
                Operand.of(-1),
                signalSet(mask),
                Operand.of(SIGNAL_SET_BYTES),
                Operand.of(Constant.SFD_CLOEXEC));
    }

    private static long bit(int signal) {
        return 1L << (signal - 1);
    }

    private static void setMask(Code code, long mask) {
        code.run(
                Syscall.RT_SIGPROCMASK,
                Operand.of(Constant.SIG_SETMASK),
                signalSet(mask),
                Operand.of(0),
                Operand.of(SIGNAL_SET_BYTES));
    }

    private static Operand signalSet(long mask) {
        String name = mask == -1 ? "{all}" : mask == 0 ? "{}" : "{forwarded}";
        return Operand.of(new Datum.Struct(name, List.of(new Field.Int(SIGNAL_SET_BYTES, mask))));
    }

    private static Datum.Space pollArray(String name, int entries) {
        return new Datum.Space(name, 8 * entries);
    }

    /** Fills a {@code struct pollfd}: int fd, short events, short revents. */
    private static void pollEntry(Code code, Datum.Space poll, int index, Operand descriptor) {
        code.store(Width.WORD, poll, 8 * index, descriptor);
        code.store(Width.HALF, poll, 8 * index + 4, Operand.of(POLLIN));
    }
}
