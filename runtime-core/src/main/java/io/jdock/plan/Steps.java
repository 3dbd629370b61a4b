package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.DescriptorMessage;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Phrases that several planners speak. */
final class Steps {
    /** The status with which a process ends that lost its owner: as if killed by SIGKILL. */
    static final int ORPHANED = 137;

    private Steps() {}

    /** Ends the process quietly unless a slot holds the expected value: whoever was to send it is gone. */
    static void exitUnless(Code code, Slot slot, long expected) {
        Label ahead = new Label("ahead");
        code.branch(slot, Condition.EQUAL, expected, ahead);
        code.run(Syscall.EXIT_GROUP, Operand.of(ORPHANED));
        code.mark(ahead);
    }

    /** Writes a text to a file that exists, in one write(2), as procfs and cgroupfs want it. */
    static void writeFile(Code code, Operand directory, String path, String text) {
        Slot file = code.call(
                "file",
                Syscall.OPENAT,
                directory,
                Operand.of(path),
                Operand.of(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
        write(code, file, text);
    }

    /** Writes a text to an open file and closes it. */
    static void write(Code code, Slot file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        code.run(Syscall.WRITE, Operand.of(file), Operand.of(text), Operand.of(bytes.length));
        code.run(Syscall.CLOSE, Operand.of(file));
    }

    /**
     * Emits an openat2(2) of a path in a root that is not ours. If a ".." races with a rename or mount anywhere in the system,
     * the kernel cannot tell whether it stays inside and leaves trying again to the caller (EAGAIN); somebody who renames all
     * the time cannot keep this up for ever.
     *
     * @param more flags beside O_PATH and O_CLOEXEC
     */
    static void openInRoot(
            Code code,
            Slot into,
            Set<Errno> tolerated,
            Operand directory,
            String path,
            List<ResolveFlag> resolve,
            OpenFlag... more) {
        List<OpenFlag> flags = new ArrayList<>(List.of(OpenFlag.O_PATH, OpenFlag.O_CLOEXEC));
        flags.addAll(List.of(more));
        Label again = new Label("again");
        Label opened = new Label("opened");
        Slot attempts = new Slot("attempts");
        Set<Errno> raced = EnumSet.of(Errno.EAGAIN);
        raced.addAll(tolerated);
        code.move(attempts, Operand.of(OPEN_ATTEMPTS));
        code.mark(again);
        code.callInto(
                into,
                raced,
                Syscall.OPENAT2,
                directory,
                Operand.of(path),
                Structures.openHow(flags, resolve.toArray(ResolveFlag[]::new)),
                Structures.OPEN_HOW_SIZE);
        code.branch(into, Condition.NOT_EQUAL, -Errno.EAGAIN.number(), opened);
        code.compute(attempts, Operation.ADD, Operand.of(-1));
        code.branch(attempts, Condition.GREATER, 0, again);
        code.fail(Errno.EAGAIN);
        code.mark(opened);
        code.remedy(Errno.EAGAIN, "files are renamed or mounts made all the time: try again when that is over");
    }

    private static final int OPEN_ATTEMPTS = 1000;

    /**
     * Waits for a process that shares this one's memory: until a word in it holds something else (futex(2)).
     *
     * @param now what it holds until then
     * @param found gets what it holds after that
     */
    static void awaitOther(Code code, Datum word, long now, Slot found) {
        Label again = new Label("again");
        Label other = new Label("other");
        code.mark(again);
        code.load(found, Width.WORD, Operand.of(word), 0);
        code.branch(found, Condition.NOT_EQUAL, now, other);
        code.attempt(
                Set.of(Errno.EAGAIN, Errno.EINTR),
                Syscall.FUTEX,
                Operand.of(word),
                Operand.of(Constant.FUTEX_WAIT),
                Operand.of(now),
                Operand.of(0));
        code.jump(again);
        code.mark(other);
    }

    /** Puts something into a word that another process waits for by {@link #awaitOther}. */
    static void tell(Code code, Datum word, Operand value) {
        code.store(Width.WORD, word, 0, value);
        code.run(Syscall.FUTEX, Operand.of(word), Operand.of(Constant.FUTEX_WAKE), Operand.of(1));
    }

    /** Sends bytes and a descriptor over a Unix socket, and closes the descriptor here. */
    static void sendDescriptor(Code code, Operand socket, Datum bytes, int count, Slot descriptor, String name) {
        sendDescriptors(code, socket, bytes, count, List.of(descriptor), name);
        code.run(Syscall.CLOSE, Operand.of(descriptor));
    }

    /** Sends bytes and descriptors over a Unix socket; the descriptors stay open here (unix(7), SCM_RIGHTS). */
    static void sendDescriptors(
            Code code, Operand socket, Datum bytes, int count, List<Slot> descriptors, String names) {
        DescriptorMessage message =
                DescriptorMessage.of("{SCM_RIGHTS: " + names + "}", bytes, count, new int[descriptors.size()]);
        for (int i = 0; i < descriptors.size(); i++) {
            code.store(Width.WORD, message.control(), place(i), Operand.of(descriptors.get(i)));
        }
        code.run(Syscall.SENDMSG, socket, Operand.of(message.header()), Operand.of(0));
    }

    /**
     * Receives what {@link #sendDescriptors} sends. The process ends if no more comes.
     *
     * @param descriptors get the numbers that the descriptors have here
     */
    static void receiveDescriptors(Code code, Operand socket, Datum bytes, int count, List<Slot> descriptors) {
        DescriptorMessage message = DescriptorMessage.of("{SCM_RIGHTS}", bytes, count, new int[descriptors.size()]);
        Label complete = new Label("complete");
        Slot length = new Slot("length");
        Slot received = code.call(
                "received",
                Syscall.RECVMSG,
                socket,
                Operand.of(message.header()),
                Operand.of(Constant.MSG_CMSG_CLOEXEC));
        exitUnless(code, received, count);
        code.load(length, Width.DOUBLE, Operand.of(message.control()), 0);
        code.branch(length, Condition.EQUAL, DescriptorMessage.length(descriptors.size()), complete);
        code.fail(Errno.EMFILE);
        code.mark(complete);
        code.remedy(Errno.EMFILE, "the container has more mounts than descriptors may be open: raise ulimit -n");
        for (int i = 0; i < descriptors.size(); i++) {
            code.load(descriptors.get(i), Width.WORD, Operand.of(message.control()), place(i));
        }
    }

    private static int place(int descriptor) {
        return DescriptorMessage.FIRST + Integer.BYTES * descriptor;
    }
}
