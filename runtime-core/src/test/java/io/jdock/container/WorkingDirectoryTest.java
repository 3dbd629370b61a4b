package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.RootFileSystem.Access;
import io.jdock.plan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an application starts that names a directory which its root file system may lack. */
class WorkingDirectoryTest {
    private static final Path MISSING = Path.of("/srv/app/data");
    private static final String WHERE = "pwd; stat -c '%u:%g %a' . ..";

    @AutoClose
    private static final Containers containers = new Containers();

    @TempDir
    private Path temporary;

    private Rootfs rootfs;

    @BeforeEach
    void makesARoot() throws IOException {
        rootfs = Rootfs.in(temporary);
        for (String directory : List.of("dev", "proc", "sys")) {
            rootfs.directory(directory);
        }
    }

    private ContainerSpec.Builder in(Path directory, Access access) {
        return shell(WHERE).root(rootfs.as(access)).workingDirectory(directory);
    }

    @ParameterizedTest
    @EnumSource(
            value = Access.class,
            names = {"WRITABLE", "THROW_AWAY"})
    void aMissingOneIsMadeForEverybodyToEnter(Access access) throws IOException {
        assertThat(containers.run(in(MISSING, access)).lines())
                .containsExactly(MISSING.toString(), "0:0 755", "0:0 755");
        assertThat(Files.isDirectory(rootfs.path().resolve("srv/app/data"))).isEqualTo(access == Access.WRITABLE);
    }

    @Test
    void whatIsThereStaysAsItIs() throws IOException {
        rootfs.directory("srv/app").file("srv/app/data/kept", "kept");

        assertThat(containers.run(in(MISSING, Access.WRITABLE)).lines()).startsWith(MISSING.toString());
        assertThat(rootfs.path().resolve("srv/app/data/kept")).hasContent("kept");
    }

    /** A start is quicker by each call that it does not make. */
    @Test
    void nobodyLooksForOneThatIsThereForSure() {
        Tmpfs below = Tmpfs.at(MISSING.resolve("cache"));

        assertThat(steps(in(MISSING, Access.WRITABLE)))
                .contains("make the working directory " + MISSING + " if it is missing");
        assertThat(steps(in(MISSING, Access.WRITABLE).tmpfs(below))).noneMatch(WorkingDirectoryTest::makesIt);
        assertThat(steps(in(Path.of("/"), Access.WRITABLE))).noneMatch(WorkingDirectoryTest::makesIt);
        assertThat(steps(shell(WHERE).workingDirectory(Path.of("/usr")))).noneMatch(WorkingDirectoryTest::makesIt);
    }

    private static List<String> steps(ContainerSpec.Builder spec) {
        return containers.engine().plan(spec.build()).steps().stream()
                .map(Step::what)
                .toList();
    }

    private static boolean makesIt(String step) {
        return step.startsWith("make the working directory");
    }

    @Test
    void onAReadOnlyFileSystemItHasToBeThere() {
        assertThatThrownBy(() -> containers.run(in(MISSING, Access.READ_ONLY)))
                .hasMessageContaining("cannot make the working directory /srv/app/data")
                .hasMessageContaining("EROFS")
                .hasMessageContaining("process.cwd: the file system is read-only and lacks it: make it there first");
    }

    @Test
    void itIsMadeOnAFurtherTmpfsToo() throws IOException {
        assertThat(containers
                        .run(in(MISSING, Access.THROW_AWAY).tmpfs(Tmpfs.at(Path.of("/srv"))))
                        .lines())
                .containsExactly(MISSING.toString(), "0:0 755", "0:0 755");
    }

    /** As with CVE-2024-21626 and its kin: what is made must lie inside, wherever the image's links lead. */
    @ParameterizedTest
    @ValueSource(strings = {"", "../../../../../../../../../../.."})
    void aLinkOnTheWayLeadsToTheSamePathInside(String start) throws IOException {
        Path onHost = Files.createDirectory(temporary.resolve("host"));
        String inside = onHost.toString().substring(1);
        rootfs.directory(inside).link("srv", start + onHost);

        assertThat(containers.run(in(MISSING, Access.WRITABLE)).lines()).startsWith(onHost + "/app/data");
        assertThat(onHost).isEmptyDirectory();
        assertThat(rootfs.path().resolve(inside).resolve("app/data")).isDirectory();
    }

    @Test
    void whatIsOnTheWayUpwardsIsMadeToo() throws IOException {
        Path directory = Path.of("/srv/../srv/app/../data");

        assertThat(containers.run(in(directory, Access.WRITABLE)).lines()).startsWith("/srv/data");
        assertThat(rootfs.path().resolve("srv/app")).isDirectory();
    }

    @Test
    void aLinkThatLeadsNowhereIsAnError() throws IOException {
        Path onHost = Files.createDirectory(temporary.resolve("host"));
        rootfs.link("srv", onHost.toString());

        assertThatThrownBy(() -> containers.run(in(MISSING, Access.WRITABLE)))
                .hasMessageContaining("process.cwd: a part of the path is a symbolic link that leads nowhere");
        assertThat(onHost).isEmptyDirectory();
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        rootfs.file("srv", "");

        assertThatThrownBy(() -> containers.run(in(MISSING, Access.WRITABLE)))
                .hasMessageContaining("process.cwd: not a directory");
    }
}
