package io.jdock.container;

import static io.jdock.container.Containers.finish;
import static io.jdock.container.Containers.line;
import static io.jdock.container.Containers.readAll;
import static io.jdock.container.Containers.say;
import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Standard streams over pipes: each byte passes unchanged, and the two kinds of output stay apart. */
class StandardStreamsTest {
    @AutoClose
    private static final Containers containers = new Containers();

    @Test
    void aMegabyteOfAnyBytesPassesUnchangedInBothDirections() throws IOException {
        byte[] bytes = new byte[1 << 20];
        new Random(42).nextBytes(bytes);
        Container container = containers.start(ContainerSpec.builder("/bin/cat"));
        CompletableFuture<byte[]> echoed = readAll(container.getInputStream());

        try (OutputStream input = container.getOutputStream()) {
            input.write(bytes);
        }

        assertThat(echoed.join()).isEqualTo(bytes);
        assertThat(Containers.await(container)).isZero();
    }

    @Test
    void outputAndErrorsStayApart() throws IOException {
        Containers.Result result = containers.run(shell("echo one; echo two >&2; echo three; echo four >&2"));

        assertThat(result).isEqualTo(new Containers.Result(0, "one\nthree\n", "two\nfour\n"));
    }

    @Test
    void closingTheInputIsItsEnd() throws IOException {
        Container container = containers.start(shell("wc -c"));

        assertThat(finish(container, new byte[12_345]).text()).isEqualTo("12345");
    }

    @Test
    void inputAndOutputTakeTurns() throws IOException {
        Container container = containers.start(shell("while read -r line; do echo \"heard $line\"; done"));

        say(container, "one");
        assertThat(line(container)).isEqualTo("heard one");
        say(container, "two");
        assertThat(line(container)).isEqualTo("heard two");
        assertThat(finish(container)).isEqualTo(new Containers.Result(0, "", ""));
    }

    @Test
    void theApplicationSeesWhenNobodyReadsItsOutputAnyMore() throws IOException {
        Container container = containers.start(ContainerSpec.builder("/usr/bin/yes"));

        container.getInputStream().close();

        assertThat(Containers.await(container)).as("killed by SIGPIPE").isEqualTo(128 + 13);
    }

    @Test
    void theEndOfTheOutputComesWhenTheApplicationClosesIt() throws IOException {
        Container container = containers.start(shell("echo last; exec >&-; read -r word; exit 7"));

        assertThat(container.getInputStream().readAllBytes()).asString().isEqualTo("last\n");
        assertThat(container.isAlive()).isTrue();
        say(container, "go");
        assertThat(Containers.await(container)).isEqualTo(7);
    }

    @Test
    void outputCanBeReadAfterTheEnd() throws Exception {
        Container container = containers.start(shell("echo out; echo err >&2"));
        container.onExit().get();

        assertThat(container.getInputStream().readAllBytes()).asString().isEqualTo("out\n");
        assertThat(container.getErrorStream().readAllBytes()).asString().isEqualTo("err\n");
        assertThat(container.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aReaderThatIsLateStillGetsAllThatAPipeHolds() throws IOException {
        Container container = containers.start(shell("head -c 65536 /dev/zero"));
        assertThat(Containers.await(container)).isZero();

        assertThat(container.getInputStream().readAllBytes()).hasSize(65_536);
    }

    @Test
    void writingToAnApplicationThatHasEndedIsAnError() throws IOException {
        Container container = containers.start(ContainerSpec.builder("/bin/true"));
        Containers.await(container);

        assertThatThrownBy(() -> {
                    container.getOutputStream().write(1);
                    container.getOutputStream().flush();
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void aThreadThatReadsIsWokenByTheEnd() throws IOException {
        Container container = containers.start(ContainerSpec.builder("/bin/sleep", "1000"));
        CompletableFuture<byte[]> read = readAll(container.getInputStream());

        container.destroyForcibly();

        assertThat(read.join()).isEmpty();
    }

    @Test
    void theStreamsCanBeOpenedByTheirNames() throws IOException {
        Containers.Result result = finish(
                containers.start(shell("cat /dev/stdin > /dev/stdout; echo err > /dev/stderr")), new byte[] {'i', 'n'});

        assertThat(result).isEqualTo(new Containers.Result(0, "in", "err\n"));
    }

    @Test
    void aUserOtherThanRootCanOpenTheStreamsByTheirNames() throws IOException {
        ContainerSpec.Builder spec = shell("echo out > /dev/stdout; echo err > /dev/stderr")
                .user(new UserChoice(1234, 1234, java.util.List.of()));

        assertThat(containers.run(spec)).isEqualTo(new Containers.Result(0, "out\n", "err\n"));
    }

    @Test
    void discardedStreamsAreEmpty() throws IOException {
        Container container = containers.start(
                shell("cat; echo out; echo err >&2; cd /proc/$$/fd; test \"$(stat -Lc %t:%T 0 1 2 | uniq)\" = 1:3")
                        .streams(new Streams.Discard()));

        assertThat(Containers.await(container)).isZero();
        assertThat(container.getInputStream().read()).isEqualTo(-1);
        assertThat(container.getErrorStream().read()).isEqualTo(-1);
    }

    @Test
    void inheritedStreamsAreThoseOfTheJvm() throws Exception {
        Process jvm = OtherJvm.start(Inheriting.class);
        InputStream output = jvm.getInputStream();
        jvm.getOutputStream().write("typed\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        jvm.getOutputStream().close();

        assertThat(output.readAllBytes()).asString().isEqualTo("typed\n");
        assertThat(jvm.getErrorStream().readAllBytes()).asString().endsWith("complaint\n");
        assertThat(Containers.await(jvm)).isEqualTo(3);
    }

    /** A program whose container has its own streams. */
    static final class Inheriting {
        private Inheriting() {}

        public static void main(String[] arguments) throws Exception {
            try (Jdock jdock = Jdock.open()) {
                Container container = jdock.start(shell("cat; echo complaint >&2; exit 3")
                        .streams(new Streams.Inherit())
                        .build());
                System.exit(container.waitFor());
            }
        }
    }
}
