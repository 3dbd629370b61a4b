package io.jdock.container;

import io.jdock.kernel.Descriptor;

/** Where the application's standard streams lead. */
public sealed interface Streams {
    /** To the streams of the {@link Container}, like a {@link Process}. */
    record Pipes() implements Streams {}

    /** To those of this JVM, unchanged, byte for byte. */
    record Inherit() implements Streams {}

    /** Output to that of this JVM, unchanged, byte for byte, and no input. */
    record InheritOutput() implements Streams {}

    /**
     * To a pseudo-terminal of the container's own, whose other end are the streams of the {@link Container}.
     *
     * @param rows height in characters, 0 to 65535
     * @param columns width in characters, 0 to 65535
     */
    record Terminal(int rows, int columns) implements Streams {
        public Terminal {
            if (rows < 0 || rows > 0xffff || columns < 0 || columns > 0xffff) {
                throw new IllegalArgumentException("no size of a terminal: " + rows + " rows, " + columns + " columns");
            }
        }
    }

    /** To open files, which stay their owner's. */
    record Open(Descriptor input, Descriptor output, Descriptor error) implements Streams {}

    /** Output to /dev/null, and no input. */
    record Discard() implements Streams {}
}
