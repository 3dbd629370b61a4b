package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageException;
import io.jdock.image.ImageTree;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goal build with a Dockerfile: which file, which directory, which values. */
class DockerfileImageTest {
    @TempDir
    private Path directory;

    private final List<String> asked = new ArrayList<>();
    private LocalStore store;
    private BuildMojo goal;

    @BeforeEach
    void aProjectWithADockerfile() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
        MavenProject project = new MavenProject();
        project.setFile(directory.resolve("pom.xml").toFile());
        project.setArtifactId("shop");
        project.setVersion("1.0");
        goal = new BuildMojo(new NoToolchains(), request -> {
            throw new AssertionError("there is nothing to decrypt");
        });
        goal.project = project;
        goal.platforms = List.of("linux/amd64");
        file("Dockerfile", """
                FROM scratch AS config
                ARG COLOR=red
                LABEL color=$COLOR
                FROM config
                COPY . /app
                """);
    }

    private void file(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private ContentDescriptor build() throws Exception {
        ImageFinder images = new ImageFinder(store, this::provide, directory);
        return new DockerfileImage(
                        goal,
                        images,
                        address -> {
                            throw new AssertionError(address);
                        },
                        new ByteArrayOutputStream())
                .build();
    }

    private ContentDescriptor provide(Reference reference, Platform platform) throws IOException {
        asked.add(reference.familiar() + " for " + platform.architecture());
        return store.resolve(reference.toString())
                .orElseThrow(() -> new ImageException(reference.familiar(), "the registry does not have it", null));
    }

    private LocalImage image() throws Exception {
        return store.image(build(), "amd64");
    }

    private List<String> files(LocalImage image) throws IOException {
        return ImageTree.of(store, image.layers(), directory).names("app");
    }

    @Test
    void aDockerfileIsAskedForByItselfOrByItsDirectory() {
        assertThat(DockerfileImage.isAskedFor(goal)).isFalse();
        goal.contextDirectory = directory.toFile();
        assertThat(DockerfileImage.isAskedFor(goal)).isTrue();
    }

    @Test
    void theUsualFileOfTheDirectoryIsBuilt() throws Exception {
        file("docker/Dockerfile", "FROM scratch\nCOPY . /app");
        file("docker/a", "a");
        goal.contextDirectory = directory.resolve("docker").toFile();

        assertThat(files(image())).containsExactly("Dockerfile", "a");
    }

    @Test
    void argumentsAndStageAreGiven() throws Exception {
        goal.dockerfile = directory.resolve("Dockerfile").toFile();
        goal.target = "config";
        goal.buildArgs = Map.of("COLOR", "blue");

        assertThat(image().configuration().config().labels()).containsEntry("color", "blue");
        goal.project.getProperties().setProperty("jdock.buildArgs.COLOR", "green");
        assertThat(image().configuration().config().labels()).containsEntry("color", "green");
        assertThat(image().layers()).isEmpty();
    }

    @Test
    void theIgnoreFileOfTheDockerfileGoesBeforeTheUsualOne() throws Exception {
        file("docker/images/Dockerfile", "FROM scratch\nCOPY . /app");
        file("docker/one", "");
        file("docker/two", "");
        file("docker/.dockerignore", "two\nimages\n.*");
        goal.contextDirectory = directory.resolve("docker").toFile();
        goal.dockerfile = directory.resolve("docker/images/Dockerfile").toFile();

        assertThat(files(image())).containsExactly("one");
        file("docker/images/Dockerfile.dockerignore", "one\nimages\n.*");
        assertThat(files(image())).containsExactly("two");
    }

    @Test
    void imagesComeFromFilesAndRegistries() throws Exception {
        goal.dockerfile = directory.resolve("Dockerfile").toFile();
        goal.target = "config";
        store.tag(Reference.parse("example/base").toString(), build());
        file("Dockerfile", "FROM example/base AS config\nLABEL size=small");

        ImageConfig config = image().configuration().config();

        assertThat(config.labels()).containsEntry("color", "red").containsEntry("size", "small");
        assertThat(asked).containsExactly("example/base:latest for amd64");
    }

    @Test
    void severalPlatformsBecomeAnIndex() throws Exception {
        goal.dockerfile = directory.resolve("Dockerfile").toFile();
        goal.target = "config";
        goal.platforms = List.of("linux/amd64", "linux/arm64");

        ContentDescriptor index = build();

        assertThat(index.mediaType()).isEqualTo(MediaTypes.IMAGE_INDEX);
        assertThat(store.image(index, "arm64").configuration().architecture()).isEqualTo("arm64");
    }

    @Test
    void errorsNameTheParameterOrThePlace() throws Exception {
        goal.dockerfile = directory.resolve("none").toFile();
        assertThatThrownBy(this::build)
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("dockerfile")
                .hasMessageContaining("there is no file " + directory.resolve("none"));

        goal.dockerfile = directory.resolve("Dockerfile").toFile();
        goal.from = "debian:12";
        assertThatThrownBy(this::build)
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("the Dockerfile says what the image begins with");

        goal.from = null;
        file("Dockerfile", "FROM no/such:image\n");
        assertThatThrownBy(this::build).hasMessage("Dockerfile:1:6: no/such:image: the registry does not have it");
    }
}
