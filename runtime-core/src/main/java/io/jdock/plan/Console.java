package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.Box;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pseudo-terminal of the container's own devpts, whose master goes to the owner (config.md, "terminal"). */
final class Console {
    private final Draft draft;
    private @Nullable Slot terminal;

    Console(Draft draft) {
        this.draft = draft;
    }

    /**
     * Opens the pair before the root changes. The master is opened in the file system that this program mounted, not by
     * a path that the image could have prepared (CVE-2025-52565).
     */
    void open(Mounts mounts) {
        if (!mounts.hasMountAt("/dev/pts")) {
            throw new PlanException("process.terminal", "takes a mount of type devpts on /dev/pts");
        }
        Code opening = openStep();
        Slot peer = openPair(opening, Operand.of(mounts.mountAt(opening, "/dev/pts")), "ptmx");
        Code code = draft.step(
                Group.DEVICES, "show the terminal as /dev/console", "programs that must reach the user write there");
        Slot source = Trees.cloneOf(code, peer);
        Trees.attach(code, source, mounts.targets().make(code, "/dev/console", Targets.Kind.FILE));
    }

    /** For a further process in a running container: the container's own /dev/pts is already in place. */
    void openInside() {
        openPair(openStep(), Draft.here(), "/dev/pts/ptmx");
    }

    private Code openStep() {
        return draft.step(
                Group.DEVICES,
                "open a pseudo-terminal and hand its master out",
                "what is typed outside is read inside");
    }

    private Slot openPair(Code code, Operand directory, String path) {
        code.remedy(Errno.ENOSPC, "no more pseudo-terminals: raise sysctl kernel.pty.max");
        Slot master = code.call(
                "master",
                Syscall.OPENAT,
                directory,
                Operand.of(path),
                Operand.of(OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
        Datum unlock = new Datum.Struct("{0}", List.of(new Field.Int(8, 0)));
        code.run(Syscall.IOCTL, Operand.of(master), Operand.of(Constant.TIOCSPTLCK), Operand.of(unlock));
        Slot peer = code.call(
                "terminal",
                Syscall.IOCTL,
                Operand.of(master),
                Operand.of(Constant.TIOCGPTPEER),
                Operand.of(OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC));
        Box size = draft.process.consoleSize();
        if (size != null) {
            setSize(code, master, size);
        }
        Datum.Text name = new Datum.Text("/dev/ptmx");
        Operand console = Operand.of(draft.descriptors.console(), "console");
        Steps.sendDescriptor(code, console, name, name.size() - 1, master, "master");
        terminal = peer;
        return peer;
    }

    private static void setSize(Code code, Slot master, Box size) {
        // ioctl_tty(2): struct winsize {rows, columns, unused, unused}
        Datum window = new Datum.Struct(
                "{" + size.height() + " rows, " + size.width() + " columns}",
                List.of(new Field.Int(2, size.height()), new Field.Int(2, size.width()), new Field.Int(4, 0)));
        code.run(Syscall.IOCTL, Operand.of(master), Operand.of(Constant.TIOCSWINSZ), Operand.of(window));
    }

    /** Makes it the controlling terminal of a new session, and the three standard streams. */
    void attach() {
        Slot peer = terminal;
        if (peer == null) {
            return;
        }
        Code code = draft.step(
                Group.APPLICATION, "make the pseudo-terminal the standard streams", "a shell can have job control");
        code.run(Syscall.IOCTL, Operand.of(peer), Operand.of(Constant.TIOCSCTTY), Operand.of(0));
        for (int stream = 0; stream <= 2; stream++) {
            code.run(Syscall.DUP3, Operand.of(peer), Operand.of(stream), Operand.of(0));
        }
        if (draft.process.user().uid() != 0) {
            // so that the user may open /dev/tty's device again by its name, as runc and crun have it
            code.attempt(
                    java.util.Set.of(Errno.EPERM, Errno.EINVAL),
                    Syscall.FCHOWN,
                    Operand.of(peer),
                    Operand.of(draft.process.user().uid()),
                    Operand.of(0xffff_ffffL, "-1"));
        }
    }
}
