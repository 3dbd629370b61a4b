package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Pipe;
import io.jdock.plan.Descriptors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The owner's end of a {@link Descriptors#lifeline}, and that of a {@link Descriptors#end} if there is one. */
final class Lifeline implements AutoCloseable {
    private static final int HIGHEST_STATUS = 255;

    private final Descriptor leash;
    private final @Nullable Descriptor end;

    private Lifeline(Descriptor leash, @Nullable Descriptor end) {
        this.leash = leash;
        this.end = end;
    }

    /** A new one, and the program's ends. */
    record Ends(Lifeline owners, Descriptor leash, @Nullable Descriptor end) implements AutoCloseable {
        void closePrograms() {
            leash.close();
            if (end != null) {
                end.close();
            }
        }

        /** Closes all. */
        @Override
        public void close() {
            owners.close();
            closePrograms();
        }
    }

    /**
     * Opens one.
     *
     * @param tells whether PID 1 tells the end, to whoever
     * @param listens whether the owner wants to hear that. If not, PID 1 has something else of its own to write to in vain: else the next
     *     file that the program opens would have the number, and be written to
     */
    static Ends open(boolean tells, boolean listens) throws KernelException {
        Pipe leash = Pipe.open();
        try {
            if (tells && listens) {
                Pipe end = Pipe.open();
                return new Ends(new Lifeline(leash.writer(), end.reader()), leash.reader(), end.writer());
            }
            return new Ends(
                    new Lifeline(leash.writer(), null),
                    leash.reader(),
                    tells ? Descriptor.open("/dev/null", OpenFlag.O_WRONLY) : null);
        } catch (KernelException e) {
            leash.close();
            throw e;
        }
    }

    /** Can be read when PID 1 has told the application's end, or its own end has come; null if it does not tell. */
    @Nullable
    Descriptor end() {
        return end;
    }

    /**
     * The exit status, if PID 1 has told it; waits until it has, or has ended. Called once: nothing is heard after it. What else may come
     * from an application that got hold of the pipe counts for nothing.
     */
    OptionalInt told() {
        if (end == null) {
            return OptionalInt.empty();
        }
        try (end) {
            return status(end.readSome(Integer.BYTES));
        } catch (KernelException e) {
            return OptionalInt.empty();
        }
    }

    private static OptionalInt status(byte[] told) {
        if (told.length != Integer.BYTES) {
            return OptionalInt.empty();
        }
        int status = ByteBuffer.wrap(told).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return status >= 0 && status <= HIGHEST_STATUS ? OptionalInt.of(status) : OptionalInt.empty();
    }

    /** Has the monitor kill the container. What PID 1 has told can still be read. */
    void letGo() {
        leash.close();
    }

    @Override
    public void close() {
        letGo();
        if (end != null) {
            end.close();
        }
    }
}
