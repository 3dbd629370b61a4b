package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.cli.CommandLineOfJdock.Result;
import io.jdock.container.Images;
import io.jdock.image.ImageArchive;
import io.jdock.image.ImageArchiveWriter;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalImage;
import io.jdock.image.NamedImage;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.ImageReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Docker takes what is saved here, jdock takes what Docker saves, and Docker's containers run by jdock. */
@TestInstance(Lifecycle.PER_CLASS)
class DockerTest {
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");

    private @Nullable Docker docker;
    private @Nullable OwnStore own;
    private Path directory;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        this.directory = directory;
        docker = Docker.in(Files.createDirectory(directory.resolve("docker")));
        own = OwnStore.in(directory.resolve("store"));
    }

    @AfterAll
    void takeAllDown() throws Exception {
        try (Docker first = docker;
                OwnStore second = own) {
            // closes what there is
        }
    }

    /** One of BusyBox, and a second layer with what its program says. */
    private ContentDescriptor image(String says, ImageForm form) throws Exception {
        LayerWriter layers = new LayerWriter(own.store());
        ImageDraft.Step base = new ImageDraft.Step(
                layers.write(List.of(
                        LayerEntry.directory("bin", 0755),
                        LayerEntry.file("bin/busybox", 0755, LayerContent.of(BUSYBOX)),
                        LayerEntry.symbolicLink("bin/sh", "busybox"),
                        LayerEntry.file("etc/gone", 0644, LayerContent.of("")))),
                "base");
        ImageDraft.Step top = new ImageDraft.Step(
                layers.write(List.of(
                        LayerEntry.whiteout("etc/gone"), LayerEntry.file("home/note", 0644, LayerContent.of(says)))),
                "application");
        ImageConfig config = ImageConfig.builder()
                .env(List.of("PATH=/bin", "MADE_BY=jdock"))
                .entrypoint(List.of("/bin/busybox", "sh", "-c"))
                .cmd(List.of("echo $MADE_BY; pwd; busybox cat note; test -e /etc/gone || echo gone"))
                .workingDir("/home")
                .build();
        return new ImageWriter(own.store())
                .write(
                        new ImageDraft(
                                Optional.empty(),
                                Images.platform(),
                                List.of(base, top),
                                config,
                                Instant.EPOCH,
                                Map.of()),
                        form);
    }

    private void save(ContentDescriptor image, String name, Path archive) throws Exception {
        new ImageArchiveWriter(own.store())
                .writeDockerArchive(
                        archive,
                        List.of(new NamedImage(Optional.of("docker.io/library/" + name), image)),
                        Images.platform().architecture());
    }

    /** What Docker calls an image by. */
    private String id(ContentDescriptor image) throws Exception {
        LocalImage local = own.store().image(image, Images.platform());
        return new ImageReader()
                .readManifest(own.store().read(local.manifest()))
                .config()
                .digest()
                .toString();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSavedHereDockerLoadsAndRuns(ImageForm form) throws Exception {
        ContentDescriptor image = image("saved\n", form);
        Path archive = directory.resolve("saved-" + form + ".tar");
        save(image, "saved:1", archive);

        docker.command("load", "--input", archive.toString()).succeeded();

        assertThat(docker.id("saved:1")).isEqualTo(id(image));
        assertThat(docker.run("saved:1").succeeded().out()).isEqualTo("jdock\n/home\nsaved\ngone\n");
    }

    /** The layers that both have stay in the file, and what names them is behind those that came anew. */
    @Test
    void anArchiveThatWasWrittenOnDockerLoads() throws Exception {
        Path archive = directory.resolve("again.tar");
        save(image("first\n", ImageForm.OCI), "again:1", archive);
        Object first = Files.getAttribute(archive, "unix:ino");
        ContentDescriptor second = image("second\n", ImageForm.OCI);
        save(second, "again:1", archive);
        assertThat(Files.getAttribute(archive, "unix:ino")).isEqualTo(first);

        docker.command("load", "--input", archive.toString()).succeeded();

        assertThat(docker.id("again:1")).isEqualTo(id(second));
        assertThat(docker.run("again:1").succeeded().out()).isEqualTo("jdock\n/home\nsecond\ngone\n");
    }

    @Test
    void whatGoesThroughDockerIsTheSameImage() throws Exception {
        ContentDescriptor image = image("round\n", ImageForm.OCI);
        Path there = directory.resolve("there.tar");
        save(image, "round:1", there);
        docker.command("load", "--input", there.toString()).succeeded();
        Path back = directory.resolve("back.tar");
        docker.command("save", "--output", back.toString(), "round:1").succeeded();

        ImageArchive.Loaded loaded = own.load(back);

        assertThat(loaded.name()).contains("round:1");
        assertThat(id(loaded.content())).isEqualTo(id(image));
        assertThat(own.run(loaded.content())).isEqualTo("jdock\n/home\nround\ngone\n");
    }

    @Test
    void whatDockerBuiltAndCommittedRuns() throws Exception {
        Path archive = directory.resolve("base.tar");
        save(image("base\n", ImageForm.OCI), "base:1", archive);
        docker.command("load", "--input", archive.toString()).succeeded();
        Path context = Files.createDirectory(directory.resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), """
                FROM base:1
                ENV MADE_BY=docker
                RUN ["/bin/busybox", "sh", "-c", "echo built > note"]
                """);
        docker.command("build", "--quiet", "--network=none", "--tag=built:1", context.toString())
                .succeeded();
        docker.command("run", "--network=none", "--name=changed", "built:1", "echo committed > note")
                .succeeded();
        docker.command(
                        "commit",
                        "--change=ENV MADE_BY=commit",
                        "--change=CMD [\"cat note; echo $MADE_BY\"]",
                        "changed",
                        "committed:1")
                .succeeded();
        docker.command("rm", "changed").succeeded();

        assertThat(own.run(saved("built:1"))).isEqualTo("docker\n/home\nbuilt\ngone\n");
        assertThat(own.run(saved("committed:1"))).isEqualTo("committed\ncommit\n");
    }

    private ContentDescriptor saved(String name) throws Exception {
        Path archive = directory.resolve(name.replace(':', '-') + ".tar");
        docker.command("save", "--output", archive.toString(), name).succeeded();
        return own.load(archive).content();
    }

    // ---- jdock as Docker's runtime

    /** Says when it is ready, and ends when it is asked to. */
    private static final String SERVICE =
            "trap 'echo bye; exit 3' TERM; echo ready > /ready; while true; do busybox sleep 0.05; done";

    private static final String WAIT = "while ! test -e /ready; do busybox sleep 0.05; done; busybox cat /ready";

    private void load(String name) throws Exception {
        Path archive = directory.resolve(name + ".tar");
        save(image(name, ImageForm.OCI), name + ":1", archive);
        docker.command("load", "--input", archive.toString()).succeeded();
    }

    @Test
    void dockerRunsAContainerByJdock() throws Exception {
        load("status");

        Result result = docker.command(
                "run", "--rm", "--runtime=jdock", "--network=none", "status:1", "echo out; echo problem >&2; exit 7");

        assertThat(result.status()).as(result.err()).isEqualTo(7);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("problem\n");
    }

    @Test
    void aServiceIsEnteredPausedLimitedAndStopped() throws Exception {
        load("service");
        docker.command(
                        "run",
                        "--detach",
                        "--runtime=jdock",
                        "--network=none",
                        "--name=web",
                        "--pids-limit=20",
                        "service:1",
                        SERVICE)
                .succeeded();

        assertThat(docker.command("exec", "web", "sh", "-c", WAIT).succeeded().out())
                .isEqualTo("ready\n");
        assertThat(docker.command("exec", "web", "sh", "-c", "exit 5").status()).isEqualTo(5);
        docker.command("pause", "web").succeeded();
        assertThat(inspect("web", "{{.State.Status}} {{.HostConfig.Runtime}}")).isEqualTo("paused jdock");
        docker.command("unpause", "web").succeeded();
        assertThat(docker.command("stats", "--no-stream", "--format={{.Name}} {{.PIDs}}", "web")
                        .succeeded()
                        .out())
                .matches("web [1-9]\n");
        docker.command("stop", "--time=60", "web").succeeded();
        assertThat(inspect("web", "{{.State.Status}} {{.State.ExitCode}}")).isEqualTo("exited 3");
        assertThat(docker.command("logs", "web").out()).isEqualTo("bye\n");
        docker.command("rm", "web").succeeded();
    }

    private String inspect(String container, String format) throws Exception {
        return docker.command("inspect", "--format=" + format, container)
                .succeeded()
                .out()
                .strip();
    }

    // ---- builds in its containers, as continuous integration runs them

    private Result build(String... options) throws Exception {
        load("ci");
        List<String> all = new ArrayList<>(List.of("run", "--rm", "--network=none", "--entrypoint="));
        all.addAll(List.of(options));
        all.addAll(InnerBuild.volumes());
        all.add("ci:1");
        all.addAll(List.of(InnerBuild.command()));
        return docker.command(all.toArray(String[]::new));
    }

    @Test
    void containersStartInsideIfNothingIsHiddenOrForbidden() throws Exception {
        Result result = build(
                "--security-opt=seccomp=unconfined",
                "--security-opt=apparmor=unconfined",
                "--security-opt=systempaths=unconfined");

        assertThat(result.out()).as(result.err()).isEqualTo(InnerBuild.STARTED);
    }

    @Test
    void theDoctorInsideNamesWhatDockerHasToBeToldElse() throws Exception {
        assertThat(build().out())
                .contains("user namespaces: start the outer container with --security-opt seccomp=unconfined")
                .containsPattern(
                        "proc: start the outer container with .*Docker's --security-opt systempaths=unconfined");
    }
}
