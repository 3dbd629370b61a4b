package io.jdock.program;

import static io.jdock.program.Machine.call;
import static io.jdock.program.Machine.exit;
import static io.jdock.program.Machine.print;
import static io.jdock.program.Machine.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.AtFlag;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum.Field;
import io.jdock.program.Datum.Space;
import io.jdock.program.Datum.Struct;
import io.jdock.program.Datum.Text;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Compute;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Decimal;
import io.jdock.program.Instruction.Fail;
import io.jdock.program.Instruction.Jump;
import io.jdock.program.Instruction.Load;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Instruction.Move;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Split;
import io.jdock.program.Instruction.Stack;
import io.jdock.program.Instruction.Store;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Machine.Result;
import io.jdock.program.Program.Failure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Architecture.class)
class AssemblerTest {
    private static final String MISSING = "/nothing/is/here";

    @Parameter
    Architecture architecture;

    private Machine machine() {
        return new Machine(architecture);
    }

    @Test
    void anEmptyProgramExitsWithZero() {
        assertThat(machine().run(List.of())).isEqualTo(new Result(0, "", ""));
    }

    @Test
    void aCallEndsTheProcessWithItsStatus() {
        assertThat(machine().run(List.of(exit(42), exit(1))).status()).isEqualTo(42);
    }

    @Test
    void sectionsRunOneAfterAnother() {
        Result result = machine()
                .run(List.of(print(new Text("a"), 1)), List.of(), List.of(print(new Text("b"), 1)), List.of(exit(3)));

        assertThat(result).isEqualTo(new Result(3, "ab", ""));
    }

    @Test
    void aCallTakesSixArguments() {
        Slot self = new Slot("the program's own file");
        Struct offset = new Struct("offset", List.of(new Field.Int(8, 1)));

        Result result = machine()
                .run(List.of(
                        call(self, Syscall.OPENAT, Operand.of(-100), Operand.of("/proc/self/exe"), Operand.of(0)),
                        splice(Operand.of(self), Operand.of(offset), 0),
                        splice(Operand.of(self), Operand.of(offset), 0x8000))); // no such flag

        assertThat(result.output()).isEqualTo("ELF");
        assertThat(message(result)).containsExactly(1, 0, Errno.EINVAL.number(), 0);
    }

    private static Instruction splice(Operand from, Operand offset, int flags) {
        return call(Syscall.SPLICE, from, offset, Operand.of(1), Operand.of(0), Operand.of(3), Operand.of(flags));
    }

    @Test
    void theResultOfACallGoesToItsSlot() {
        Slot length = new Slot("length");
        Result result = machine()
                .run(List.of(
                        call(length, Syscall.WRITE, Operand.of(1), Operand.of("hello"), Operand.of(5)), exit(length)));

        assertThat(result).isEqualTo(new Result(5, "hello", ""));
    }

    @Test
    void flagsAreThoseOfTheArchitecture() {
        Slot file = new Slot("file");
        Call open = new Call(
                Syscall.OPENAT,
                List.of(
                        Operand.of(-100),
                        Operand.of("/proc/self/exe"),
                        Operand.of(OpenFlag.O_DIRECTORY, OpenFlag.O_PATH, OpenFlag.O_CLOEXEC)),
                file,
                Set.of(Errno.ENOTDIR));
        Compute negate = new Compute(file, Operation.AND, Operand.of(0xff));

        assertThat(machine().run(List.of(open, negate, exit(file))).status()).isEqualTo(-Errno.ENOTDIR.number() & 0xff);
    }

    // ---- failures -----------------------------------------------------------------------------------------------

    @Test
    void aFailureIsToldInSixteenBytes() {
        Result result = machine().run(List.of(), List.of(print(new Text("x"), 1), failingOpen()), List.of(exit(0)));

        assertThat(result.status()).isEqualTo(101);
        assertThat(result.output()).isEqualTo("x");
        assertThat(message(result)).containsExactly(1, 1, Errno.ENOENT.number(), 0);
    }

    @Test
    void aFailureBelongsToTheSectionOfItsCallEvenAfterAJumpIntoIt() {
        Label inside = new Label("inside");
        Label back = new Label("back");
        Result result = machine()
                .run(
                        List.of(new Jump(inside), new Mark(back), new Fail(Operand.of(7))),
                        List.of(exit(1)),
                        List.of(exit(2), new Mark(inside), new Jump(back)));

        assertThat(result.status()).isEqualTo(100);
        assertThat(message(result)).containsExactly(1, 0, 7, 0);
    }

    @Test
    void largeIndexesAndEveryExitStatusAreKept() {
        Program program = new Program(
                List.of(new Program.Section(1_000_000, 255, List.of(failingOpen()))), new Failure.Message(2));

        Result result = machine().run(program);

        assertThat(result.status()).isEqualTo(255);
        assertThat(message(result)).containsExactly(1, 1_000_000, Errno.ENOENT.number(), 0);
    }

    @Test
    void aToleratedErrorGoesOnWithItsNegativeNumber() {
        Slot result = new Slot("result");
        Label wrong = new Label("wrong");
        Call open = new Call(Syscall.OPENAT, openArguments(), result, Set.of(Errno.EEXIST, Errno.ENOENT, Errno.EACCES));

        assertThat(machine()
                        .run(List.of(
                                open,
                                new Branch(result, Condition.NOT_EQUAL, Operand.of(-2), wrong),
                                exit(0),
                                new Mark(wrong),
                                exit(1)))
                        .status())
                .isZero();
    }

    @Test
    void anErrorThatIsNotToleratedFails() {
        Call open = new Call(Syscall.OPENAT, openArguments(), null, Set.of(Errno.EEXIST, Errno.EACCES));

        assertThat(message(machine().run(List.of(open, exit(0))))).containsExactly(1, 0, Errno.ENOENT.number(), 0);
    }

    @Test
    void everyErrorCanBeTolerated() {
        Call open = new Call(Syscall.OPENAT, openArguments(), null, Set.of(Errno.values()));

        assertThat(machine().run(List.of(open, exit(9))).status()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 38, 133, 4095})
    void failReportsTheGivenError(int errno) {
        assertThat(message(machine().run(List.of(new Fail(Operand.of(errno)), exit(0)))))
                .containsExactly(1, 0, errno, 0);
    }

    @Test
    void failTakesTheErrorFromASlot() {
        Slot error = new Slot("error");

        assertThat(message(machine().run(List.of(new Move(error, Operand.of(17)), new Fail(Operand.of(error))))))
                .containsExactly(1, 0, 17, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1    | EPERM (Operation not permitted)",
                "2    | ENOENT (No such file or directory)",
                "132  | ERFKILL (Operation not possible due to RF-kill)",
                "41   | error 41",
                "134  | error 134",
                "4095 | error 4095"
            })
    void aFailureCanBeToldInWords(int errno, String words) {
        Program program = program(
                new Failure.Text(2, List.of("mount proc", "mount ü at /sys")),
                List.of(),
                List.of(new Fail(Operand.of(errno))));

        Result result = machine().run(program);

        assertThat(result.status()).isEqualTo(101);
        assertThat(utf8(result.errors())).isEqualTo("mount ü at /sys: " + words + "\n");
    }

    @Test
    void aSectionWithoutATextIsRefused() {
        Program program = program(new Failure.Text(2, List.of("only")), List.of(), List.of());

        assertThatThrownBy(() -> Assembler.forArchitecture(architecture).assemble(program))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("section 1");
    }

    // ---- values -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                127,
                128,
                -128,
                -129,
                0xffff,
                0x10000,
                0x7fffffffL,
                0x80000000L,
                0xffffffffL,
                0x100000000L,
                -0x80000000L,
                -0x80000001L,
                0xffff0000ffffL,
                -0x10000L,
                0x1234_5678_9abc_def0L,
                0xffff_1234_ffff_5678L,
                Long.MIN_VALUE,
                Long.MAX_VALUE
            })
    void aNumberIsTheSameInEveryPlace(long number) {
        Slot moved = new Slot("moved");
        Slot added = new Slot("added");
        Slot loaded = new Slot("loaded");
        Space room = new Space("room", 8);

        List<Instruction> all = new ArrayList<>(List.of(
                new Move(moved, Operand.of(number)),
                new Compute(added, Operation.ADD, Operand.of(number)),
                new Store(Width.DOUBLE, Operand.of(room), 0, Operand.of(number)),
                new Load(loaded, Width.DOUBLE, Operand.of(room), 0)));
        all.addAll(print(List.of(moved, added, loaded)));

        assertThat(longs(machine().run(all))).containsExactly(number, number, number);
    }

    @ParameterizedTest
    @CsvSource({
        "ADD, 40, 2, 42",
        "ADD, 0, -5, -5",
        "AND, -1, 255, 255",
        "AND, 12, 10, 8",
        "OR, 12, 3, 15",
        "OR, 1, -9223372036854775808, -9223372036854775807",
        "SHIFT_LEFT, 3, 4, 48",
        "SHIFT_LEFT, 1, 63, -9223372036854775808",
        "SHIFT_LEFT, 5, 64, 5",
        "SHIFT_RIGHT, 48, 4, 3",
        "SHIFT_RIGHT, -1, 63, 1",
        "SHIFT_RIGHT, -1, 60, 15"
    })
    void slotsAreComputed(Operation operation, long left, long right, long expected) {
        Slot byNumber = new Slot("by number");
        Slot bySlot = new Slot("by slot");
        Slot other = new Slot("other");
        List<Instruction> all = new ArrayList<>(List.of(
                new Move(byNumber, Operand.of(left)),
                new Compute(byNumber, operation, Operand.of(right)),
                new Move(bySlot, Operand.of(left)),
                new Move(other, Operand.of(right)),
                new Compute(bySlot, operation, Operand.of(other))));
        all.addAll(print(List.of(byNumber, bySlot)));

        assertThat(longs(machine().run(all))).containsExactly(expected, expected);
    }

    @Test
    void slotsAreZeroAtTheStartAndThousandsOfThemAreApart() {
        List<Slot> slots =
                IntStream.range(0, 5000).mapToObj(i -> new Slot("slot " + i)).toList();
        List<Instruction> all = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            all.add(new Compute(slots.get(i), Operation.ADD, Operand.of(i)));
        }
        all.addAll(print(slots));

        assertThat(longs(machine().run(all)))
                .containsExactlyElementsOf(
                        IntStream.range(0, 5000).mapToObj(i -> (long) i).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "BYTE, 0xf8, 0x00000000000000f8",
        "HALF, 0xf8, 0x00000000000000f8",
        "HALF, 0xf7f8, 0x000000000000f7f8",
        "WORD, 0xf5f6f7f8, 0x00000000f5f6f7f8",
        "SIGNED_WORD, 0xf5f6f7f8, 0xfffffffff5f6f7f8",
        "SIGNED_WORD, 0x75f6f7f8, 0x0000000075f6f7f8",
        "DOUBLE, 0xf1f2f3f4f5f6f7f8, 0xf1f2f3f4f5f6f7f8"
    })
    void loadsAndStoresHaveWidths(Width width, String stored, String loaded) {
        long value = Long.parseUnsignedLong(stored.substring(2), 16);
        Struct room = new Struct("room", List.of(new Field.Int(8, -1), new Field.Int(8, 0x5555555555555555L)));
        Slot result = new Slot("result");
        Slot neighbours = new Slot("neighbours");
        List<Instruction> all = new ArrayList<>(List.of(
                new Store(Width.DOUBLE, Operand.of(room), 8, Operand.of(0x5555555555555555L)),
                new Store(width, Operand.of(room), 8, Operand.of(value)),
                new Load(result, width, Operand.of(room), 8),
                new Load(neighbours, Width.DOUBLE, Operand.of(room), 8)));
        all.addAll(print(List.of(result, neighbours)));

        int bits = switch (width) {
            case BYTE -> 8;
            case HALF -> 16;
            case WORD, SIGNED_WORD -> 32;
            case DOUBLE -> 64;
        };
        long mask = bits == 64 ? 0 : -1L << bits;
        assertThat(longs(machine().run(all)))
                .containsExactly(
                        Long.parseUnsignedLong(loaded.substring(2), 16),
                        (0x5555555555555555L & mask) | (value & ~mask));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 11, 16, 127, 128, 255, 256, 4095, 4096, 4097, 32760, 32768, 40_001, 1_000_000})
    void loadsAndStoresTakeAnyOffset(int offset) {
        Space room = new Space("room", 2_000_000);
        Slot middle = new Slot("middle");
        Slot sum = new Slot("sum");
        Slot one = new Slot("one");
        List<Instruction> all = new ArrayList<>();
        all.add(new Move(middle, Operand.of(room, 1_000_000)));
        for (Width width : Width.values()) {
            all.add(new Store(width, Operand.of(middle), offset, Operand.of(7)));
            all.add(new Store(width, Operand.of(middle), -offset, Operand.of(7)));
            all.add(new Load(one, width, Operand.of(middle), offset));
            all.add(new Compute(sum, Operation.ADD, Operand.of(one)));
            all.add(new Load(one, width, Operand.of(room, 1_000_000 - offset), 0));
            all.add(new Compute(sum, Operation.ADD, Operand.of(one)));
            all.add(new Store(Width.DOUBLE, Operand.of(middle), offset, Operand.of(0)));
            all.add(new Store(Width.DOUBLE, Operand.of(middle), -offset, Operand.of(0)));
        }
        all.add(exit(sum));

        assertThat(machine().run(all).status()).isEqualTo(70);
    }

    @ParameterizedTest
    @CsvSource({
        "EQUAL, 5, 5, true",
        "EQUAL, 5, 6, false",
        "EQUAL, 4294967296, 0, false",
        "NOT_EQUAL, 5, 6, true",
        "NOT_EQUAL, 5, 5, false",
        "LESS, -1, 0, true",
        "LESS, 0, 0, false",
        "LESS, 1, 0, false",
        "LESS, -9223372036854775808, 9223372036854775807, true",
        "LESS, 9223372036854775807, -9223372036854775808, false",
        "GREATER, 0, -1, true",
        "GREATER, 0, 0, false",
        "GREATER, -1, 0, false",
        "GREATER, 9223372036854775807, -9223372036854775808, true"
    })
    void branchesCompareSigned(Condition condition, long left, long right, boolean taken) {
        Slot first = new Slot("first");
        Slot second = new Slot("second");
        Label next = new Label("next");
        Label yes = new Label("yes");
        Result result = machine()
                .run(List.of(
                        new Move(first, Operand.of(left)),
                        new Move(second, Operand.of(right)),
                        new Branch(first, condition, Operand.of(second), next),
                        exit(0),
                        new Mark(next),
                        new Branch(first, condition, Operand.of(right), yes),
                        exit(0),
                        new Mark(yes),
                        exit(1)));

        assertThat(result.status()).isEqualTo(taken ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 12345, 999_999_999, 1_000_000_000, 2147483648L, 4294967295L})
    void numbersAreWrittenInDecimal(long number) {
        Struct path = new Struct(
                "path", List.of(new Field.Raw(("/proc/" + "#".repeat(15)).getBytes(StandardCharsets.US_ASCII))));
        Slot value = new Slot("value");
        Slot end = new Slot("end");
        Result result = machine()
                .run(List.of(
                        new Move(value, Operand.of(number)),
                        new Decimal(value, path, 6, end),
                        print(path, 21),
                        exit(end)));

        String text = "/proc/" + number;
        assertThat(result.output()).isEqualTo(text + "\0" + "#".repeat(21 - text.length() - 1));
        assertThat(result.status()).isEqualTo(text.length());
    }

    // ---- memory -------------------------------------------------------------------------------------------------

    @Test
    void structuresAreWrittenFieldByFieldWithAbsolutePointers() {
        Struct inner = new Struct("inner", List.of(new Field.Int(1, 0x11), new Field.Int(2, 0x2222)));
        Space space = new Space("space", 24);
        Struct outer = new Struct(
                "outer",
                List.of(
                        new Field.Int(4, 0x44444444),
                        new Field.Bits(4, List.of(AtFlag.AT_RECURSIVE, AtFlag.AT_EMPTY_PATH)),
                        new Field.Pointer(inner, 1),
                        new Field.Pointer(space, 8),
                        new Field.Raw(new byte[] {1, 2, 3}),
                        new Field.Int(8, -2)));
        Slot first = new Slot("numbers and flags");
        Slot half = new Slot("through the pointer");
        Slot toSpace = new Slot("distance of the other pointer");
        Slot last = new Slot("last, unaligned");
        Slot address = new Slot("address of the space, negative");
        Label same = new Label("same");
        List<Instruction> all = new ArrayList<>(List.of(
                new Load(first, Width.DOUBLE, Operand.of(outer), 0),
                new Load(half, Width.DOUBLE, Operand.of(outer), 8),
                new Load(half, Width.HALF, Operand.of(half), 0),
                new Load(toSpace, Width.DOUBLE, Operand.of(outer), 16),
                new Load(last, Width.DOUBLE, Operand.of(outer), 27),
                new Move(address, Operand.of(space, 8)),
                new Branch(address, Condition.EQUAL, Operand.of(toSpace), same),
                exit(1),
                new Mark(same)));
        all.addAll(print(List.of(first, half, last)));

        assertThat(longs(machine().run(all))).containsExactly(0x9000_44444444L, 0x2222L, -2L);
    }

    @Test
    void anAssembledProgramCanGetOtherParameters() {
        Struct parameters = parameters(3, "three");
        Slot number = new Slot("number");
        Slot letter = new Slot("letter");
        Program without = program(
                new Failure.Message(2),
                List.of(
                        new Move(letter, Operand.of("a text before")),
                        new Load(number, Width.DOUBLE, Operand.of(parameters), 0),
                        new Load(letter, Width.BYTE, Operand.of(parameters, 8), 0),
                        new Compute(number, Operation.ADD, Operand.of(letter)),
                        exit(number)));
        Program program = new Program(Optional.of(parameters), without.sections(), without.failure());
        Assembler assembler = Assembler.forArchitecture(architecture);
        byte[] file = assembler.assemble(program);

        byte[] other = assembler.with(parameters(4, "four"), file);

        assertThat(machine().run(file).status()).isEqualTo(3 + 't');
        assertThat(machine().run(other).status()).isEqualTo(4 + 'f');
        assertThat(assembler.with(parameters, other)).isEqualTo(file);
    }

    private static Struct parameters(int number, String text) {
        return new Struct(
                "parameters",
                List.of(
                        new Field.Int(8, number),
                        new Field.Raw(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 8))));
    }

    @Test
    void equalTextsShareOnePlaceAndOtherDataDoNot() {
        Slot text = new Slot("text");
        Slot struct = new Slot("struct");
        Slot space = new Slot("space");
        Label failed = new Label("failed");
        Result result = machine()
                .run(List.of(
                        new Move(text, Operand.of("some text")),
                        new Branch(text, Condition.NOT_EQUAL, Operand.of(new String("some text")), failed),
                        new Branch(text, Condition.EQUAL, Operand.of("other text"), failed),
                        new Move(struct, Operand.of(new Struct("s", List.of(new Field.Int(8, 1))))),
                        new Branch(
                                struct,
                                Condition.EQUAL,
                                Operand.of(new Struct("s", List.of(new Field.Int(8, 1)))),
                                failed),
                        new Move(space, Operand.of(new Space("room", 8))),
                        new Branch(space, Condition.EQUAL, Operand.of(new Space("room", 8)), failed),
                        exit(0),
                        new Mark(failed),
                        exit(1)));

        assertThat(result.status()).isZero();
    }

    @Test
    void everyDatumIsAlignedToEightBytes() {
        Slot bits = new Slot("low bits of all addresses");
        List<Instruction> all = new ArrayList<>();
        for (Datum datum : List.of(
                new Text("a"),
                new Text("bc"),
                new Struct("s", List.of(new Field.Raw(new byte[3]))),
                new Struct("t", List.of(new Field.Int(1, 1))),
                new Space("u", 1),
                new Space("v", 9),
                new Space("w", 8))) {
            all.add(new Compute(bits, Operation.OR, Operand.of(datum)));
        }
        all.add(new Compute(bits, Operation.AND, Operand.of(7)));
        all.add(exit(bits));

        assertThat(machine().run(all).status()).isZero();
    }

    @Test
    void textsAreWrittenInUtf8() {
        String text = "grüße, 世界 🐳!";
        int size = new Text(text).size();

        Result result = machine().run(List.of(print(new Text(text), size)));

        assertThat(utf8(result.output())).isEqualTo(text + "\0");
    }

    @Test
    void spaceIsZeroAndMayBeLarge() {
        Space large = new Space("large", 64 << 20);
        Space after = new Space("after", 8);
        Slot sum = new Slot("sum");
        Slot one = new Slot("one");
        Result result = machine()
                .run(List.of(
                        new Load(one, Width.BYTE, Operand.of(large, large.size() - 1), 0),
                        new Compute(sum, Operation.ADD, Operand.of(one)),
                        new Store(Width.BYTE, Operand.of(large, large.size() - 1), 0, Operand.of(5)),
                        new Load(one, Width.DOUBLE, Operand.of(after), 0),
                        new Compute(sum, Operation.ADD, Operand.of(one)),
                        new Load(one, Width.BYTE, Operand.of(large, large.size() - 1), 0),
                        new Compute(sum, Operation.ADD, Operand.of(one)),
                        exit(sum)));

        assertThat(result.status()).isEqualTo(5);
    }

    // ---- processes ----------------------------------------------------------------------------------------------

    @Test
    void theStackHoldsTheArguments() {
        Slot stack = new Slot("stack");
        Slot count = new Slot("argc");
        Slot argument = new Slot("argv[2]");
        Result result = machine()
                .run(
                        program(
                                new Failure.Message(2),
                                List.of(
                                        new Stack(stack),
                                        new Load(count, Width.DOUBLE, Operand.of(stack), 0),
                                        new Load(argument, Width.DOUBLE, Operand.of(stack), 8 + 2 * 8),
                                        call(Syscall.WRITE, Operand.of(1), Operand.of(argument), Operand.of(6)),
                                        exit(count))),
                        "first",
                        "second");

        assertThat(result).isEqualTo(new Result(3, "second", ""));
    }

    @Test
    void aChildHasACopyOfTheSlotsAndFailsOnItsOwn() {
        Slot shared = new Slot("shared");
        Slot child = new Slot("child");
        Slot status = new Slot("status");
        Label inChild = new Label("in child");
        Space info = new Space("siginfo", 128);
        Result result = machine()
                .run(
                        List.of(
                                new Move(shared, Operand.of(5)),
                                // SIGCHLD at the end, no stack: what fork(2) does
                                call(child, Syscall.CLONE, Operand.of(17), Operand.of(0)),
                                new Branch(child, Condition.EQUAL, Operand.of(0), inChild),
                                new Compute(shared, Operation.ADD, Operand.of(1)),
                                // P_PID, WEXITED
                                call(
                                        Syscall.WAITID,
                                        Operand.of(1),
                                        Operand.of(child),
                                        Operand.of(info),
                                        Operand.of(4),
                                        Operand.of(0)),
                                new Load(status, Width.SIGNED_WORD, Operand.of(info), 24), // si_status
                                new Compute(status, Operation.ADD, Operand.of(shared)),
                                exit(status)),
                        List.of(
                                new Mark(inChild),
                                new Compute(shared, Operation.ADD, Operand.of(100)),
                                new Fail(Operand.of(33))));

        assertThat(message(result)).containsExactly(1, 1, 33, 0);
        assertThat(result.status()).isEqualTo(101 + 6);
    }

    @Test
    void ofTwoProcessesAfterASplitOnlyTheOldOneWritesTheResult() {
        Slot child = new Slot("child");
        Slot status = new Slot("status");
        Label parent = new Label("parent");
        Space info = new Space("siginfo", 128);
        Result result = machine()
                .run(List.of(
                        new Move(child, Operand.of(7)),
                        // QEMU's user mode makes no processes that share memory, but here the memory is the same either
                        // way
                        new Split(Syscall.CLONE, List.of(Operand.of(17), Operand.of(0)), child, parent, Set.of()),
                        exit(child),
                        new Mark(parent),
                        call(
                                Syscall.WAITID,
                                Operand.of(1),
                                Operand.of(child),
                                Operand.of(info),
                                Operand.of(4),
                                Operand.of(0)),
                        new Load(status, Width.SIGNED_WORD, Operand.of(info), 24),
                        new Compute(status, Operation.ADD, Operand.of(20)),
                        exit(status)));

        assertThat(result).isEqualTo(new Result(27, "", ""));
    }

    @Test
    void aSplitThatFailsIsToldOrGoesOnAsTheOldProcess() {
        Slot result = new Slot("result");
        Label refused = new Label("refused");
        Label never = new Label("never");
        // CLONE_THREAD without CLONE_SIGHAND
        List<Operand> impossible = List.of(Operand.of(0x10000), Operand.of(0));
        Result told = machine()
                .run(
                        List.of(
                                new Split(Syscall.CLONE, impossible, result, refused, Set.of(Errno.EINVAL)),
                                exit(1),
                                new Mark(refused),
                                new Branch(result, Condition.NOT_EQUAL, Operand.of(-22), never)),
                        List.of(
                                new Split(Syscall.CLONE, impossible, result, never, Set.of(Errno.ENOSYS)),
                                exit(2),
                                new Mark(never),
                                exit(3)));

        assertThat(message(told)).containsExactly(1, 1, 22, 0);
        assertThat(told.status()).isEqualTo(101);
    }

    @Test
    void twentyThousandArgumentsAreExecuted() {
        List<Field> argv = new ArrayList<>();
        argv.add(new Field.Pointer(new Text("sh"), 0));
        argv.add(new Field.Pointer(new Text("-c"), 0));
        argv.add(new Field.Pointer(new Text("echo $# $0 ${20000}"), 0));
        for (int i = 0; i <= 20_000; i++) {
            argv.add(new Field.Pointer(new Text("argument " + i), 0));
        }
        argv.add(new Field.Int(8, 0));
        Struct environment = new Struct("envp", List.of(new Field.Int(8, 0)));
        Result result = machine()
                .run(List.of(call(
                        Syscall.EXECVE,
                        Operand.of("/bin/sh"),
                        Operand.of(new Struct("argv", argv)),
                        Operand.of(environment))));

        assertThat(result).isEqualTo(new Result(0, "20000 argument 0 argument 20000\n", ""));
    }

    // ---- size ---------------------------------------------------------------------------------------------------

    @Test
    void jumpsReachOverMegabytesOfCode() {
        Slot count = new Slot("count");
        Slot zero = new Slot("zero");
        Label far = new Label("far");
        Label back = new Label("back");
        Label end = new Label("end");
        List<Instruction> first = new ArrayList<>(List.of(
                new Branch(zero, Condition.EQUAL, Operand.of(0), far),
                new Mark(back),
                new Compute(count, Operation.ADD, Operand.of(1)),
                new Branch(count, Condition.EQUAL, Operand.of(1), end),
                exit(1)));
        first.addAll(Collections.nCopies(200_000, new Compute(count, Operation.ADD, Operand.of(0x123456789L))));
        List<Instruction> last = List.of(
                new Mark(far),
                new Branch(zero, Condition.NOT_EQUAL, Operand.of(0), back),
                new Branch(zero, Condition.LESS, Operand.of(1), back),
                exit(2),
                new Mark(end),
                failingOpen());

        assertThat(message(machine().run(first, last))).containsExactly(1, 1, Errno.ENOENT.number(), 0);
    }

    @Test
    void fiveThousandMountsGiveTheirOwnIndexOnFailure() {
        List<Program.Section> sections = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            Call mount = new Call(
                    Syscall.MOUNT,
                    List.of(
                            Operand.of("/nothing/source/" + i),
                            Operand.of("/nothing/target/" + i),
                            Operand.of(0),
                            Operand.of(0x1000),
                            Operand.of(0)),
                    null,
                    i < 4321 ? Set.of(Errno.ENOENT, Errno.EPERM) : Set.of());
            sections.add(new Program.Section(i, 7, List.of(mount)));
        }
        Result result = machine().run(new Program(sections, new Failure.Message(2)));

        assertThat(result.status()).isEqualTo(7);
        assertThat(message(result)).startsWith(1, 4321);
    }

    @Test
    void aSmallProgramIsASmallFile() {
        byte[] file = Assembler.forArchitecture(architecture)
                .assemble(program(new Failure.Message(2), List.of(failingOpen(), exit(0))));

        assertThat(file).hasSizeLessThan(512);
    }

    @Test
    void noMemoryIsWritableAndExecutable() {
        Slot maps = new Slot("maps");
        Slot length = new Slot("length");
        Space text = new Space("text", 64 * 1024);
        Result result = machine()
                .run(List.of(
                        call(maps, Syscall.OPENAT, Operand.of(-100), Operand.of("/proc/self/maps"), Operand.of(0)),
                        call(length, Syscall.READ, Operand.of(maps), Operand.of(text), Operand.of(text.size())),
                        call(Syscall.WRITE, Operand.of(1), Operand.of(text), Operand.of(length))));

        assertThat(result.output().lines())
                .anyMatch(line -> line.contains(" r-xp "))
                .anyMatch(line -> line.contains(" rw-p ") && line.contains("[stack]"))
                .noneMatch(line -> line.contains(" rwxp "));
    }

    @Test
    void equalProgramsGiveEqualBytes() {
        List<byte[]> files = IntStream.range(0, 2)
                .mapToObj(i -> Assembler.forArchitecture(architecture)
                        .assemble(program(
                                new Failure.Text(2, List.of("open")),
                                List.of(new Call(
                                        Syscall.OPENAT, openArguments(), new Slot("x"), Set.of(Errno.values()))))))
                .toList();

        assertThat(files.get(0)).isEqualTo(files.get(1));
    }

    // ---- mistakes -----------------------------------------------------------------------------------------------

    @Test
    void aLabelThatIsNotMarkedIsRefused() {
        assertThatThrownBy(() -> machine().run(List.of(new Jump(new Label("nowhere")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label nowhere is jumped to but not marked");
    }

    @Test
    void aLabelThatIsMarkedTwiceIsRefused() {
        Label twice = new Label("here");

        assertThatThrownBy(() -> machine().run(List.of(new Mark(twice), new Mark(twice))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label here is marked twice");
    }

    private static List<Operand> openArguments() {
        return List.of(Operand.of(-100), Operand.of(MISSING), Operand.of(OpenFlag.O_RDONLY));
    }

    private static Instruction failingOpen() {
        return new Call(Syscall.OPENAT, openArguments(), null, Set.of());
    }

    private static List<Integer> message(Result result) {
        ByteBuffer bytes = buffer(result.errors());
        assertThat(bytes.remaining()).as("size of %s", result).isEqualTo(16);
        return List.of(bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt());
    }

    private static List<Long> longs(Result result) {
        assertThat(result.status()).isZero();
        ByteBuffer bytes = buffer(result.output());
        List<Long> all = new ArrayList<>();
        while (bytes.hasRemaining()) {
            all.add(bytes.getLong());
        }
        return all;
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
