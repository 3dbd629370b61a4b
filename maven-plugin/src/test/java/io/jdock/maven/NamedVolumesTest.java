package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedVolumesTest {
    @TempDir
    private Path directory;

    private String run(Path volume, long user, String script) throws IOException, InterruptedException {
        try (Jdock jdock = Jdock.open()) {
            Process container = jdock.start(ContainerSpec.builder("/bin/sh", "-c", script)
                    .user(new UserChoice(user, user, List.of()))
                    .volume(new Volume(volume, Path.of("/data"), false))
                    .build());
            container.getOutputStream().close();
            String said = new String(container.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(container.waitFor()).isZero();
            return said;
        }
    }

    /** The first is not root inside, and another than the second. */
    @Test
    void whatOneContainerWritesThereTheNextFinds() throws Exception {
        NamedVolumes volumes = new NamedVolumes(directory.resolve("store/volumes"));
        Path data = volumes.directory().resolve("data");
        volumes.makeIfOne(data);

        run(data, 70, "echo rows > /data/table");
        volumes.makeIfOne(data);
        assertThat(run(data, 0, "cat /data/table")).isEqualTo("rows\n");
    }

    @Test
    void nobodyElseGetsThere() throws Exception {
        NamedVolumes volumes = new NamedVolumes(directory.resolve("store/volumes"));
        volumes.makeIfOne(volumes.directory().resolve("data"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(volumes.directory())))
                .isEqualTo("rwx------");
    }

    @Test
    void otherDirectoriesAreNotMade() throws Exception {
        new NamedVolumes(directory.resolve("store/volumes")).makeIfOne(directory.resolve("other"));

        assertThat(directory).isEmptyDirectory();
    }
}
