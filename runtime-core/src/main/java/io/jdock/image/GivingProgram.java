package io.jdock.image;

import io.jdock.image.Gifts.Gift;
import io.jdock.kernel.AtFlag;
import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Program;
import io.jdock.program.Program.Section;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a process does that changes files of subordinate users: it makes a user namespace, says so by {@link #READY} bytes of zero,
 * waits until it has its ids there, and then has all rights over these users' files. It ends when the other end of its connection is
 * closed, be it that the JVM was killed.
 */
final class GivingProgram {
    /** Descriptor of the connection. */
    static final int CONNECTION = 3;

    /** Descriptor of the layer. */
    static final int LAYER = 4;

    static final int READY = 16;

    private static final int EXIT_STATUS = 125;
    private static final long HIGHEST_DESCRIPTOR = 0xffff_ffffL;

    /** What came later took the place of this by another name, through a link. */
    private static final Set<Errno> GONE = Set.of(Errno.ENOENT, Errno.ENOTDIR);

    /** As above, or it is a link now. */
    private static final Set<Errno> GONE_OR_LINK = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.ENXIO);

    private final List<Section> sections = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();

    /** Begins one that has its ids. */
    private GivingProgram(int descriptors) {
        Datum.Space space = new Datum.Space("ready", READY);
        Slot got = new Slot("got");
        Label mapped = new Label("mapped");
        add(
                "make a user namespace",
                List.of(
                        Call.of(
                                Syscall.CLOSE_RANGE,
                                Operand.of(CONNECTION + descriptors),
                                Operand.of(HIGHEST_DESCRIPTOR),
                                Operand.of(0)),
                        Call.of(Syscall.UNSHARE, Operand.of(CloneFlag.CLONE_NEWUSER)),
                        Call.of(Syscall.WRITE, Operand.of(CONNECTION), Operand.of(space), Operand.of(READY)),
                        new Call(
                                Syscall.READ,
                                List.of(Operand.of(CONNECTION), Operand.of(space), Operand.of(1)),
                                got,
                                Set.of()),
                        new Branch(got, Condition.GREATER, Operand.of(0), mapped),
                        Call.of(Syscall.EXIT_GROUP, Operand.of(EXIT_STATUS)),
                        new Mark(mapped)));
    }

    /** Gives files away. */
    static GivingProgram giving(List<Gifts.Place> places) {
        GivingProgram program = new GivingProgram(2);
        for (Gifts.Place place : places) {
            String path = String.join("/", place.directory());
            program.add("give files of /" + path + " to their owners", give(path, place.gifts()));
        }
        return program;
    }

    /** Removes a directory with all that is in it. */
    static GivingProgram removing(String rm, String directory) {
        GivingProgram program = new GivingProgram(1);
        program.add(
                "run " + rm,
                List.of(Call.of(
                        Syscall.EXECVE,
                        Operand.of(rm),
                        Structures.strings(List.of("rm", "-rf", "--", directory)),
                        Structures.strings(List.of()))));
        return program;
    }

    private void add(String step, List<Instruction> code) {
        sections.add(new Section(steps.size(), EXIT_STATUS, code));
        steps.add(step);
    }

    /** Links on the way are followed as when the files were made; the files themselves are not. */
    private static List<Instruction> give(String path, Map<String, Gift> gifts) {
        Slot directory = new Slot("directory");
        Label gone = new Label("gone");
        List<Instruction> code = new ArrayList<>();
        code.add(new Call(
                Syscall.OPENAT2,
                List.of(Operand.of(LAYER), Operand.of(path.isEmpty() ? "." : path), HOW, Structures.OPEN_HOW_SIZE),
                directory,
                GONE));
        code.add(new Branch(directory, Condition.LESS, Operand.of(0), gone));
        gifts.forEach((name, gift) -> give(directory, name, gift, code));
        code.add(Call.of(Syscall.CLOSE, Operand.of(directory)));
        code.add(new Mark(gone));
        return code;
    }

    private static void give(Slot directory, String name, Gift gift, List<Instruction> code) {
        code.add(new Call(
                Syscall.FCHOWNAT,
                List.of(
                        Operand.of(directory),
                        Operand.of(name),
                        Operand.of(gift.user()),
                        Operand.of(gift.group()),
                        Operand.of(AtFlag.AT_SYMLINK_NOFOLLOW.value())),
                null,
                GONE));
        if (gift.mode() != Gifts.NO_MODE) {
            setMode(directory, name, gift.mode(), code);
        }
    }

    /** By a descriptor, since fchmodat(2) follows links, and what is there now may be one to a file of the caller's. */
    private static void setMode(Slot directory, String name, int mode, List<Instruction> code) {
        Slot file = new Slot("file");
        Label gone = new Label("gone");
        code.add(new Call(
                Syscall.OPENAT,
                List.of(
                        Operand.of(directory),
                        Operand.of(name),
                        Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_NOFOLLOW, OpenFlag.O_NONBLOCK, OpenFlag.O_CLOEXEC),
                        Operand.of(0)),
                file,
                GONE_OR_LINK));
        code.add(new Branch(file, Condition.LESS, Operand.of(0), gone));
        code.add(Call.of(Syscall.FCHMOD, Operand.of(file), Operand.of(mode)));
        code.add(Call.of(Syscall.CLOSE, Operand.of(file)));
        code.add(new Mark(gone));
    }

    private static final Operand HOW = Structures.openHow(
            List.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC),
            ResolveFlag.RESOLVE_IN_ROOT,
            ResolveFlag.RESOLVE_NO_MAGICLINKS);

    Program program() {
        return new Program(sections, new Program.Failure.Message(CONNECTION));
    }

    /** What a step does, by its number. */
    String step(int number) {
        return steps.get(number);
    }
}
