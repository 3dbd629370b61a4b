package io.jdock.image.registry;

import io.jdock.oci.ContentDescriptor;

/** Is told how a transfer goes on, by several threads at once. */
public interface TransferListener {
    /** Does not want to know. */
    TransferListener NONE = new TransferListener() {};

    /** Content begins to be transferred. */
    default void begins(ContentDescriptor content) {}

    /**
     * More of it is there.
     *
     * @param bytes how many in all, also those of an earlier transfer; fewer than before after a new start
     */
    default void advances(ContentDescriptor content, long bytes) {}

    /** All of it is there and right. */
    default void ends(ContentDescriptor content) {}

    /** Content is where it shall be already. */
    default void present(ContentDescriptor content) {}

    /** Something that a person should know, and that is no failure. */
    default void note(String text) {}
}
