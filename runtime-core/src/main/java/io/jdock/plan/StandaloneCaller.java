package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.List;
import java.util.Set;

/**
 * What a program that is an executable of its own takes from whoever executes it: the working directory, the arguments and
 * the environment, all of which the application gets, and the processes without which it does not go on.
 */
final class StandaloneCaller {
    private static final int PATH_MAX = 4096;
    private static final int STAT_BYTES = 1024;

    /** Blanks of proc_pid_stat(5) between the end of the command's name and the start time, field 22. */
    private static final int BLANKS_BEFORE_START_TIME = 20;

    private static final int POINTER = 8;

    /** Where the monitor keeps the handles in the end: behind the container's and the list of children. */
    private static final int PARENT = 2;

    private static final int OWNER = 3;

    /** Flags of mmap(2): private memory, of no file. */
    private static final Operand PRIVATE_ANONYMOUS = Operand.of(0x22, "MAP_PRIVATE|MAP_ANONYMOUS");

    private static final Operand READ_WRITE = Operand.of(0x3, "PROT_READ|PROT_WRITE");

    private final Draft draft;
    private final Datum.Struct parameters = Owner.NONE.parameters();
    private final Datum.Space directory = new Datum.Space("directory", PATH_MAX);
    private final Slot parent = new Slot("parent");
    private final Slot owner = new Slot("owner");
    private final Slot watchedParent = new Slot("watched parent");
    private final Slot watchedOwner = new Slot("watched owner");

    StandaloneCaller(Draft draft) {
        this.draft = draft;
    }

    /** Steps of the monitor, while it is where and what its caller made it. */
    void take() {
        draft.step(Group.SUPERVISION, "find out the working directory", "the application starts in its caller's")
                .run(Syscall.GETCWD, Operand.of(directory), Operand.of(PATH_MAX))
                .remedy(Errno.ENOENT, "the directory has been removed");
        takeParent();
        takeOwner();
    }

    /** Of the program: an {@link Owner}. */
    Datum.Struct parameters() {
        return parameters;
    }

    /** PR_SET_PDEATHSIG(2const) tells of the end of a thread, and those of a JVM come and go. */
    private void takeParent() {
        Code code = draft.step(
                Group.SUPERVISION, "take a handle of the parent process", "nothing outlives the one who started it");
        Slot pid = new Slot("parent pid");
        Slot now = new Slot("parent pid now");
        Label strange = new Label("strange");
        code.move(parent, Operand.of(-1));
        code.callInto(pid, Set.of(), Syscall.GETPPID);
        code.branch(pid, Condition.EQUAL, 0, strange); // in another PID namespace
        code.callInto(parent, Set.of(Errno.ESRCH), Syscall.PIDFD_OPEN, Operand.of(pid), Operand.of(0));
        code.callInto(now, Set.of(), Syscall.GETPPID);
        Label same = new Label("same");
        code.branch(now, Condition.EQUAL, Operand.of(pid), same);
        code.run(Syscall.EXIT_GROUP, Operand.of(Steps.ORPHANED));
        code.mark(same);
        code.mark(strange);
    }

    /**
     * A shell often stands between: Surefire starts {@code sh -c "cd ... && java ..."}, and some shells stay until the end. A
     * process of the same number that started at another time is not the owner.
     */
    private void takeOwner() {
        Code code = draft.step(
                Group.SUPERVISION,
                "take a handle of the process that this program was made by, if it is still there",
                "a shell that stands between would survive it");
        Datum.Space stat = new Datum.Space("stat", STAT_BYTES);
        Slot pid = new Slot("owner pid");
        Slot length = new Slot("length");
        Slot file = new Slot("file");
        Label other = new Label("other");
        Label end = new Label("end");
        code.load(pid, Width.DOUBLE, Operand.of(parameters), Owner.PID);
        code.callInto(owner, Set.of(Errno.ESRCH, Errno.EINVAL), Syscall.PIDFD_OPEN, Operand.of(pid), Operand.of(0));
        code.branch(owner, Condition.LESS, 0, end);
        code.callInto(
                file,
                Set.of(Errno.ENOENT),
                Syscall.OPENAT,
                Draft.here(),
                Operand.of(parameters, Owner.STAT),
                Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
        code.branch(file, Condition.LESS, 0, other);
        code.callInto(
                length, Set.of(Errno.ESRCH), Syscall.READ, Operand.of(file), Operand.of(stat), Operand.of(STAT_BYTES));
        code.run(Syscall.CLOSE, Operand.of(file));
        code.branch(length, Condition.LESS, 1, other);
        compareStartTime(code, stat, length, other);
        code.jump(end);
        code.mark(other);
        code.run(Syscall.CLOSE, Operand.of(owner));
        code.move(owner, Operand.of(-1));
        code.mark(end);
    }

    /** The command's name may contain anything, so the fields are counted from the last parenthesis on. */
    private void compareStartTime(Code code, Datum.Space stat, Slot length, Label other) {
        Slot place = new Slot("place");
        Slot character = new Slot("character");
        Slot blanks = new Slot("blanks");
        Label next = new Label("next");
        Label name = new Label("end of name");
        code.move(place, Operand.of(stat));
        code.compute(length, Operation.ADD, Operand.of(place));
        code.mark(name);
        code.move(blanks, Operand.of(0));
        code.mark(next);
        code.branch(place, Condition.EQUAL, Operand.of(length), other);
        code.load(character, Width.BYTE, Operand.of(place), 0);
        code.compute(place, Operation.ADD, Operand.of(1));
        code.branch(character, Condition.EQUAL, ')', name);
        code.branch(character, Condition.NOT_EQUAL, ' ', next);
        code.compute(blanks, Operation.ADD, Operand.of(1));
        code.branch(blanks, Condition.NOT_EQUAL, BLANKS_BEFORE_START_TIME, next);
        compare(code, place, Operand.of(parameters, Owner.START_TIME), other);
    }

    /** Goes on at a label unless the bytes at an address begin with a text. */
    private static void compare(Code code, Slot address, Operand text, Label other) {
        Slot read = new Slot("place in the bytes");
        Slot place = new Slot("place in the text");
        Slot expected = new Slot("expected character");
        Slot character = new Slot("character");
        Label next = new Label("next");
        Label end = new Label("end");
        code.move(read, Operand.of(address));
        code.move(place, text);
        code.mark(next);
        code.load(expected, Width.BYTE, Operand.of(place), 0);
        code.branch(expected, Condition.EQUAL, 0, end);
        code.load(character, Width.BYTE, Operand.of(read), 0);
        code.branch(character, Condition.NOT_EQUAL, Operand.of(expected), other);
        code.compute(read, Operation.ADD, Operand.of(1));
        code.compute(place, Operation.ADD, Operand.of(1));
        code.jump(next);
        code.mark(end);
    }

    /**
     * Moves the handles to fixed numbers.
     *
     * @return the first number above them
     */
    int keepOwners(Code code) {
        keep(code, parent, PARENT, watchedParent);
        keep(code, owner, OWNER, watchedOwner);
        return OWNER + 1;
    }

    private static void keep(Code code, Slot handle, int number, Slot watched) {
        Label none = new Label("none");
        code.move(watched, Operand.of(-1)); // ppoll(2): a negative descriptor is skipped
        code.branch(handle, Condition.LESS, 0, none);
        code.run(Syscall.DUP3, Operand.of(handle), Operand.of(number), Operand.of(OpenFlag.O_CLOEXEC));
        code.move(watched, Operand.of(number));
        code.mark(none);
    }

    /** What {@link #keepOwners} kept: each becomes readable when that process ends (pidfd_open(2)). */
    List<Operand> owners() {
        return List.of(Operand.of(watchedParent), Operand.of(watchedOwner));
    }

    void changeDirectory() {
        draft.step(Group.APPLICATION, "change to the working directory", "the one in which the program was started")
                .run(Syscall.CHDIR, Operand.of(directory))
                .remedy(Errno.ENOENT, "the caller's working directory is not in the container: add a volume")
                .remedy(Errno.EACCES, "the container's user may not enter the caller's working directory");
    }

    /** The program's own, with the application's name in the place of the program's. */
    Operand arguments(Code code) {
        String command = command();
        Slot arguments = new Slot("argv");
        Slot count = new Slot("argc");
        Label some = new Label("some");
        code.stack(arguments);
        code.load(count, Width.DOUBLE, Operand.of(arguments), 0);
        code.branch(count, Condition.GREATER, 0, some);
        code.fail(Errno.EINVAL); // before Linux 5.18 there may be none at all
        code.mark(some);
        code.store(Width.DOUBLE, arguments, POINTER, Operand.of(command));
        code.compute(arguments, Operation.ADD, Operand.of(POINTER));
        return Operand.of(arguments);
    }

    private String command() {
        List<String> words = draft.process.args();
        if (words.size() != 1) {
            throw new PlanException(
                    "process.args", "must be the command alone: the arguments are those that the program is given");
        }
        return words.get(0);
    }

    /** The configuration's variables, then those of the program's own that it does not name. */
    Operand environment(Code code) {
        List<String> own = draft.process.env();
        Slot source = new Slot("envp");
        Slot count = new Slot("argc");
        Slot target = new Slot("variables");
        Slot size = new Slot("size");
        code.stack(source);
        code.load(count, Width.DOUBLE, Operand.of(source), 0);
        code.compute(count, Operation.SHIFT_LEFT, Operand.of(3));
        code.compute(source, Operation.ADD, Operand.of(count));
        code.compute(source, Operation.ADD, Operand.of(2 * POINTER)); // argc, and the zero after the arguments
        measure(code, source, size, own.size());
        code.callInto(
                target,
                Set.of(),
                Syscall.MMAP,
                Operand.of(0),
                Operand.of(size),
                READ_WRITE,
                PRIVATE_ANONYMOUS,
                Operand.of(-1),
                Operand.of(0));
        Slot place = new Slot("place");
        code.move(place, Operand.of(target));
        for (String variable : own) {
            append(code, place, Operand.of(variable));
        }
        copyOthers(code, source, place, own);
        return Operand.of(target);
    }

    /** Bytes of an array of all variables and a closing zero. */
    private static void measure(Code code, Slot source, Slot size, int more) {
        Slot place = new Slot("place");
        Slot variable = new Slot("variable");
        Label next = new Label("next");
        code.move(place, Operand.of(source));
        code.move(size, Operand.of((long) POINTER * more));
        code.mark(next);
        code.load(variable, Width.DOUBLE, Operand.of(place), 0);
        code.compute(place, Operation.ADD, Operand.of(POINTER));
        code.compute(size, Operation.ADD, Operand.of(POINTER));
        code.branch(variable, Condition.NOT_EQUAL, 0, next);
    }

    private static void copyOthers(Code code, Slot source, Slot place, List<String> own) {
        Slot variable = new Slot("variable");
        Label next = new Label("next");
        Label end = new Label("end");
        code.mark(next);
        code.load(variable, Width.DOUBLE, Operand.of(source), 0);
        code.compute(source, Operation.ADD, Operand.of(POINTER));
        code.branch(variable, Condition.EQUAL, 0, end); // the array was zeroed, so its end is there
        for (String replacement : own) {
            Label differs = new Label("differs");
            compare(code, variable, Operand.of(replacement.substring(0, replacement.indexOf('=') + 1)), differs);
            code.jump(next);
            code.mark(differs);
        }
        append(code, place, Operand.of(variable));
        code.jump(next);
        code.mark(end);
    }

    private static void append(Code code, Slot place, Operand variable) {
        code.store(Width.DOUBLE, place, 0, variable);
        code.compute(place, Operation.ADD, Operand.of(POINTER));
    }
}
