package io.jdock.container;

import io.jdock.image.ImageDraft;
import io.jdock.image.ImageException;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.WrittenLayer;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.User;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes images of containers that run in images: what they have changed becomes a further layer. */
public final class Commits {
    private final LocalStore store;

    /**
     * @param store that has the containers' images
     */
    public Commits(LocalStore store) {
        this.store = store;
    }

    /**
     * Writes an image with the changes on top, and all else as the image of the container has it.
     *
     * @param image that the container runs in
     * @param created the time that the image says
     * @param notes is told what is not in it
     * @throws ImageException if a file cannot be read, or is changed meanwhile
     */
    public ContentDescriptor commit(Container container, ContainerImage image, Instant created, Consumer<String> notes)
            throws IOException {
        WrittenLayer layer = layer(container, image, notes);
        ImageDraft draft = new ImageDraft(
                Optional.of(image.content()),
                image.content().configuration().platform(),
                List.of(new ImageDraft.Step(layer, "jdock: commit of " + image.name())),
                image.config(),
                created,
                Map.of());
        return new ImageWriter(store).write(draft, ImageForm.OCI);
    }

    /**
     * Writes what the container has changed in its image as a layer. Meanwhile it is paused, if it can be. What is mounted in it
     * is not looked at.
     */
    public WrittenLayer layer(Container container, ContainerImage image, Consumer<String> notes) throws IOException {
        boolean pausing = !container.controlGroup().isNone() && !container.paused();
        if (pausing) {
            container.pause();
        } else if (container.controlGroup().isNone()) {
            notes.accept("it went on running meanwhile, for it has no control group to be paused by");
        }
        User user = container.spec().process().user();
        List<Path> below =
                image.root(new UserChoice(user.uid(), user.gid(), List.of())).directories();
        try (RootChanges changes = RootChanges.of(container, below)) {
            if (!changes.leftOut().isEmpty()) {
                notes.accept("left out: " + String.join(", ", changes.leftOut()));
            }
            return new LayerWriter(store).write(changes.entries());
        } finally {
            if (pausing) {
                container.resume();
            }
        }
    }
}
