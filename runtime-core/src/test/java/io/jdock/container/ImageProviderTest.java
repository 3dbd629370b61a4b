package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostProbe;
import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.image.registry.CredentialSource;
import io.jdock.image.registry.FakeRegistry;
import io.jdock.image.registry.RegistryAccess;
import io.jdock.image.registry.RegistrySettings;
import io.jdock.image.registry.TestImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageProviderTest {
    @TempDir
    Path directory;

    private FakeRegistry registry;
    private ImageProvider images;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Images.platform().architecture().equals("amd64"), "the test's image is one for x86-64");
        registry = new FakeRegistry();
        images = new ImageProvider(
                HostProbe.probe(),
                LocalStore.open(directory),
                RegistrySettings.usual().with(Map.of(registry.authority(), RegistryAccess.PLAIN_HTTP)),
                CredentialSource.firstOf(List.of()));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void anImageIsFetchedOnceAndThenOfTheStore() throws Exception {
        registry.put("1", TestImage.of(10));
        String name = registry.name("1");

        ContainerImage fetched = images.image(name);
        registry.close();

        assertThat(images.image(name).root()).isEqualTo(fetched.root());
        assertThat(fetched.root().directories()).hasSize(1);
    }

    @Test
    void oneThatThereIsNotIsToldByItsName() {
        String name = registry.name("2");

        assertThatThrownBy(() -> images.image(name))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(name);
    }
}
