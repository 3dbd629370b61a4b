package io.jdock.image.dockerfile;

import java.util.Optional;
import java.util.OptionalLong;

/** What a {@code RUN} sees besides the file system of its stage ({@code --mount}). None of it becomes part of the image. */
public sealed interface RunMount {
    /** Where it is said. */
    Position position();

    /** Where it is in the container; relative to the working directory. */
    Word target();

    /**
     * Files of the build's directory, of a stage or of an image, read-only.
     *
     * @param source path there
     * @param from stage or image; empty for the build's directory
     */
    record Bind(Position position, Word target, Word source, Optional<Word> from) implements RunMount {}

    /**
     * A directory that later builds find again.
     *
     * @param id by which they find it; without one, by its target
     * @param locked whether one build has it at a time
     * @param readOnly whether the command may only read it
     * @param mode of the directory when it is made
     */
    record Cache(Position position, Word target, Optional<Word> id, boolean locked, boolean readOnly, int mode)
            implements RunMount {}

    /**
     * A directory in memory.
     *
     * @param size in bytes; empty for the kernel's choice
     */
    record Memory(Position position, Word target, OptionalLong size) implements RunMount {}

    /**
     * What a file of this machine says that is no part of the build.
     *
     * @param id by which the build knows it
     * @param file whether it is mounted at the target
     * @param variable that has it as its value
     * @param required whether the build fails without it; otherwise the command does without
     */
    record Secret(Position position, Word target, Word id, boolean file, Optional<Word> variable, boolean required)
            implements RunMount {}
}
