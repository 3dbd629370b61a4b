package io.jdock.plan;

import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.Hook;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.util.List;
import java.util.Set;

/**
 * Hooks that run in the container's namespaces (config.md, "POSIX-platform Hooks"). Those that run outside are the
 * owner's affair; the program waits for it in between, see {@link Report.Pause}.
 */
final class HookSteps {
    private final Draft draft;

    HookSteps(Draft draft) {
        this.draft = draft;
    }

    /** Runs hooks one after another; the first that fails or takes too long ends the container. */
    void run(String name, List<Hook> hooks) {
        for (Hook hook : hooks) {
            run(name, hook);
        }
    }

    private void run(String name, Hook hook) {
        Code code = draft.step(
                Group.HOOKS,
                "run the " + name + " hook " + hook.path(),
                "with the container's state on standard input");
        code.remedy(Errno.ECANCELED, "the hook exited with an error");
        code.remedy(Errno.ETIMEDOUT, "the hook took longer than its timeout of " + hook.timeout() + " s");
        Slot pid = new Slot("hook");
        Datum.Space handle = new Datum.Space("handle", 8);
        Label parent = new Label("parent");
        code.callInto(
                pid,
                Set.of(),
                Syscall.CLONE,
                Operand.of((Flag) CloneFlag.CLONE_PIDFD, Constant.SIGCHLD),
                Operand.of(0),
                Operand.of(handle),
                Operand.of(0),
                Operand.of(0));
        code.branch(pid, Condition.NOT_EQUAL, 0, parent);
        become(code, hook);
        code.mark(parent);
        if (hook.timeout() != null) {
            limit(code, handle, hook.timeout());
        }
        Waiting.forSuccess(code, pid);
    }

    private void become(Code code, Hook hook) {
        Operand state = Operand.of(draft.descriptors.state(), "state");
        code.run(Syscall.LSEEK, state, Operand.of(0), Operand.of(Constant.SEEK_SET));
        code.run(Syscall.DUP3, state, Operand.of(0), Operand.of(0));
        // the status pipe tells of the container; a hook that stays in the background must not hold it
        code.run(
                Syscall.CLOSE_RANGE,
                Operand.of(3),
                Operand.of(0xffff_ffffL, "~0"),
                Operand.of(4, "CLOSE_RANGE_CLOEXEC"));
        SignalSet.NONE.block(code);
        List<String> arguments = hook.args().isEmpty() ? List.of(hook.path()) : hook.args();
        code.run(
                Syscall.EXECVE,
                Operand.of(hook.path()),
                Structures.strings(arguments),
                Structures.strings(hook.env().size() + " variables", hook.env()));
    }

    private void limit(Code code, Datum.Space handle, long seconds) {
        Slot pidfd = new Slot("handle");
        Label done = new Label("done");
        code.load(pidfd, Width.WORD, Operand.of(handle), 0);
        Slot ready = PollSet.of(code, "poll", List.of(Operand.of(pidfd))).await(code, seconds);
        code.branch(ready, Condition.NOT_EQUAL, 0, done);
        code.run(
                Syscall.PIDFD_SEND_SIGNAL,
                Operand.of(pidfd),
                Operand.of(Constant.SIGKILL),
                Operand.of(0),
                Operand.of(0));
        code.fail(Errno.ETIMEDOUT);
        code.mark(done);
    }
}
