package io.jdock.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostProbe;
import io.jdock.image.ImageException;
import io.jdock.image.dockerfile.IgnoreRules;
import io.jdock.kernel.FileLock;
import io.jdock.oci.ImageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in containers, and what becomes of what they change; with root and without. */
class RunInstructionTest {
    @TempDir
    private static Path directory;

    private static Builds builds;

    @BeforeAll
    static void open() throws IOException {
        builds = new Builds(directory);
    }

    @BeforeEach
    void begin() throws IOException {
        builds.begin();
        builds.base("base", ImageConfig.NONE);
    }

    @AfterAll
    static void close() throws IOException {
        builds.close();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(builds.store.root().resolve("builds"))) {
            assertThat(left).as("what builds left").isEmpty();
        }
    }

    @Test
    void changesBecomeALayer() throws Exception {
        Builds.Built image = builds.build("""
                FROM base
                RUN echo new > /new && rm /etc/group && chmod 700 /tmp && mkdir -p /a/b && ln -s b /a/l && ln /new /hard
                """);

        assertThat(image.top())
                .containsOnly(
                        Map.entry("new", "f 644 0:0"),
                        Map.entry("hard", "f 644 0:0"),
                        Map.entry("etc", "d 755 0:0"),
                        Map.entry("tmp", "d 700 0:0"),
                        Map.entry("a", "d 755 0:0"),
                        Map.entry("a/b", "d 755 0:0"),
                        Map.entry("a/l", "l 777 0:0 -> b"));
        assertThat(image.read("new")).isEqualTo("new\n");
        assertThat(image.files()).doesNotContainKeys("etc/group", "dev", "proc", "sys", "etc/resolv.conf");
    }

    @Test
    void aCommandThatChangesNothingMakesNoLayer() throws Exception {
        Builds.Built image = builds.build("FROM base\nRUN true");

        assertThat(image.image().layers()).hasSize(1);
        assertThat(image.image().configuration().history()).last().satisfies(step -> {
            assertThat(step.createdBy()).isEqualTo("RUN true");
            assertThat(step.emptyLayer()).isTrue();
        });
    }

    @Test
    void aDirectoryThatWasMadeAnewHidesTheOldOne() throws Exception {
        Builds.Built image =
                builds.build("FROM base\nRUN rm -r /home/ann && mkdir /home/ann && echo x > /home/ann/new");

        assertThat(image.files()).containsEntry("home/ann", "d 755 0:0").containsKey("home/ann/new");
        assertThat(image.files()).doesNotContainKey("home/ann/old");
    }

    @Test
    void commandsSeeTheirStage() throws Exception {
        builds.build("""
                FROM base
                ARG GIVEN=1
                ENV NAME=value
                WORKDIR /w
                SHELL ["/bin/sh", "-e", "-c"]
                RUN echo shell $GIVEN $NAME $(pwd) $HOME $(id -u)
                RUN ["/bin/echo", "exec", "$NAME"]
                USER ann
                RUN echo user $(id -u):$(id -g) $HOME
                """);

        assertThat(builds.output().lines())
                .containsExactly("shell 1 value /w /root 0", "exec $NAME", "user 1000:1001 /home/ann");
    }

    @Test
    void hereDocumentsAreScriptsOrInput() throws Exception {
        builds.build("""
                FROM base
                RUN <<EOF
                x=script
                echo "a $x"
                EOF
                RUN cat <<EOF && echo done
                input $HOME
                EOF
                """);

        assertThat(builds.output().lines()).containsExactly("a script", "input /root", "done");
    }

    @Test
    void ownersAreThoseOfTheContainer() throws Exception {
        assumeTrue(HostProbe.probe().canMapRanges(), "no subordinate ids");

        Builds.Built image = builds.build("""
                FROM base
                RUN mkdir /data && chown 1000:50 /data && touch /data/a && chown 7 /data/a && chmod 000 /data/a
                RUN echo more >> /home/ann/old && rm /etc/group && echo again > /etc/group
                USER ann
                RUN touch /home/ann/own
                """);

        assertThat(image.files())
                .containsEntry("data", "d 755 1000:50")
                .containsEntry("data/a", "f 0 7:0")
                .containsEntry("home", "d 755 0:0")
                .containsEntry("home/ann", "d 750 1000:1001")
                .containsEntry("home/ann/old", "f 750 1000:1001")
                .containsEntry("home/ann/own", "f 644 1000:1001");
    }

    @Test
    void aStageCopiesWhatAnotherMade() throws Exception {
        Builds.Built image = builds.build("""
                FROM base AS build
                RUN mkdir /out && echo made > /out/app && chmod 750 /out/app
                FROM scratch
                COPY --from=build /out/ /app/
                """);

        assertThat(image.files()).containsExactly(Map.entry("app", "d 755 0:0"), Map.entry("app/app", "f 750 0:0"));
        assertThat(image.read("app/app")).isEqualTo("made\n");
    }

    // ---- cache

    @Test
    void aCommandIsExecutedOnce() throws Exception {
        builds.file("a", "a");
        String file = "FROM base\nCOPY a /a\nRUN cat /a > /b && echo executed";
        String first = builds.build(file).content().digest().toString();
        assertThat(builds.output()).isEqualTo("executed\n");

        assertThat(builds.build(file).content().digest()).hasToString(first);
        assertThat(builds.output()).isEmpty();
        assertThat(builds.found()).isEqualTo(1);

        builds.build(file, Map.of(), null, IgnoreRules.NONE, true);
        assertThat(builds.output()).as("without the cache").isEqualTo("executed\n");

        builds.file("a", "other");
        assertThat(builds.build(file).read("b")).isEqualTo("other");
        assertThat(builds.output()).as("with another file").isEqualTo("executed\n");

        builds.build(file.replace("RUN", "ENV X=1\nRUN"));
        assertThat(builds.output()).as("with another variable").isEqualTo("executed\n");
    }

    @Test
    void theSameChangesAreTheSameImageAlsoWhenMadeAgain() throws Exception {
        String file = "FROM base\nRUN echo x > /x && mkdir /d";
        String first = builds.build(file).content().digest().toString();

        assertThat(builds.build(file, Map.of(), null, IgnoreRules.NONE, true)
                        .content()
                        .digest())
                .hasToString(first);
    }

    // ---- mounts

    @Test
    void mountsLeaveNothingBehind() throws Exception {
        builds.file("src/a", "of the context");
        builds.file("secret", "");
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", "secret");

        Builds.Built image = builds.build("""
                FROM base AS other
                RUN echo of the stage > /file
                FROM base
                RUN --mount=target=/context,source=. --mount=target=/stage,source=/file,from=other \\
                    --mount=type=tmpfs,target=/scratch/deep cat /context/src/a /stage; echo; ls /context; touch /scratch/deep/x
                """, Map.of(), null, rules, false);

        assertThat(builds.output().lines()).containsExactly("of the contextof the stage", "", "src");
        assertThat(image.image().layers()).hasSize(1);
    }

    /** Neither what it says nor where it was. */
    @Test
    void aSecretIsSeenAndLeftBehind() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "p4ss");
        builds.secret("password", file);
        String build = """
                FROM base
                RUN --mount=type=secret,id=password cat /run/secrets/password
                RUN --mount=type=secret,id=password,target=/root/.password cat /root/.password
                RUN --mount=type=secret,id=password,env=PASSWORD echo -n "$PASSWORD"; ls /run/secrets 2>&1 || echo no file
                RUN --mount=type=secret,id=unknown ls /run/secrets/unknown 2>/dev/null || echo no secret
                """;

        Builds.Built image = builds.build(build);

        assertThat(builds.output()).startsWith("p4ssp4ssp4ss").endsWith("no secret\n");
        assertThat(image.image().layers()).hasSize(1);
        assertThat(image.image().configuration().toString()).doesNotContain("p4ss");

        Files.writeString(file, "other");
        builds.build(build);
        assertThat(builds.found())
                .as("commands that are not executed for another password")
                .isEqualTo(4);

        assertThatThrownBy(() -> builds.build("FROM base\nRUN --mount=type=secret,id=unknown,required=true true"))
                .hasMessage("Dockerfile:2:13: there is no secret 'unknown'; give the build the file that has it");
    }

    @Test
    void aCacheIsFoundAgain() throws Exception {
        String file =
                "FROM base\nARG N\nRUN --mount=type=cache,target=/cache,sharing=locked echo $N >> /cache/list; cat /cache/list";
        builds.build(file, Map.of("N", "1"));
        Builds.Built image = builds.build(file, Map.of("N", "2"));

        assertThat(builds.output()).isEqualTo("1\n2\n");
        assertThat(image.image().layers()).hasSize(1);
    }

    @Test
    void boundFilesAreReadAgainWhenTheyChange() throws Exception {
        builds.file("a", "1");
        String file = "FROM base\nRUN --mount=target=/c cat /c/a > /b";
        builds.build(file);
        builds.build(file);
        assertThat(builds.found()).isEqualTo(1);

        builds.file("a", "2");
        assertThat(builds.build(file).read("b")).isEqualTo("2");
    }

    // ---- what is left

    @Test
    void whatAKilledBuildLeftIsRemovedByTheNextOne() throws Exception {
        Path all = Files.createDirectories(builds.store.root().resolve("builds"));
        Path killed = Files.createDirectories(all.resolve("build-killed/run-1/changes"));
        Files.writeString(killed.resolve("file"), "");
        Files.setPosixFilePermissions(killed, PosixFilePermissions.fromString("---------"));
        Files.writeString(all.resolve("build-killed.lock"), "");
        Files.createDirectory(all.resolve("build-alive"));
        try (FileLock alive = FileLock.exclusive(all.resolve("build-alive.lock").toString())) {
            builds.build("FROM base");

            assertThat(alive).isNotNull();
            assertThat(all.resolve("build-killed")).doesNotExist();
            assertThat(all.resolve("build-killed.lock")).doesNotExist();
            assertThat(all.resolve("build-alive")).exists();
        }
        builds.build("FROM base");
    }

    // ---- errors

    @Test
    void aCommandThatFailsEndsTheBuildAtItsPlace() {
        assertThatThrownBy(() -> builds.build("FROM base\n\nRUN echo why >&2; exit 3"))
                .isInstanceOf(ImageException.class)
                .hasMessage("Dockerfile:3:1: the command ended with status 3");
        assertThat(builds.output()).isEqualTo("why\n");
    }

    @Test
    void whatNoLayerCanHaveIsNoted() throws Exception {
        Builds.Built image = builds.build("FROM base\nRUN mkfifo /pipe && touch /x");

        assertThat(image.top().keySet()).containsExactly("x");
        assertThat(builds.notes).contains("/pipe is a device, a FIFO or a socket, and is left out");
    }
}
