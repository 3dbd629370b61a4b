package io.jdock.program;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum.Field;
import io.jdock.program.Datum.Space;
import io.jdock.program.Datum.Struct;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Compute;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Decimal;
import io.jdock.program.Instruction.Load;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Instruction.Move;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Store;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Program.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program does when a step has failed, written in its own instructions. {@link #place} says where it happened,
 * {@link #error} what. Errors of the calls in here are ignored: there is nobody left to tell.
 */
final class FailureRoutine {
    private static final int EXIT_STATUS_BITS = 8;
    private static final int LARGEST_INDEX = Integer.MAX_VALUE >> EXIT_STATUS_BITS;
    private static final int TABLE_ENTRY = 16;
    private static final int NAMED_ERRORS = 134;

    private final Failure failure;
    private final Slot place = new Slot("failed section and exit status");
    private final Slot error = new Slot("error number");
    private final Slot index = new Slot("failed section");
    private final Slot exitStatus = new Slot("exit status");

    FailureRoutine(Program program) {
        failure = program.failure();
    }

    /** Receives {@link #placeOf} the section before the routine begins. */
    Slot place() {
        return place;
    }

    /** Receives the error number, positive, before the routine begins. */
    Slot error() {
        return error;
    }

    /** Holds the exit status for the process when the routine has ended. */
    Slot exitStatus() {
        return exitStatus;
    }

    /** The section's index and exit status in one number, to keep the code for each section short. */
    Operand placeOf(Program.Section section) {
        int largest = failure instanceof Failure.Text text ? text.texts().size() - 1 : LARGEST_INDEX;
        if (section.index() > largest) {
            throw new IllegalArgumentException(
                    "section " + section.index() + " is beyond the last one that can be told, " + largest);
        }
        return Operand.of((long) section.index() << EXIT_STATUS_BITS | section.exitStatus());
    }

    List<Instruction> instructions() {
        List<Instruction> all = new ArrayList<>();
        all.add(new Move(exitStatus, Operand.of(place)));
        all.add(new Compute(exitStatus, Operation.AND, Operand.of(0xff)));
        all.add(new Move(index, Operand.of(place)));
        all.add(new Compute(index, Operation.SHIFT_RIGHT, Operand.of(EXIT_STATUS_BITS)));
        if (failure instanceof Failure.Message message) {
            sendMessage(message.descriptor(), all);
        } else if (failure instanceof Failure.Text text) {
            printText(text, all);
        }
        return all;
    }

    private void sendMessage(int descriptor, List<Instruction> all) {
        Space message = new Space("failure message", 16);
        all.add(new Store(Width.WORD, Operand.of(message), 0, Operand.of(Failure.Message.FAILED)));
        all.add(new Store(Width.WORD, Operand.of(message), 4, Operand.of(index)));
        all.add(new Store(Width.WORD, Operand.of(message), 8, Operand.of(error)));
        all.add(Call.of(Syscall.WRITE, Operand.of(descriptor), Operand.of(message), Operand.of(message.size())));
    }

    /** One writev(2) of the section's text and the error's, both found in tables of addresses and lengths. */
    private void printText(Failure.Text text, List<Instruction> all) {
        List<Field> sections = new ArrayList<>();
        text.texts().forEach(line -> addEntry(sections, line + ": "));
        List<Field> errors = new ArrayList<>();
        for (int number = 0; number < NAMED_ERRORS; number++) {
            addEntry(errors, Errno.of(number).isPresent() ? Errno.describe(number) + "\n" : "");
        }
        Space parts = new Space("parts of the failure message", 2 * TABLE_ENTRY);
        Slot entry = new Slot("entry");
        Slot value = new Slot("value");
        Label number = new Label("error without a name");
        Label print = new Label("print");

        all.add(new Move(entry, Operand.of(index)));
        copyEntry(entry, value, new Struct("texts of sections", sections), parts, 0, all);
        all.add(new Branch(error, Condition.GREATER, Operand.of(NAMED_ERRORS - 1), number));
        all.add(new Move(entry, Operand.of(error)));
        copyEntry(entry, value, new Struct("texts of errors", errors), parts, TABLE_ENTRY, all);
        all.add(new Branch(value, Condition.NOT_EQUAL, Operand.of(0), print));
        all.add(new Mark(number));
        describeNumber(value, parts, all);
        all.add(new Mark(print));
        all.add(Call.of(Syscall.WRITEV, Operand.of(text.descriptor()), Operand.of(parts), Operand.of(2)));
    }

    private static void addEntry(List<Field> table, String text) {
        table.add(new Field.Pointer(new Datum.Text(text), 0));
        table.add(new Field.Int(8, text.getBytes(StandardCharsets.UTF_8).length));
    }

    /** Copies the entry with a number from a table; {@code value} is its length at the end. */
    private static void copyEntry(
            Slot entry, Slot value, Struct table, Space parts, int offset, List<Instruction> all) {
        all.add(new Compute(entry, Operation.SHIFT_LEFT, Operand.of(4)));
        all.add(new Compute(entry, Operation.ADD, Operand.of(table)));
        all.add(new Load(value, Width.DOUBLE, Operand.of(entry), 0));
        all.add(new Store(Width.DOUBLE, Operand.of(parts), offset, Operand.of(value)));
        all.add(new Load(value, Width.DOUBLE, Operand.of(entry), 8));
        all.add(new Store(Width.DOUBLE, Operand.of(parts), offset + 8, Operand.of(value)));
    }

    private void describeNumber(Slot end, Space parts, List<Instruction> all) {
        byte[] prefix = "error ".getBytes(StandardCharsets.US_ASCII);
        Struct text = new Struct("error with its number", List.of(new Field.Raw(prefix), new Field.Raw(new byte[12])));
        Slot newline = new Slot("place of the newline");
        all.add(new Decimal(error, text, prefix.length, end));
        all.add(new Move(newline, Operand.of(text)));
        all.add(new Compute(newline, Operation.ADD, Operand.of(end)));
        all.add(new Store(Width.BYTE, Operand.of(newline), 0, Operand.of('\n')));
        all.add(new Compute(end, Operation.ADD, Operand.of(1)));
        all.add(new Store(Width.DOUBLE, Operand.of(parts), TABLE_ENTRY, Operand.of(text)));
        all.add(new Store(Width.DOUBLE, Operand.of(parts), TABLE_ENTRY + 8, Operand.of(end)));
    }
}
