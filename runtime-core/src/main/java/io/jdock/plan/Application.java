package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxPersonality;
import io.jdock.oci.ProcessSpec;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.util.List;
import java.util.Set;

/** The last steps: the process turns into the application. */
final class Application {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final String NOT_THERE =
            "process.args[0]: it, or the interpreter that it names, is not in the container's file system";

    private final Draft draft;

    Application(Draft draft) {
        this.draft = draft;
    }

    void ownSession() {
        draft.step(
                        Group.APPLICATION,
                        "start a session",
                        "without the caller's terminal as its own, it cannot type into it (TIOCSTI, CVE-2017-5226)")
                .attempt(Set.of(Errno.EPERM), Syscall.SETSID);
    }

    void keyring() {
        if (!draft.launch.ownKeyring()) {
            return;
        }
        draft.step(
                        Group.RIGHTS,
                        "take an empty session keyring",
                        "keyrings know no namespaces, and the caller's would be inherited (CVE-2016-0728 used one)")
                // ENOSYS: no keys in this kernel; EDQUOT: too many keyrings of this user; EPERM: an outer seccomp
                // filter
                .attempt(
                        Set.of(Errno.ENOSYS, Errno.EDQUOT, Errno.EPERM, Errno.EACCES),
                        Syscall.KEYCTL,
                        Operand.of(Constant.KEYCTL_JOIN_SESSION_KEYRING),
                        Operand.of(0));
    }

    void personality(LinuxPersonality personality) {
        // personality(2); the numbers are those of the kernel's include/uapi/linux/personality.h
        long domain = switch (personality.domain()) {
            case LINUX -> 0;
            case LINUX32 -> 8;
        };
        draft.step(
                        Group.APPLICATION,
                        "set the personality " + personality.domain().json(),
                        "uname(2) tells of a 32-bit machine to programs that build for one")
                .run(
                        Syscall.PERSONALITY,
                        Operand.of(domain, personality.domain().json()));
    }

    /** @param waits whether the owner's word is awaited after that */
    void closeRest(boolean waits) {
        draft.step(
                        Group.APPLICATION,
                        "close what is left of the set-up",
                        "a working directory such as /proc/self/fd/7 must not lead to the host (CVE-2024-21626)")
                .run(
                        Syscall.CLOSE_RANGE,
                        Operand.of(waits ? draft.descriptors.go() + 1 : draft.descriptors.go()),
                        Operand.of(0xffff_ffffL, "~0"),
                        Operand.of(0));
    }

    /** Only now, as the user, and with no descriptor left through which a path could lead out (CVE-2024-21626). */
    void changeDirectory() {
        if (draft.launch.standalone()) {
            draft.caller.changeDirectory();
            return;
        }
        String directory = draft.process.cwd();
        draft.step(Group.APPLICATION, "change to the working directory " + directory, "where relative paths start")
                .run(Syscall.CHDIR, Operand.of(directory))
                .remedy(Errno.ENOENT, "process.cwd: there is no such directory in the container")
                .remedy(Errno.ENOTDIR, "process.cwd: not a directory")
                .remedy(Errno.EACCES, "process.cwd: the container's user may not enter it");
    }

    /**
     * Looks for the command while its container is being created, so that a wrong one is told by the command that creates
     * and not only by the one that starts.
     */
    void find() {
        String command = draft.process.args().get(0);
        Code code = draft.step(
                        Group.APPLICATION,
                        "find the command " + command + " in $PATH of the container",
                        "who creates a container that cannot start shall hear of it at once")
                .exitStatus(NOT_FOUND)
                .remedy(Errno.ENOENT, NOT_THERE);
        Slot refused = new Slot("refused");
        Label found = new Label("found");
        Label missing = new Label("missing");
        for (String path : candidates(command, draft.process.env())) {
            Label next = new Label("next");
            String absolute = path.startsWith("/") ? path : draft.process.cwd() + "/" + path;
            Slot result = code.call(
                    "result",
                    Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES),
                    Syscall.FACCESSAT,
                    Draft.here(),
                    Operand.of(absolute),
                    Operand.of(1, "X_OK"));
            code.branch(result, Condition.EQUAL, 0, found);
            code.branch(result, Condition.NOT_EQUAL, -Errno.EACCES.number(), next);
            code.move(refused, Operand.of(1));
            code.mark(next);
        }
        code.branch(refused, Condition.NOT_EQUAL, 0, missing);
        code.fail(Errno.ENOENT);
        Code executable = draft.step(
                        Group.APPLICATION, "execute " + command, "only reached when what was found is not executable")
                .exitStatus(NOT_EXECUTABLE)
                .remedy(Errno.EACCES, "it is not executable, or its file system is noexec");
        executable.mark(missing);
        executable.fail(Errno.EACCES);
        executable.mark(found);
    }

    /** Tries each directory of the container's PATH, as a shell does. Returns the last step, which nothing leads out of. */
    Code execute() {
        ProcessSpec process = draft.process;
        String command = process.args().get(0);
        Code code = draft.step(
                        Group.APPLICATION,
                        "execute " + command,
                        "the program is replaced by the application; all that it set up stays")
                .exitStatus(NOT_EXECUTABLE)
                .remedy(Errno.EACCES, "it is not executable for the container's user, or its file system is noexec")
                .remedy(
                        Errno.EPERM,
                        "its file has capabilities that the container may not have (capabilities(7), \"Safety checking"
                                + " for capability-dumb binaries\"): add them by name")
                .remedy(Errno.ENOEXEC, "it is made for another architecture, or a script without #!")
                .remedy(Errno.E2BIG, "arguments and environment together are too large (execve(2), ARG_MAX)")
                .remedy(Errno.ENOMEM, "the memory limit is too small even to start");
        boolean standalone = draft.launch.standalone();
        Operand arguments = standalone ? draft.caller.arguments(code) : Structures.strings(process.args());
        Operand environment = standalone
                ? draft.caller.environment(code)
                : Structures.strings(process.env().size() + " variables", process.env());
        Slot refused = new Slot("refused");
        for (String path : candidates(command, process.env())) {
            Label next = new Label("next");
            Slot result = code.call(
                    "result",
                    Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES),
                    Syscall.EXECVE,
                    Operand.of(path),
                    arguments,
                    environment);
            code.branch(result, Condition.NOT_EQUAL, -Errno.EACCES.number(), next);
            code.move(refused, Operand.of(1));
            code.mark(next);
        }
        Label missing = new Label("missing");
        code.branch(refused, Condition.EQUAL, 0, missing);
        code.fail(Errno.EACCES);
        return draft.step(
                        Group.APPLICATION,
                        "find the command " + command + " in the container",
                        "only reached when no directory of PATH has it")
                .exitStatus(NOT_FOUND)
                .remedy(Errno.ENOENT, NOT_THERE)
                .mark(missing)
                .fail(Errno.ENOENT);
    }

    private static List<String> candidates(String command, List<String> environment) {
        if (command.contains("/")) {
            return List.of(command);
        }
        String path = environment.stream()
                .filter(entry -> entry.startsWith("PATH="))
                .map(entry -> entry.substring("PATH=".length()))
                .reduce((first, last) -> last)
                .orElse(ProcessSpec.DEFAULT_PATH);
        return List.of(path.split(":")).stream()
                .map(directory -> (directory.isEmpty() ? "." : directory) + "/" + command)
                .toList();
    }
}
