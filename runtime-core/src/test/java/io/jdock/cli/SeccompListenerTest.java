package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.cli.CommandLineOfJdock.Result;
import io.jdock.cli.CommandLineOfJdock.Running;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System calls handed over to a listener: config-linux.md, "Seccomp" and "The Container Process State". */
class SeccompListenerTest {
    private static final String CALL = "mkdir /shared/made 2> /shared/said; true";

    @TempDir
    private Path directory;

    private Path socket;
    private CommandLineOfJdock jdock;

    @BeforeEach
    void remember() {
        jdock = new CommandLineOfJdock(directory.resolve("remembered"));
        socket = directory.resolve("listener.socket");
    }

    @AfterEach
    void deleteAll() {
        jdock.close();
    }

    private Bundle bundle(String script) throws IOException {
        return Bundle.make(directory.resolve("bundle"), script).with(document -> {
            ObjectNode seccomp = ((ObjectNode) document.required("linux")).putObject("seccomp");
            seccomp.put("defaultAction", "SCMP_ACT_ALLOW")
                    .put("listenerPath", socket.toString())
                    .put("listenerMetadata", "said by the test");
            ObjectNode rule = seccomp.putArray("syscalls").addObject().put("action", "SCMP_ACT_NOTIFY");
            rule.putArray("names").add("mkdir").add("mkdirat");
        });
    }

    /**
     * Takes a descriptor, waits until a call is handed over, and goes away: the kernel then answers the call, and all that
     * come later, with ENOSYS (seccomp_unotify(2)).
     */
    private static JsonNode takeAndLeave(UnixSocket listener) throws IOException {
        try (UnixSocket connection = listener.accept()) {
            UnixSocket.Message message = connection.receive(1 << 16, 2);
            assertThat(message.descriptors()).hasSize(1);
            try (Descriptor notifications = message.descriptors().get(0)) {
                assertThat(notifications.awaitReadable(Duration.ofSeconds(60))).isTrue();
            }
            return new JsonMapper().readTree(message.bytes());
        }
    }

    private void assertThatTheListenerDecided(Bundle bundle) throws Exception {
        assertThat(CommandLineOfJdock.await(bundle.root().resolve("shared/said")))
                .contains("Function not implemented");
        assertThat(bundle.root().resolve("shared/made")).doesNotExist();
    }

    @Test
    void itDecidesOnTheCallsOfWhatRuns() throws Exception {
        Bundle bundle = bundle(CALL);
        try (UnixSocket listener = UnixSocket.listen(socket.toString())) {
            Running run = jdock.start("run", "--bundle", bundle.directory().toString(), "one");

            JsonNode told = takeAndLeave(listener);

            CommandLineOfJdock.finish(run).succeeded();
            assertThat(told.required("fds").toString()).isEqualTo("[\"seccompFd\"]");
            assertThat(told.required("metadata").textValue()).isEqualTo("said by the test");
            assertThat(told.required("state").required("id").textValue()).isEqualTo("one");
            assertThat(told.required("state").required("bundle").textValue())
                    .isEqualTo(bundle.directory().toString());
            assertThat(told.required("pid").longValue())
                    .isPositive()
                    .isEqualTo(told.required("state").required("pid").longValue());
            assertThatTheListenerDecided(bundle);
        }
    }

    @Test
    void itHearsOfACreatedContainerWhenThatIsStarted() throws Exception {
        Bundle bundle = bundle(CALL + "; sleep 1000");
        try (UnixSocket listener = UnixSocket.listen(socket.toString())) {
            jdock.command("create", "--bundle", bundle.directory().toString(), "one")
                    .succeeded();
            Running start = jdock.start("start", "one");

            JsonNode told = takeAndLeave(listener);

            CommandLineOfJdock.finish(start).succeeded();
            assertThat(told.required("state").required("status").textValue()).isEqualTo("created");
            assertThatTheListenerDecided(bundle);
        }
    }

    @Test
    void itHearsOfAFurtherProcess() throws Exception {
        Bundle bundle = bundle("sleep 1000");
        try (UnixSocket listener = UnixSocket.listen(socket.toString())) {
            jdock.command("run", "--detach", "--bundle", bundle.directory().toString(), "one")
                    .succeeded();
            listener.accept().close();
            Running exec = jdock.start("exec", "one", "sh", "-c", CALL);

            JsonNode told = takeAndLeave(listener);

            CommandLineOfJdock.finish(exec).succeeded();
            assertThat(told.required("state").required("status").textValue()).isEqualTo("running");
            assertThat(told.required("pid").longValue())
                    .isNotEqualTo(told.required("state").required("pid").longValue());
            assertThatTheListenerDecided(bundle);
        }
    }

    @Test
    void withoutAListenerNothingRuns() throws Exception {
        Bundle bundle = bundle("echo ran > /shared/said");

        Result result = jdock.command("run", "--bundle", bundle.directory().toString(), "one");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("cannot reach the seccomp listener at " + socket + " (linux.seccomp.listenerPath)", "ENOENT");
        assertThat(jdock.here("state", "one").status()).isEqualTo(1);
    }

    @Test
    void aContainerWhoseListenerIsGoneEndsAtItsStart() throws Exception {
        Bundle bundle = bundle("sleep 1000");
        jdock.command("create", "--bundle", bundle.directory().toString(), "one")
                .succeeded();

        Result start = jdock.command("start", "one");

        assertThat(start.err()).contains("cannot reach the seccomp listener");
        assertThat(jdock.here("state", "one").succeeded().out()).contains("\"status\" : \"stopped\"");
        assertThat(Files.exists(socket)).isFalse();
    }
}
