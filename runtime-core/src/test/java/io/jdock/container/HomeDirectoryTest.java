package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.oci.Mount;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.Root;
import io.jdock.oci.RuntimeSpec;
import io.jdock.oci.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeDirectoryTest {
    @TempDir
    private Path bundle;

    @BeforeEach
    void makesAnImage() throws IOException {
        write("rootfs/etc/passwd", """
                root:x:0:0:root:/root:/bin/sh
                nobody:x:65534:65534:nobody::/bin/false
                ada:x:1000:1000:,,,:/home/ada:/bin/sh
                another:x:1000:1000::/home/another:/bin/sh
                cut
                """);
    }

    private void write(String file, String text) throws IOException {
        Path path = bundle.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static ProcessSpec process(long uid, String... environment) {
        return ProcessSpec.builder(List.of("sh"))
                .user(new User(uid, 0, null, List.of()))
                .env(List.of(environment))
                .build();
    }

    private List<String> environment(ProcessSpec process, Mount... mounts) throws IOException {
        RuntimeSpec spec = RuntimeSpec.builder(new Root("rootfs", false))
                .process(process)
                .mounts(List.of(mounts))
                .build();
        return Objects.requireNonNull(HomeDirectory.in(spec, bundle).process()).env();
    }

    @Test
    void itIsTheUsersOfTheImage() throws IOException {
        assertThat(environment(process(0, "PATH=/bin"))).containsExactly("PATH=/bin", "HOME=/root");
        assertThat(environment(process(1000))).containsExactly("HOME=/home/ada");
    }

    @Test
    void whatTheConfigurationSaysStays() throws IOException {
        assertThat(environment(process(0, "HOME=/elsewhere"))).containsExactly("HOME=/elsewhere");
        assertThat(environment(process(0, "HOME="))).containsExactly("HOME=");
    }

    @Test
    void whoHasNoneHasTheRoot() throws IOException {
        assertThat(environment(process(7))).containsExactly("HOME=/");
        assertThat(environment(process(65534))).containsExactly("HOME=/");
        Files.delete(bundle.resolve("rootfs/etc/passwd"));
        assertThat(environment(process(0))).containsExactly("HOME=/");
    }

    @Test
    void aLinkInTheImageDoesNotLeadToTheHost() throws IOException {
        write("passwd", "root:x:0:0::/of/the/host:/bin/sh\n");
        Path users = bundle.resolve("rootfs/etc/passwd");
        Files.delete(users);
        Files.createSymbolicLink(users, bundle.resolve("passwd"));

        assertThat(environment(process(0))).containsExactly("HOME=/");
    }

    @Test
    void whatIsMountedOverTheImageCounts() throws IOException {
        write("mounted/passwd", "root:x:0:0::/mounted:/bin/sh\n");
        Mount file = Mount.of("/etc/passwd", null, "mounted/passwd", "bind", "ro");
        Mount directory = Mount.of("/etc", "bind", bundle + "/mounted", "rbind");
        Mount empty = Mount.of("/etc/", "tmpfs", "tmpfs");
        Mount other = Mount.of("/etc/passwd-", null, "mounted/passwd", "bind");

        assertThat(environment(process(0), file)).containsExactly("HOME=/mounted");
        assertThat(environment(process(0), empty, directory)).containsExactly("HOME=/mounted");
        assertThat(environment(process(0), directory, empty)).containsExactly("HOME=/");
        assertThat(environment(process(0), other)).containsExactly("HOME=/root");
    }

    @Test
    void aFurtherProcessHasThatOfItsUser() throws IOException {
        assertThat(HomeDirectory.in(process(1000), bundle.resolve("rootfs")).env())
                .containsExactly("HOME=/home/ada");
    }
}
