package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.cli.CommandLineOfJdock.Result;
import io.jdock.host.HostProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands do to a container as a whole while it runs: by its control group. */
class ControlTest {
    private static final String RUNS = "while true; do sleep 0.01; done";

    @TempDir
    private Path directory;

    private CommandLineOfJdock jdock;

    @BeforeEach
    void remember() {
        jdock = new CommandLineOfJdock(directory.resolve("remembered"));
    }

    @AfterEach
    void deleteAll() {
        jdock.close();
    }

    /** A container {@code one} with a control group, which runs. */
    private void start(String script) throws Exception {
        assumeTrue(
                Stream.of("memory", "pids").allMatch(ControlTest::isDelegated),
                "the cgroup controllers are not delegated to this user");
        create(Bundle.make(directory.resolve("bundle"), script)
                .with(document -> ((ObjectNode) document.required("linux"))
                        .putObject("resources")
                        .putObject("pids")
                        .put("limit", 50)));
    }

    private static boolean isDelegated(String controller) {
        return HostProbe.probe().cgroups().all().stream().anyMatch(hierarchy -> hierarchy.offers(controller));
    }

    private void create(Bundle bundle) throws IOException, InterruptedException {
        jdock.command("create", "--bundle", bundle.directory().toString(), "one")
                .succeeded();
        jdock.here("start", "one").succeeded();
    }

    private String status() throws IOException {
        return json("state", "one").required("status").asText();
    }

    private JsonNode json(String... arguments) throws IOException {
        return new JsonMapper().readTree(jdock.here(arguments).succeeded().out());
    }

    @Test
    void aContainerIsPausedAndGoesOn() throws Exception {
        start(RUNS);

        jdock.here("pause", "one").succeeded();
        assertThat(status()).isEqualTo("paused");
        jdock.here("resume", "one").succeeded();

        assertThat(status()).isEqualTo("running");
    }

    @Test
    void whatIsPausedIsNotPausedAgainAndWhatRunsIsNotResumed() throws Exception {
        start(RUNS);

        assertThat(jdock.here("resume", "one").err())
                .contains("cannot resume container one: it is running, and only a paused container can be resumed");
        jdock.here("pause", "one").succeeded();
        assertThat(jdock.here("pause", "one").err()).contains("cannot pause container one: it is paused");
    }

    @Test
    void whatIsPausedIsEnteredOnlyIfThatIsAskedForAndThenWhenItGoesOn() throws Exception {
        start(RUNS);
        jdock.here("pause", "one").succeeded();

        assertThat(jdock.command("exec", "one", "true").err()).contains("it is paused: resume it first");
        CommandLineOfJdock.Running entering = jdock.start("exec", "--ignore-paused", "one", "echo", "entered");
        jdock.here("resume", "one").succeeded();

        assertThat(CommandLineOfJdock.finish(entering)).isEqualTo(new Result(0, "entered\n", ""));
    }

    @Test
    void aFurtherProcessEntersAGroupBelowTheContainers() throws Exception {
        start(RUNS);
        Path group = groupOfProcesses();
        Files.createDirectory(group.resolve("below"));

        Result result = jdock.command("exec", "--cgroup", "below", "one", "cat", "/proc/self/cgroup");

        assertThat(result.succeeded().out().lines()).anyMatch(line -> line.endsWith("/below"));
        assertThat(jdock.command("exec", "--cgroup", "pids:none", "one", "true").err())
                .contains("there is no group [pids:none] below the container's");
        jdock.here("delete", "--force", "one").succeeded();
        assertThat(group).doesNotExist();
    }

    /** The container's own group that limits them. */
    private Path groupOfProcesses() throws IOException {
        JsonNode remembered = new JsonMapper()
                .readTree(Files.readAllBytes(jdock.root().resolve("one").resolve("state.json")));
        for (JsonNode place : remembered.required("cgroup").required("places")) {
            if (place.required("controllers").toString().contains("\"pids\"")) {
                return Path.of(place.required("directory").asText());
            }
        }
        throw new AssertionError(remembered.toString());
    }

    @Test
    void whatIsPausedCanBeKilled() throws Exception {
        start(RUNS);
        jdock.here("pause", "one").succeeded();

        jdock.here("kill", "one", "KILL").succeeded();

        jdock.await("one", "stopped");
    }

    @Test
    void limitsAreChangedByAFile() throws Exception {
        start(RUNS);
        Path resources = directory.resolve("resources.json");
        Files.writeString(resources, "{\"pids\": {\"limit\": 23}}");

        jdock.here("update", "--resources", resources.toString(), "one").succeeded();

        assertThat(limitOfProcesses()).isEqualTo(23);
    }

    @Test
    void limitsAreChangedByStandardInput() throws Exception {
        start(RUNS);
        String command = String.join(" ", jdock.java(jdock.withRoot("update", "--resources", "-", "one")));

        CommandLineOfJdock.finish(
                        jdock.start(List.of("/bin/sh", "-c", "echo '{\"pids\": {\"limit\": 24}}' | " + command)))
                .succeeded();

        assertThat(limitOfProcesses()).isEqualTo(24);
    }

    @Test
    void limitsAreChangedOneByOne() throws Exception {
        start(RUNS);

        jdock.here("update", "--memory", "64m", "--pids-limit", "25", "one").succeeded();

        assertThat(limitOfProcesses()).isEqualTo(25);
        assertThat(stats().required("memory")
                        .required("usage")
                        .required("limit")
                        .asLong())
                .isEqualTo(64 << 20);
    }

    @Test
    void anOptionWinsOverTheFile() throws Exception {
        start(RUNS);
        Path resources = directory.resolve("resources.json");
        Files.writeString(resources, "{\"pids\": {\"limit\": 23}, \"memory\": {\"limit\": 67108864}}");

        jdock.here("update", "--resources", resources.toString(), "--pids-limit", "26", "one")
                .succeeded();

        assertThat(limitOfProcesses()).isEqualTo(26);
        assertThat(stats().required("memory")
                        .required("usage")
                        .required("limit")
                        .asLong())
                .isEqualTo(64 << 20);
    }

    private long limitOfProcesses() throws IOException {
        return stats().required("pids").required("limit").asLong();
    }

    private JsonNode stats() throws IOException {
        JsonNode event = json("events", "--stats", "one");
        assertThat(event.required("type").asText()).isEqualTo("stats");
        assertThat(event.required("id").asText()).isEqualTo("one");
        return event.required("data");
    }

    @Test
    void badLimitsAreToldByTheirNames() throws Exception {
        start(RUNS);
        Path resources = directory.resolve("resources.json");
        Files.writeString(resources, "{\"pids\": {\"limit\": \"many\"}}");

        Result file = jdock.here("update", "--resources", resources.toString(), "one");
        assertThat(file.status()).isEqualTo(1);
        assertThat(file.err()).contains("pids.limit");
        assertThat(jdock.here("update", "--memory", "lots", "one").err()).contains("memory.limit: lots is no size");
        assertThat(jdock.here("update", "--memory", "9999999999g", "one").err()).contains("too large");
        assertThat(jdock.here("update", "one").err()).contains("nothing to change");
        assertThat(limitOfProcesses()).isEqualTo(50);
    }

    @Test
    void whatItUsesIsMeasured() throws Exception {
        start("true & wait; " + RUNS);

        JsonNode used = stats();

        assertThat(used.required("pids").required("current").asLong()).isPositive();
        assertThat(used.required("memory").required("usage").required("usage").asLong())
                .isPositive();
        assertThat(used.required("cpu").required("usage").required("total").asLong())
                .isPositive();
    }

    @Test
    void whatItUsesIsToldUntilItsEnd() throws Exception {
        start(RUNS);
        CommandLineOfJdock.Running events = jdock.start("events", "--interval", "1s", "one");
        CommandLineOfJdock.await(events.out());

        jdock.here("kill", "one", "KILL").succeeded();

        Result result = CommandLineOfJdock.finish(events).succeeded();
        assertThat(result.out().lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{\"type\":\"stats\",\"id\":\"one\""));
        assertThat(jdock.here("events", "--interval", "0", "one").err()).contains("--interval 0 is no time such as 5s");
    }

    @Test
    void thatMemoryRanOutIsToldToo() throws Exception {
        start("while [ ! -e /shared/go ]; do sleep 0.1; done; dd if=/dev/zero of=/dev/null bs=100M count=1; " + RUNS);
        jdock.here("update", "--memory", "32m", "one").succeeded();
        CommandLineOfJdock.Running events = jdock.start("events", "--interval", "1", "one");
        CommandLineOfJdock.await(events.out());

        Files.createFile(directory.resolve("bundle/rootfs/shared/go"));
        while (!Files.readString(events.out()).contains("{\"type\":\"oom\",\"id\":\"one\"}")) {
            assertThat(events.process().isAlive()).isTrue();
            Thread.sleep(50);
        }

        jdock.here("kill", "one", "KILL").succeeded();
        CommandLineOfJdock.finish(events).succeeded();
    }

    @Test
    void itsProcessesAreListed() throws Exception {
        start("sleep 1000 & sleep 1000 & echo ready > /shared/ready; wait");
        CommandLineOfJdock.await(directory.resolve("bundle/rootfs/shared/ready"));
        long first = json("state", "one").required("pid").asLong();

        JsonNode processes = json("ps", "--format", "json", "one");

        assertThat(processes).hasSize(3).anyMatch(pid -> pid.asLong() == first);
        assertThat(jdock.here("ps", "one").out().lines())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("PID ");
        assertThat(jdock.here("ps", "one").out()).contains("sleep 1000");
    }

    @Test
    void aNameOfAProcessCannotWriteToTheTerminalOfWhoListsIt() throws Exception {
        start("sleep 1000 & exec sh -c '" + RUNS + " #\u001b[2J'");

        assertThat(jdock.here("ps", "one").out()).contains("?[2J").doesNotContain("\u001b");
    }

    @Test
    void withoutAControlGroupTheMessageSaysHowToGetOne() throws Exception {
        create(Bundle.make(directory.resolve("bundle"), RUNS));

        for (String command : new String[] {"pause", "ps"}) {
            Result result = jdock.here(command, "one");

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err())
                    .contains("it has no control group", "linux.resources", "linux.cgroupsPath")
                    .doesNotContain("ContainerSpec");
        }
    }

    @Test
    void whatHasEndedIsNotControlled() throws Exception {
        create(Bundle.make(directory.resolve("bundle"), "true"));
        jdock.await("one", "stopped");

        assertThat(jdock.here("pause", "one").err()).contains("cannot pause container one: it is stopped");
        assertThat(jdock.here("update", "--pids-limit", "5", "one").err()).contains("container not running");
        assertThat(jdock.here("ps", "one").err()).contains("container not running");
        assertThat(jdock.here("events", "--stats", "one").err()).contains("container not running");
        assertThat(jdock.here("pause", "none").err()).contains("does not exist");
    }
}
