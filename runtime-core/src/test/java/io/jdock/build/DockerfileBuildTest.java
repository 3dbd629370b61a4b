package io.jdock.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jdock.image.ImageException;
import io.jdock.image.LayerIds;
import io.jdock.image.Tar;
import io.jdock.image.UnpackLimits;
import io.jdock.image.dockerfile.IgnoreRules;
import io.jdock.oci.Digest;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.Image;
import io.jdock.oci.ImageConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each instruction does to an image. Commands are executed in {@link RunInstructionTest}. */
class DockerfileBuildTest {
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

    // ---- configuration

    @Test
    void instructionsOfTheConfigurationAddUp() throws Exception {
        Builds.Built image = builds.build("""
                FROM scratch
                ARG VERSION=1
                ENV A=1 B="$A two" PATH=/opt/bin:$PATH
                ENV C=${A}${VERSION}
                LABEL a=b "c d"='e f'
                EXPOSE 80 53/udp 8000-8002
                VOLUME ["/data", "/more"]
                USER ann:staff
                STOPSIGNAL SIGINT
                HEALTHCHECK --retries=2 CMD true
                SHELL ["/bin/bash", "-c"]
                ENTRYPOINT ["/app"]
                CMD echo hi
                ONBUILD RUN make
                MAINTAINER Ann
                """);

        ImageConfig config = image.config();
        assertThat(config.env())
                .containsExactly(
                        "PATH=/opt/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "A=1",
                        "B= two",
                        "C=11");
        assertThat(config.labels())
                .containsExactly(Map.entry("a", "b"), Map.entry("c d", "e f"), Map.entry("maintainer", "Ann"));
        assertThat(config.exposedPorts()).containsExactly("53/udp", "80/tcp", "8000/tcp", "8001/tcp", "8002/tcp");
        assertThat(config.volumes()).containsExactly("/data", "/more");
        assertThat(config.user()).isEqualTo("ann:staff");
        assertThat(config.stopSignal()).isEqualTo("SIGINT");
        assertThat(config.healthcheck()).isEqualTo(new Healthcheck(List.of("CMD-SHELL", "true"), 0, 0, 0, 0, 2));
        assertThat(config.shell()).containsExactly("/bin/bash", "-c");
        assertThat(config.entrypoint()).containsExactly("/app");
        assertThat(config.cmd()).containsExactly("/bin/bash", "-c", "echo hi");
        assertThat(config.onBuild()).containsExactly("RUN make");
        assertThat(image.image().layers()).isEmpty();
        assertThat(image.image().configuration().history())
                .extracting(Image.History::createdBy)
                .contains("EXPOSE 80 53/udp 8000-8002", "USER ann:staff");
    }

    @Test
    void anEntrypointPutsTheArgumentsOfTheBaseAway() throws Exception {
        builds.base(
                "base",
                ImageConfig.builder()
                        .entrypoint(List.of("/old"))
                        .cmd(List.of("old"))
                        .build());

        assertThat(builds.build("FROM base\nENTRYPOINT [\"/new\"]").config().cmd())
                .isEmpty();
        assertThat(builds.build("FROM base\nCMD [\"x\"]\nENTRYPOINT [\"/new\"]")
                        .config()
                        .cmd())
                .containsExactly("x");
        assertThat(builds.build("FROM base\nCMD [\"x\"]").config().entrypoint()).containsExactly("/old");
    }

    @Test
    void triggersOfTheBaseComeFirst() throws Exception {
        builds.file("app", "application");
        builds.base(
                "base",
                ImageConfig.builder()
                        .onBuild(List.of("COPY app /app", "ENV FROM_TRIGGER=1"))
                        .build());

        Builds.Built image = builds.build("FROM base\nENV OWN=$FROM_TRIGGER");

        assertThat(image.read("app")).isEqualTo("application");
        assertThat(image.config().env()).containsExactly("FROM_TRIGGER=1", "OWN=1");
        assertThat(image.config().onBuild()).isEmpty();
        assertThat(builds.steps)
                .containsExactly(
                        "[1/4] FROM base",
                        "[2/4] COPY app /app",
                        "[3/4] ENV FROM_TRIGGER=1",
                        "[4/4] ENV OWN=$FROM_TRIGGER");
    }

    // ---- variables

    @Test
    void argumentsHaveTheirScopes() throws Exception {
        String file = """
                ARG A=global
                ARG B=global
                FROM scratch AS one
                ARG A
                ARG B=stage
                ARG C=c
                LABEL one="$A $B $C $D ${TARGETOS:-none}"
                FROM one
                ARG TARGETOS
                LABEL two="$A $TARGETOS"
                """;

        assertThat(builds.build(file).config().labels())
                .containsEntry("one", "global stage c  none")
                .containsEntry("two", " linux");
        assertThat(builds.build(file, Map.of("A", "given", "C", "", "X", "y"))
                        .config()
                        .labels())
                .containsEntry("one", "given stage   none");
        assertThat(builds.notes).containsExactly("no ARG asks for X");
    }

    @Test
    void theEnvironmentIsStrongerThanArguments() throws Exception {
        assertThat(builds.build("FROM scratch\nARG A=arg\nENV A=env\nARG A=late\nLABEL a=$A")
                        .config()
                        .labels())
                .containsEntry("a", "env");
    }

    @Test
    void anImageWithoutASearchPathHasTheUsualOne() throws Exception {
        builds.base("base", ImageConfig.NONE);

        assertThat(builds.build("FROM base\nENV PATH=/opt/bin:$PATH").config().env())
                .containsExactly("PATH=/opt/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        assertThat(builds.build("FROM base").config().env()).isEmpty();
    }

    @Test
    void argumentsChooseTheBase() throws Exception {
        builds.base("base", ImageConfig.NONE);

        assertThat(builds.build("ARG NAME=none\nFROM ${NAME}", Map.of("NAME", "base"))
                        .image()
                        .layers())
                .hasSize(1);
    }

    // ---- WORKDIR

    @Test
    void theWorkingDirectoryIsMadeAndRemembered() throws Exception {
        builds.base("base", ImageConfig.NONE);

        Builds.Built image = builds.build("FROM base\nWORKDIR /a\nUSER ann\nWORKDIR b/../c\nWORKDIR /home/ann");

        assertThat(image.config().workingDir()).isEqualTo("/home/ann");
        assertThat(image.files())
                .containsEntry("a", "d 755 0:0")
                .containsEntry("a/c", "d 755 1000:1001")
                .containsEntry("home/ann", "d 750 1000:1001");
    }

    // ---- COPY

    @Test
    void filesAndDirectoriesAreCopied() throws Exception {
        builds.file("a.txt", "a");
        builds.file("dir/b.txt", "b");
        builds.file("dir/deep/c.txt", "c");
        Files.createSymbolicLink(builds.context.resolve("dir/link"), Path.of("b.txt"));
        Files.setPosixFilePermissions(builds.context.resolve("a.txt"), PosixFilePermissions.fromString("rwxr-x---"));

        Builds.Built image = builds.build("""
                FROM scratch
                WORKDIR /w
                COPY a.txt renamed
                COPY a.txt sub/
                COPY dir .
                COPY dir /abs
                """);

        assertThat(image.files())
                .containsEntry("w/renamed", "f 750 0:0")
                .containsEntry("w/sub/a.txt", "f 750 0:0")
                .containsEntry("w/b.txt", "f 644 0:0")
                .containsEntry("w/deep/c.txt", "f 644 0:0")
                .containsEntry("abs/link", "l 777 0:0 -> b.txt");
        assertThat(image.read("abs/deep/c.txt")).isEqualTo("c");
    }

    @Test
    void ownersAndModesCanBeSaid() throws Exception {
        builds.base("base", ImageConfig.NONE);
        builds.file("a", "a");

        Builds.Built image = builds.build("""
                FROM base
                ARG WHO=ann
                COPY --chown=7 a /n/number
                COPY --chown=$WHO a /name
                COPY --chown=ann:staff --chmod=0400 a /both
                """);

        assertThat(image.files())
                .containsEntry("n", "d 755 7:7")
                .containsEntry("n/number", "f 644 7:7")
                .containsEntry("name", "f 644 1000:1001")
                .containsEntry("both", "f 400 1000:50");
    }

    @Test
    void whatIsThereKeepsItsModeAndItsLinks() throws Exception {
        builds.base("base", ImageConfig.NONE);
        builds.file("root/bin/tool", "tool");
        builds.file("x", "x");

        Builds.Built image = builds.build("FROM base\nCOPY root /\nCOPY x /tmp/\nCOPY x /home/ann/\nCOPY x /bin/");

        assertThat(image.files())
                .containsEntry("bin", "l 777 0:0 -> usr/bin")
                .containsEntry("usr/bin/tool", "f 644 0:0")
                .containsEntry("usr/bin/x", "f 644 0:0")
                .containsEntry("tmp", "d 1777 0:0")
                .containsEntry("home/ann", "d 750 1000:1001")
                .containsEntry("home/ann/x", "f 644 0:0");
    }

    @Test
    void patternsMeanFiles() throws Exception {
        for (String file : List.of("a.jar", "b.jar", "c.txt", "x/d.jar", "x/y/e.jar")) {
            builds.file(file, file);
        }

        assertThat(builds.build("FROM scratch\nCOPY *.jar /one/\nCOPY **/*.jar /all/\nCOPY [bc].* /set/")
                        .files()
                        .keySet())
                .containsExactly(
                        "all",
                        "all/a.jar",
                        "all/b.jar",
                        "all/d.jar",
                        "all/e.jar",
                        "one",
                        "one/a.jar",
                        "one/b.jar",
                        "set",
                        "set/b.jar",
                        "set/c.txt");
    }

    @Test
    void ignoredFilesAreNotCopied() throws Exception {
        builds.file("src/A.java", "");
        builds.file("target/app.jar", "");
        builds.file("target/other", "");
        builds.file("secret", "");
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", "target\n!target/app.jar\nsecret\n");

        assertThat(builds.build("FROM scratch\nCOPY . /", Map.of(), null, rules, false)
                        .files()
                        .keySet())
                .containsExactly("src", "src/A.java", "target", "target/app.jar");
        assertThatThrownBy(() -> builds.build("FROM scratch\nCOPY secret /", Map.of(), null, rules, false))
                .hasMessage(
                        "Dockerfile:2:6: there is no 'secret' to be copied; it is there, but the ignore file hides it");
    }

    @Test
    void linksOfTheContextLeadNowhereElse() throws Exception {
        builds.file("inside", "inside");
        Files.createSymbolicLink(builds.context.resolve("good"), Path.of("inside"));
        Files.createSymbolicLink(builds.context.resolve("bad"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(builds.context.resolve("up"), Path.of("../../../../etc/passwd"));

        assertThat(builds.build("FROM scratch\nCOPY good /").read("good")).isEqualTo("inside");
        for (String name : List.of("bad", "up", "../../../etc/passwd")) {
            assertThatThrownBy(() -> builds.build("FROM scratch\nCOPY " + name + " /x"))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("there is no '" + name + "' to be copied");
        }
    }

    @Test
    void hereDocumentsBecomeFilesWithTheirVariables() throws Exception {
        Builds.Built image = builds.build("""
                FROM scratch
                ENV PORT=80
                COPY <<app.conf <<'RAW' /etc/
                port="$PORT"
                app.conf
                port=$PORT
                RAW
                """);

        assertThat(image.read("etc/app.conf")).isEqualTo("port=\"80\"\n");
        assertThat(image.read("etc/RAW")).isEqualTo("port=$PORT\n");
    }

    @Test
    void theSameFilesAreTheSameImageWhateverTheirTimes() throws Exception {
        builds.file("a", "a");
        String first = builds.build("FROM scratch\nCOPY a /").content().digest().toString();
        Files.setLastModifiedTime(builds.context.resolve("a"), FileTime.fromMillis(1_700_000_000_000L));

        assertThat(builds.build("FROM scratch\nCOPY a /").content().digest()).hasToString(first);
        builds.file("a", "b");
        assertThat(builds.build("FROM scratch\nCOPY a /").content().digest().toString())
                .isNotEqualTo(first);
    }

    // ---- stages

    @Test
    void filesComeFromStagesAndImages() throws Exception {
        builds.base("base", ImageConfig.NONE);
        builds.file("a", "a");

        Builds.Built image = builds.build("""
                FROM base AS first
                COPY --chown=5:6 a /out/a
                FROM scratch
                COPY --from=first /out /from-name
                COPY --from=0 /out/a /from-number
                COPY --from=base /home/ann /home/ann
                COPY --from=base --chown=1:2 /bin/busybox /bin/
                """);

        assertThat(image.files())
                .containsEntry("from-name/a", "f 644 5:6")
                .containsEntry("from-number", "f 644 5:6")
                .containsEntry("home/ann/old", "f 750 1000:1001")
                .containsEntry("bin/busybox", "f 755 1:2");
        assertThat(image.read("home/ann/old")).isEqualTo("of the base");
    }

    @Test
    void twoNamesOfAFileOfAStageStayNamesOfOne() throws Exception {
        Files.write(
                builds.context.resolve("linked.tar"),
                new Tar()
                        .file("out/second", "content")
                        .hardLink("out/first", "out/second")
                        .file("out/other", "content")
                        .bytes());

        Builds.Built image = builds.build("""
                FROM scratch AS first
                ADD linked.tar /
                FROM scratch
                COPY --from=first /out /to
                """);

        Path layer = builds.store
                .unpack(image.image(), LayerIds.CALLER, UnpackLimits.DEFAULT, note -> {})
                .get(0);
        assertThat(Files.isSameFile(layer.resolve("to/first"), layer.resolve("to/second")))
                .isTrue();
        assertThat(Files.isSameFile(layer.resolve("to/first"), layer.resolve("to/other")))
                .isFalse();
        assertThat(layer.resolve("to/second")).hasContent("content");
    }

    @Test
    void stagesThatAreNotNeededAreLeftOut() throws Exception {
        String file = """
                FROM none AS broken
                FROM scratch AS one
                LABEL stage=one
                FROM scratch AS two
                LABEL stage=two
                """;

        assertThat(builds.build(file).config().labels()).containsEntry("stage", "two");
        assertThat(builds.steps).containsExactly("[two 1/2] FROM scratch AS two", "[two 2/2] LABEL stage=two");
        assertThat(builds.build(file, Map.of(), "one", IgnoreRules.NONE, false)
                        .config()
                        .labels())
                .containsEntry("stage", "one");
        assertThatThrownBy(() -> builds.build(file, Map.of(), "three", IgnoreRules.NONE, false))
                .hasMessage("target: there is no stage 'three'; there are: broken, one, two");
    }

    // ---- ADD

    @Test
    void addUnpacksArchives() throws Exception {
        Files.write(
                builds.context.resolve("app.tar"),
                new Tar()
                        .directory("d", 0700)
                        .file("d/a", "a".getBytes(StandardCharsets.UTF_8), 0600)
                        .symbolicLink("d/l", "a")
                        .hardLink("d/h", "d/a")
                        .bytes());
        builds.file("plain", "plain");

        Builds.Built image = builds.build("FROM scratch\nADD app.tar plain /x/\nCOPY app.tar /y/");

        assertThat(image.files())
                .containsEntry("x/d", "d 700 0:0")
                .containsEntry("x/d/a", "f 600 0:0")
                .containsEntry("x/d/h", "f 600 0:0")
                .containsEntry("x/d/l", "l 644 0:0 -> a")
                .containsEntry("x/plain", "f 644 0:0")
                .containsKey("y/app.tar");
        assertThat(image.read("x/d/h")).isEqualTo("a");
    }

    // ---- errors

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FROM none | Dockerfile:1:6: none: there is no such image",
                "FROM scratch\\nCOPY nothing / | Dockerfile:2:6: there is no 'nothing' to be copied; paths start at the directory of the build, ",
                "FROM scratch\\nCOPY a b /x | Dockerfile:2:10: several files cannot become one; end the destination with a slash",
                "FROM scratch\\nCOPY --chmod=u+x a / | Dockerfile:2:14: 'u+x' is no mode that jdock knows; write it in octal digits, as 0755",
                "FROM scratch\\nCOPY --chown=ann a / | Dockerfile:2:14: the image is empty, and so knows no user 'ann'; give a number",
                "FROM scratch\\nEXPOSE http | Dockerfile:2:8: 'http' is no port; write it as 8080, 53/udp or 8000-8010",
                "FROM scratch\\nEXPOSE 70000 | Dockerfile:2:8: '70000' is no port: they are 1 to 65535",
                "FROM scratch\\nSTOPSIGNAL SIGNONE | Dockerfile:2:12: there is no signal 'SIGNONE'; signal(7) lists them",
                "FROM scratch\\nUSER $NONE | Dockerfile:2:6: '$NONE' is an empty text; give its variables values",
                "FROM scratch\\nRUN true | Dockerfile:2:1: the image is empty: there is nothing to run in it; copy a program into it first",
                "FROM scratch\\nCOPY --from=later / / | Dockerfile:2:13: later: there is no such image"
            })
    void whatCannotBeDoneIsRefusedAtItsPlace(String text, String message) throws Exception {
        builds.file("a", "");
        builds.file("b", "");

        assertThatThrownBy(() -> builds.build(text.replace("\\n", "\n")))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anImageOfAnotherMachineCanBeBuiltWithoutCommands() throws Exception {
        String other = System.getProperty("os.arch").equals("aarch64") ? "linux/amd64" : "linux/arm64";

        assertThat(builds.build("FROM --platform=" + other + " scratch\nLABEL a=b")
                        .image()
                        .configuration()
                        .architecture())
                .isEqualTo(other.substring("linux/".length()));
    }

    // ---- ADD from the network

    /** The server is asked once: then the store has it. */
    @Test
    void addFetchesWhatItCanCheck() throws Exception {
        byte[] content = "from elsewhere".getBytes(StandardCharsets.UTF_8);
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/files/tool", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/files/";
            Map<String, String> arguments =
                    Map.of("ADDRESS", address, "SUM", Digest.sha256(content).toString());
            String file = """
                    FROM scratch
                    ARG ADDRESS SUM
                    ADD --checksum=${SUM} ${ADDRESS}tool /opt/
                    ADD --checksum=$SUM --chmod=755 ${ADDRESS}tool /bin/x
                    """;

            Builds.Built image = builds.build(file, arguments);

            assertThat(image.files()).containsEntry("opt/tool", "f 600 0:0").containsEntry("bin/x", "f 755 0:0");
            assertThat(image.read("bin/x")).isEqualTo("from elsewhere");
            assertThat(asked).hasValue(1);

            String other = Digest.sha256(new byte[0]).toString();
            assertThatThrownBy(() ->
                            builds.build("FROM scratch\nADD --checksum=" + other + " " + address + "tool /x", Map.of()))
                    .hasMessageStartingWith("Dockerfile:2:")
                    .hasMessageContaining("the content has the digest sha256:");
            assertThatThrownBy(() -> builds.build("FROM scratch\nADD --checksum=" + other + " " + address + "none /x"))
                    .hasMessageContaining("the server answers with status 404");
            assertThatThrownBy(() -> builds.build("FROM scratch\nADD " + address + "tool /x"))
                    .hasMessage("Dockerfile:2:5: ADD fetches only what it can tell to be the same tomorrow;"
                            + " add --checksum=sha256:..., or have Maven fetch it");
        } finally {
            server.stop(0);
        }
    }
}
