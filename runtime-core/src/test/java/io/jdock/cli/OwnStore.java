package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.container.Stores;
import io.jdock.image.ImageArchive;
import io.jdock.image.LocalStore;
import io.jdock.image.UnpackLimits;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Images of a test's own, which come from others, and an engine to run them by. They are removed at the end. */
record OwnStore(Jdock engine, LocalStore store) implements AutoCloseable {
    /** @param directory for the images, where containers of root can enter, another user outside */
    static OwnStore in(Path directory) throws IOException {
        return new OwnStore(Jdock.open(), LocalStore.open(directory));
    }

    /** The one image of an archive. */
    ImageArchive.Loaded load(Path archive) throws IOException {
        List<ImageArchive.Loaded> loaded = new ImageArchive(store).load(archive);
        assertThat(loaded).hasSize(1);
        return loaded.get(0);
    }

    /** What the image's own program says. */
    String run(ContentDescriptor image) throws Exception {
        ContainerSpec.Builder spec = ContainerSpec.builder();
        Images images = new Images(engine.host(), store, UnpackLimits.DEFAULT);
        ContainerImage prepared = images.prepare("test", image, note -> {});
        prepared.applyTo(spec);
        spec.command(prepared.command(List.of()));
        Process container = engine.start(spec.build());
        String said;
        try (InputStream output = container.getInputStream()) {
            said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(container.waitFor(CommandLineOfJdock.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        assertThat(container.exitValue()).as(said).isZero();
        return said;
    }

    @Override
    public void close() throws IOException {
        try (engine) {
            Stores.empty(engine.host(), store);
        }
    }
}
