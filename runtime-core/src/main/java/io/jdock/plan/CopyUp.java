package io.jdock.plan;

import io.jdock.kernel.AtFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Statx;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.Set;

/**
 * Copies what a directory holds into another, below which nothing is yet: the mount option {@code tmpcopyup}. Content, modes,
 * owners, times and links are kept; extended attributes are not, and devices and what is mounted below the directory are left out. Nothing
 * is reached by more than one name from an open directory, and no link is followed, so that whoever changes the directory meanwhile
 * leads nowhere.
 *
 * <p>The program has no stack, so the directories that are open are in an array. They share one buffer for their entries: who comes
 * back to a directory reads on from where it was (getdents64(2), {@code d_off}).
 */
final class CopyUp {
    private static final int DEEPEST = 128;
    private static final int LEVEL = 24; // bytes: the two directories, and where to read on
    private static final int FROM = 0;
    private static final int TO = 8;
    private static final int PLACE = 16;

    private static final int ROOM = 1 << 15;
    private static final int LONGEST_LINK = 4096; // PATH_MAX

    // struct linux_dirent64: number, offset, length, type, name
    private static final int OFFSET = 8;
    private static final int LENGTH = 16;
    private static final int NAME = 19;
    private static final long DOT = '.';
    private static final long DOTS = '.' | '.' << 8;

    private static final long PERMISSIONS = 07777;
    private static final long ALL_THERE_IS = 0x7fff_f000; // sendfile(2): the most of one call

    /** Ids that the container does not have stay those of its root. */
    private static final Set<Errno> FOREIGN_IDS = Set.of(Errno.EINVAL, Errno.EPERM);

    private static final Operand OWNER_ONLY = Operand.of(0700, "0700");
    private static final Operand OPEN_DIRECTORY =
            Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY, OpenFlag.O_NOFOLLOW, OpenFlag.O_CLOEXEC);

    private final Code code;
    private final Datum.Space levels = new Datum.Space("levels", (DEEPEST + 1) * LEVEL);
    private final Datum.Space entries = new Datum.Space("entries", ROOM);
    private final Datum.Space target = new Datum.Space("target", LONGEST_LINK + 1);
    private final Datum.Space status = new Datum.Space("status", Statx.SIZE);
    private final Datum.Space times = new Datum.Space("times", 32);
    private final Slot level = new Slot("level");
    private final Slot from = new Slot("from");
    private final Slot to = new Slot("to");
    private final Slot entry = new Slot("entry");
    private final Slot end = new Slot("end");
    private final Slot name = new Slot("name");
    private final Slot mode = new Slot("mode");

    private CopyUp(Code code) {
        this.code = code;
    }

    /**
     * Emits the copying.
     *
     * @param source a directory; its own mode and owner are not copied
     * @param destination descriptor of a directory that may be written to
     */
    static void copy(Code code, Operand source, Operand destination) {
        new CopyUp(code).run(source, destination);
        code.remedy(Errno.EACCES, "tmpcopyup: the container's root may not read all that the directory holds");
        code.remedy(Errno.ENOSPC, "tmpcopyup: the directory holds more than the size of the tmpfs");
        code.remedy(Errno.ENAMETOOLONG, "tmpcopyup: directories lie deeper in each other than " + DEEPEST);
    }

    private void run(Operand source, Operand destination) {
        Label read = new Label("read");
        Label next = new Label("next");
        Label done = new Label("done");
        Label up = new Label("up");
        code.move(level, Operand.of(levels));
        code.callInto(from, Set.of(), Syscall.OPENAT, source, Operand.of("."), OPEN_DIRECTORY, Operand.of(0));
        code.callInto(to, Set.of(), Syscall.OPENAT, destination, Operand.of("."), OPEN_DIRECTORY, Operand.of(0));

        code.mark(read);
        Slot count = code.call(
                "count", Syscall.GETDENTS64, Operand.of(from), Operand.of(entries), Operand.of(entries.size()));
        code.branch(count, Condition.EQUAL, 0, up);
        code.move(entry, Operand.of(entries));
        code.move(end, Operand.of(entries));
        code.compute(end, Operation.ADD, Operand.of(count));
        Label first = new Label("first");
        code.jump(first);

        code.mark(next);
        Slot length = new Slot("length");
        code.load(length, Width.HALF, Operand.of(entry), LENGTH);
        code.compute(entry, Operation.ADD, Operand.of(length));
        code.branch(entry, Condition.EQUAL, Operand.of(end), read);
        code.mark(first);
        passOver(next);
        one(read, next);

        code.mark(up);
        leave(read, done);
        code.mark(done);
    }

    /** The directory itself, and the one above it. */
    private void passOver(Label next) {
        code.move(name, Operand.of(entry));
        code.compute(name, Operation.ADD, Operand.of(NAME));
        Slot begin = new Slot("begin");
        code.load(begin, Width.HALF, Operand.of(name), 0);
        code.branch(begin, Condition.EQUAL, DOT, next);
        Label other = new Label("other");
        code.branch(begin, Condition.NOT_EQUAL, DOTS, other);
        code.load(begin, Width.BYTE, Operand.of(name), 2);
        code.branch(begin, Condition.EQUAL, 0, next);
        code.mark(other);
    }

    private void one(Label read, Label next) {
        code.run(
                Syscall.STATX,
                Operand.of(from),
                Operand.of(name),
                Operand.of(AtFlag.AT_SYMLINK_NOFOLLOW, AtFlag.AT_NO_AUTOMOUNT),
                Operand.of(Statx.STATX_BASIC_STATS, "STATX_BASIC_STATS"),
                Operand.of(status));
        code.load(mode, Width.HALF, Operand.of(status), Statx.MODE);
        Slot kind = new Slot("kind");
        code.move(kind, Operand.of(mode));
        code.compute(kind, Operation.AND, Operand.of(Constant.S_IFMT));
        Label file = new Label("file");
        Label directory = new Label("directory");
        Label link = new Label("link");
        Label node = new Label("node");
        code.branch(kind, Condition.EQUAL, Constant.S_IFREG.value(), file);
        code.branch(kind, Condition.EQUAL, Constant.S_IFDIR.value(), directory);
        code.branch(kind, Condition.EQUAL, Constant.S_IFLNK.value(), link);
        code.branch(kind, Condition.EQUAL, Constant.S_IFIFO.value(), node);
        code.branch(kind, Condition.EQUAL, Constant.S_IFSOCK.value(), node);
        code.jump(next);
        code.mark(file);
        file();
        code.jump(next);
        code.mark(link);
        link();
        code.jump(next);
        code.mark(node);
        code.run(Syscall.MKNODAT, Operand.of(to), Operand.of(name), Operand.of(mode), Operand.of(0));
        own();
        code.run(Syscall.FCHMODAT, Operand.of(to), Operand.of(name), permissions());
        code.jump(next);
        code.mark(directory);
        enter(read);
    }

    private void file() {
        Slot in = code.call(
                "in",
                Syscall.OPENAT,
                Operand.of(from),
                Operand.of(name),
                Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_NOFOLLOW, OpenFlag.O_NONBLOCK, OpenFlag.O_CLOEXEC),
                Operand.of(0));
        Slot out = code.call(
                "out",
                Syscall.OPENAT,
                Operand.of(to),
                Operand.of(name),
                Operand.of(OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_EXCL, OpenFlag.O_CLOEXEC),
                OWNER_ONLY);
        Label again = new Label("again");
        code.mark(again);
        Slot sent = code.call(
                "sent", Syscall.SENDFILE, Operand.of(out), Operand.of(in), Operand.of(0), Operand.of(ALL_THERE_IS));
        code.branch(sent, Condition.GREATER, 0, again);
        code.run(Syscall.CLOSE, Operand.of(in));
        settle(out);
        code.run(Syscall.CLOSE, Operand.of(out));
    }

    private void link() {
        Slot length = code.call(
                "length",
                Syscall.READLINKAT,
                Operand.of(from),
                Operand.of(name),
                Operand.of(target),
                Operand.of(LONGEST_LINK));
        Slot closing = new Slot("closing");
        code.move(closing, Operand.of(target));
        code.compute(closing, Operation.ADD, Operand.of(length));
        code.store(Width.BYTE, closing, 0, Operand.of(0));
        code.run(Syscall.SYMLINKAT, Operand.of(target), Operand.of(to), Operand.of(name));
        own();
    }

    private void enter(Label read) {
        code.run(Syscall.MKDIRAT, Operand.of(to), Operand.of(name), OWNER_ONLY);
        Slot offset = new Slot("offset");
        code.load(offset, Width.DOUBLE, Operand.of(entry), OFFSET);
        code.store(Width.DOUBLE, level, FROM, Operand.of(from));
        code.store(Width.DOUBLE, level, TO, Operand.of(to));
        code.store(Width.DOUBLE, level, PLACE, Operand.of(offset));
        Label room = new Label("room");
        code.compute(level, Operation.ADD, Operand.of(LEVEL));
        code.branch(level, Condition.LESS, Operand.of(levels, DEEPEST * LEVEL), room);
        code.fail(Errno.ENAMETOOLONG);
        code.mark(room);
        code.callInto(
                from, Set.of(), Syscall.OPENAT, Operand.of(from), Operand.of(name), OPEN_DIRECTORY, Operand.of(0));
        code.callInto(to, Set.of(), Syscall.OPENAT, Operand.of(to), Operand.of(name), OPEN_DIRECTORY, Operand.of(0));
        code.jump(read);
    }

    /** A directory gets its mode and time when no more comes into it. */
    private void leave(Label read, Label done) {
        Label below = new Label("below");
        code.branch(level, Condition.NOT_EQUAL, Operand.of(levels), below);
        close();
        code.jump(done);
        code.mark(below);
        code.run(
                Syscall.STATX,
                Operand.of(from),
                Operand.of(""),
                Operand.of(AtFlag.AT_EMPTY_PATH),
                Operand.of(Statx.STATX_BASIC_STATS, "STATX_BASIC_STATS"),
                Operand.of(status));
        code.load(mode, Width.HALF, Operand.of(status), Statx.MODE);
        settle(to);
        close();
        code.compute(level, Operation.ADD, Operand.of(-LEVEL));
        Slot offset = new Slot("offset");
        code.load(from, Width.DOUBLE, Operand.of(level), FROM);
        code.load(to, Width.DOUBLE, Operand.of(level), TO);
        code.load(offset, Width.DOUBLE, Operand.of(level), PLACE);
        code.run(Syscall.LSEEK, Operand.of(from), Operand.of(offset), Operand.of(Constant.SEEK_SET));
        code.jump(read);
    }

    private void close() {
        code.run(Syscall.CLOSE, Operand.of(from));
        code.run(Syscall.CLOSE, Operand.of(to));
    }

    // ---- owner, mode and times, from what statx(2) has told

    private Slot uid() {
        return loaded("uid", Statx.UID);
    }

    private Slot gid() {
        return loaded("gid", Statx.GID);
    }

    private Slot loaded(String what, int place) {
        Slot slot = new Slot(what);
        code.load(slot, Width.WORD, Operand.of(status), place);
        return slot;
    }

    private Operand permissions() {
        Slot permissions = new Slot("permissions");
        code.move(permissions, Operand.of(mode));
        code.compute(permissions, Operation.AND, Operand.of(PERMISSIONS));
        return Operand.of(permissions);
    }

    /** What cannot be opened, and gets no other mode. */
    private void own() {
        Slot uid = uid();
        Slot gid = gid();
        Operand itself = Operand.of(AtFlag.AT_SYMLINK_NOFOLLOW);
        code.attempt(
                FOREIGN_IDS,
                Syscall.FCHOWNAT,
                Operand.of(to),
                Operand.of(name),
                Operand.of(uid),
                Operand.of(gid),
                itself);
        times();
        code.run(Syscall.UTIMENSAT, Operand.of(to), Operand.of(name), Operand.of(times), itself);
    }

    /** The mode after the owner: a change of that takes set-user-id away (chown(2)). */
    private void settle(Slot file) {
        Slot uid = uid();
        Slot gid = gid();
        code.attempt(FOREIGN_IDS, Syscall.FCHOWN, Operand.of(file), Operand.of(uid), Operand.of(gid));
        code.run(Syscall.FCHMOD, Operand.of(file), permissions());
        times();
        code.run(Syscall.UTIMENSAT, Operand.of(file), Operand.of(0), Operand.of(times), Operand.of(0));
    }

    private void times() {
        time(Statx.ACCESS_SECONDS, 0);
        time(Statx.MODIFICATION_SECONDS, 16);
    }

    /** From {@code struct statx_timestamp} to {@code struct timespec}. */
    private void time(int place, int position) {
        Slot part = new Slot("time");
        code.load(part, Width.DOUBLE, Operand.of(status), place);
        code.store(Width.DOUBLE, times, position, Operand.of(part));
        code.load(part, Width.WORD, Operand.of(status), place + 8);
        code.store(Width.DOUBLE, times, position + 8, Operand.of(part));
    }
}
