package io.jdock.container;

import java.nio.file.Path;

/** Which system calls the application may make. */
public sealed interface SeccompChoice {
    /** What a normal application needs, and no more. */
    record Default() implements SeccompChoice {}

    /** All. The other walls still stand. */
    record Unconfined() implements SeccompChoice {}

    /** What a file says, in the form of Docker or of the OCI specification. */
    record Profile(Path file) implements SeccompChoice {}
}
