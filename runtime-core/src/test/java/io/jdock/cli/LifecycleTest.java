package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.cli.CommandLineOfJdock.Result;
import io.jdock.cli.CommandLineOfJdock.Running;
import io.jdock.host.CgroupLayout;
import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Syscall;
import io.jdock.kernel.Terminal;
import io.jdock.kernel.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a container by the commands of runtime.md: created, started, killed, deleted, each by another process. */
class LifecycleTest {
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

    private Bundle bundle(String script) throws IOException {
        return Bundle.make(directory.resolve("bundle"), script);
    }

    private Result create(Bundle bundle, String id) throws IOException, InterruptedException {
        return jdock.command("create", "--bundle", bundle.directory().toString(), id);
    }

    private String status(String id) throws IOException {
        return state(id).required("status").asText();
    }

    private JsonNode state(String id) throws IOException {
        return new JsonMapper().readTree(jdock.here("state", id).succeeded().out());
    }

    @Test
    void aCreatedContainerWaitsUntilItIsStarted() throws Exception {
        Bundle bundle = bundle("echo started > /shared/said; sleep 1000");
        Path pidFile = directory.resolve("pid");

        jdock.command("create", "--bundle", bundle.directory().toString(), "--pid-file", pidFile.toString(), "one")
                .succeeded();
        JsonNode created = state("one");

        assertThat(created.required("status").asText()).isEqualTo("created");
        assertThat(created.required("id").asText()).isEqualTo("one");
        assertThat(created.required("bundle").asText())
                .isEqualTo(bundle.directory().toString());
        assertThat(created.required("pid").asText()).isEqualTo(Files.readString(pidFile));
        assertThat(bundle.root().resolve("shared/said")).doesNotExist();

        jdock.here("start", "one").succeeded();

        assertThat(CommandLineOfJdock.await(bundle.root().resolve("shared/said")))
                .isEqualTo("started\n");
        assertThat(status("one")).isEqualTo("running");
    }

    @Test
    void itCanBeStartedOnlyOnce() throws Exception {
        create(bundle("sleep 1000"), "one").succeeded();
        jdock.here("start", "one").succeeded();

        Result again = jdock.here("start", "one");

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("cannot start container one: it is running");
    }

    @Test
    void oneOfSeveralThatStartItAtOnceDoes() throws Exception {
        create(bundle("echo started >> /shared/said; sleep 1000"), "one").succeeded();
        List<Running> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(jdock.start("start", "one"));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Running start : starts) {
            statuses.add(CommandLineOfJdock.finish(start).status());
        }

        assertThat(statuses).containsOnlyOnce(0).allMatch(status -> status == 0 || status == 1);
        assertThat(status("one")).isEqualTo("running");
    }

    @Test
    void anIdBelongsToOneContainer() throws Exception {
        Bundle bundle = bundle("sleep 1000");
        create(bundle, "one").succeeded();

        Result again = create(bundle, "one");

        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("cannot create container one: a container with that id exists already");
        assertThat(status("one")).isEqualTo("created");
    }

    @Test
    void aCommandThatIsMissingIsToldByCreateAndNothingIsLeft() throws Exception {
        Result result = create(bundle("").command("nonsuch"), "one");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cannot find the command nonsuch", "ENOENT", "No such file or directory");
        assertNothingIsLeft();
    }

    @Test
    void aFileThatIsNotExecutableIsToldByCreate() throws Exception {
        Bundle bundle = bundle("");
        Files.writeString(bundle.root().resolve("bin/text"), "no program");

        Result result = create(bundle.command("text"), "one");

        assertThat(result.err()).contains("cannot execute text: EACCES (Permission denied)");
        assertNothingIsLeft();
    }

    @Test
    void aStartThatFailsNamesTheStep() throws Exception {
        Bundle bundle = bundle("true");
        bundle.with(document -> bundle.process().put("cwd", "/bin/busybox"));
        create(bundle, "one").succeeded();

        Result result = jdock.here("start", "one");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cannot change to the working directory /bin/busybox: ENOTDIR");
        jdock.await("one", "stopped");
    }

    /** As runc does: the directory is made before the root is read-only, and belongs to the container's root. */
    @Test
    void aMissingWorkingDirectoryIsMadeByCreate() throws Exception {
        Bundle bundle = bundle("pwd > /shared/said; stat -c '%u %a' . >> /shared/said");
        bundle.with(document -> {
            bundle.process().put("cwd", "/srv/app");
            ((ObjectNode) document.required("root")).put("readonly", true);
            ((ArrayNode) document.required("mounts"))
                    .addObject()
                    .put("destination", "/shared")
                    .put("type", "bind")
                    .put("source", bundle.root().resolve("shared").toString())
                    .putArray("options")
                    .add("bind");
        });

        create(bundle, "one").succeeded();

        assertThat(bundle.root().resolve("srv/app")).isDirectory();
        jdock.here("start", "one").succeeded();
        jdock.await("one", "stopped");
        assertThat(bundle.root().resolve("shared/said")).hasContent("/srv/app\n0 755\n");
    }

    @Test
    void whatRunsIsDeletedByForceOnly() throws Exception {
        create(bundle("sleep 1000"), "one").succeeded();
        jdock.here("start", "one").succeeded();

        Result refused = jdock.here("delete", "one");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("cannot delete container one: it is running");
        long pid = state("one").required("pid").asLong();
        jdock.here("delete", "--force", "one").succeeded();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> !isZombie(process.pid())))
                .isEmpty();
        assertNothingIsLeft();
    }

    private static boolean isZombie(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return true; // gone in between
        }
    }

    @Test
    void severalAreKilledAndDeletedByAPattern() throws Exception {
        Bundle bundle = bundle("sleep 1000");
        for (String id : List.of("web-1", "web-2", "other")) {
            create(bundle, id).succeeded();
        }

        jdock.here("kill", "--regex", "^web-", "KILL").succeeded();
        jdock.await("web-1", "stopped");
        jdock.await("web-2", "stopped");
        jdock.here("delete", "--regex", "web").succeeded();

        assertThat(jdock.here("list", "--quiet").out()).isEqualTo("other\n");
        assertThat(jdock.here("delete", "--regex", "*").err()).contains("--regex: ");
    }

    @Test
    void theConfigurationMayBeAnotherFile() throws Exception {
        Bundle bundle = bundle("echo other > /shared/said");
        Path other = directory.resolve("other.json");
        Files.move(bundle.directory().resolve("config.json"), other);

        jdock.command("run", "--bundle", bundle.directory().toString(), "--config", other.toString(), "one")
                .succeeded();

        assertThat(bundle.root().resolve("shared/said")).hasContent("other");
        assertThat(jdock.here("spec", "--bundle", directory.toString(), "--file", "new.json")
                        .succeeded()
                        .out())
                .isEmpty();
        assertThat(directory.resolve("new.json")).content().contains("\"ociVersion\"");
    }

    /** keyctl(2): 0 tells the number of a keyring, 1 makes one; -3 is the session's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSessionKeyringIsTheCallersOnlyIfThatIsAskedFor(boolean asked) throws Exception {
        String keyctl = "syscall(" + Syscall.KEYCTL.number(Architecture.current());
        String number = "syswrite(STDOUT, " + keyctl + ", 0, -3, 0) . \"\\n\");";
        Bundle bundle = bundle("").command("perl", "-e", number);
        bundle.with(document ->
                ((ObjectNode) document.required("root")).put("path", "/").put("readonly", true));
        List<String> arguments =
                new ArrayList<>(List.of("run", "--bundle", bundle.directory().toString()));
        if (asked) {
            arguments.add("--no-new-keyring");
        }
        arguments.add("one");
        List<String> command = new ArrayList<>(List.of("perl", "-e", keyctl + ", 1, 0); " + number + " exec @ARGV"));
        command.addAll(jdock.java(jdock.withRoot(arguments.toArray(String[]::new))));

        List<String> numbers = CommandLineOfJdock.finish(jdock.start(command))
                .succeeded()
                .out()
                .lines()
                .toList();

        assertThat(numbers).hasSize(2);
        assertThat(numbers.get(0).equals(numbers.get(1))).isEqualTo(asked);
    }

    @Test
    void helpTellsOfAllCommandsOrOfOne() {
        assertThat(jdock.here("help").out()).contains("Commands:", "delete", "events");
        assertThat(jdock.here("help", "kill").out()).startsWith("Usage: jdock kill");
    }

    @Test
    void whatDoesNotExistIsAnErrorInTheWordsThatCallersLookFor() {
        assertThat(jdock.here("state", "none").err()).contains("does not exist");
        assertThat(jdock.here("start", "none").err()).contains("does not exist");
        assertThat(jdock.here("kill", "none").err()).contains("does not exist");
        assertThat(jdock.here("delete", "none").err()).contains("does not exist");
        assertThat(jdock.here("delete", "--force", "none").status()).isZero();
    }

    @Test
    void signalsHaveNamesAndNumbers() throws Exception {
        String script = "trap 'echo $0 >> /shared/said' USR1; trap 'exit' TERM; echo ready > /shared/ready;"
                + " while true; do sleep 0.01; done";
        Bundle bundle = bundle(script);
        create(bundle, "one").succeeded();
        jdock.here("start", "one").succeeded();
        CommandLineOfJdock.await(bundle.root().resolve("shared/ready"));

        jdock.here("kill", "one", "0").succeeded();
        jdock.here("kill", "one", "SIGUSR1").succeeded();
        CommandLineOfJdock.await(bundle.root().resolve("shared/said"));
        Files.delete(bundle.root().resolve("shared/said"));
        jdock.here("kill", "one", "10").succeeded();
        CommandLineOfJdock.await(bundle.root().resolve("shared/said"));
        jdock.here("kill", "one").succeeded();
        jdock.await("one", "stopped");

        assertThat(jdock.here("kill", "one", "0").err()).contains("container not running");
        Result late = jdock.here("kill", "one", "KILL");
        assertThat(late.status()).isEqualTo(1);
        assertThat(late.err()).contains("container not running");
        assertThat(jdock.here("kill", "one", "NONSUCH").err()).contains("NONSUCH");
    }

    @Test
    void hooksRunInTheirOrderWithTheStatesOfTheirTimes() throws Exception {
        Bundle bundle = bundle("echo application >> /shared/hooks");
        Path log = bundle.root().resolve("shared/hooks");
        for (String name : List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop")) {
            bundle.hook(name, "echo " + name + " $(grep -o '\"status\":\"[a-z]*\"') >> " + log);
        }
        bundle.hook(
                "startContainer", "/bin/sh", "echo startContainer $(grep -o '\"status\":\"[a-z]*\"') >> /shared/hooks");

        create(bundle, "one").succeeded();
        List<String> whenCreated = Files.readAllLines(log);
        jdock.here("start", "one").succeeded();
        jdock.await("one", "stopped");
        jdock.here("delete", "one").succeeded();

        assertThat(whenCreated)
                .containsExactly(
                        "prestart \"status\":\"creating\"",
                        "createRuntime \"status\":\"creating\"",
                        "createContainer \"status\":\"creating\"");
        assertThat(Files.readAllLines(log).subList(3, 7))
                .containsExactlyInAnyOrder(
                        "startContainer \"status\":\"created\"",
                        "application",
                        "poststart \"status\":\"running\"",
                        "poststop \"status\":\"stopped\"")
                .startsWith("startContainer \"status\":\"created\"")
                .endsWith("poststop \"status\":\"stopped\"");
    }

    @Test
    void aHookThatFailsEndsTheCreation() throws Exception {
        Bundle bundle = bundle("true")
                .hook("createRuntime", "exit 3")
                .hook("poststop", "echo stopped > " + directory + "/after");

        Result result = create(bundle, "one");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cannot run the createRuntime hook /bin/sh: it exited with status 3");
        assertThat(directory.resolve("after")).hasContent("stopped");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"startContainer", "poststart"})
    void aHookThatFailsOnStartEndsTheContainer(String kind) throws Exception {
        Bundle bundle =
                bundle("sleep 1000").hook(kind, "exit 3").hook("poststop", "echo stopped > " + directory + "/after");
        create(bundle, "one").succeeded();

        Result result = jdock.here("start", "one");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("cannot run the " + kind + " hook /bin/sh: ");
        assertThat(directory.resolve("after")).hasContent("stopped");
        assertNothingIsLeft();
    }

    @Test
    void aHookThatFailsAfterTheStartEndsWhatRuns() throws Exception {
        Bundle bundle = bundle("sleep 1000").hook("poststart", "exit 3");

        Result result =
                jdock.command("run", "--keep", "--bundle", bundle.directory().toString(), "one");

        assertThat(result.err()).contains("cannot run the poststart hook /bin/sh: it exited with status 3");
        assertNothingIsLeft();
    }

    @Test
    void aCreationThatWasKilledCanBeDeleted() throws Exception {
        Bundle bundle = bundle("true").hook("createRuntime", "kill -9 $PPID");

        Result result = create(bundle, "one");

        assertThat(result.status()).isEqualTo(128 + 9);
        assertThat(status("one")).isEqualTo("stopped");
        jdock.here("delete", "one").succeeded();
        assertNothingIsLeft();
    }

    @Test
    void theApplicationKeepsTheDescriptorsItIsGiven() throws Exception {
        Bundle bundle = bundle("echo kept >&3; ls /proc/1/fd; true");
        String command = runThatPreservesOne(bundle);

        Result result = CommandLineOfJdock.finish(
                jdock.start(List.of("/bin/sh", "-c", "exec " + command + " 3> " + directory.resolve("three"))));

        assertThat(result).isEqualTo(new Result(0, "0\n1\n2\n3\n", ""));
        assertThat(directory.resolve("three")).hasContent("kept");
    }

    /** For a shell, which opens what is preserved. */
    private String runThatPreservesOne(Bundle bundle) {
        return String.join(
                " ",
                jdock.java(jdock.withRoot(
                        "run", "--bundle", bundle.directory().toString(), "--preserve-fds", "1", "one")));
    }

    /** sd_listen_fds(3): sockets from 3 on, and the number of the process that they are for. */
    @Test
    void socketsOfTheCallersActivationAreHandedOn() throws Exception {
        Bundle bundle = bundle("echo $LISTEN_FDS $LISTEN_PID; echo socket >&3; echo other >&4");
        String command = runThatPreservesOne(bundle);

        Result result = CommandLineOfJdock.finish(jdock.start(List.of(
                "/bin/sh",
                "-c",
                "LISTEN_FDS=1 LISTEN_PID=$$ exec " + command + " 3> " + directory.resolve("three") + " 4> "
                        + directory.resolve("four"))));

        assertThat(result).isEqualTo(new Result(0, "1 1\n", ""));
        assertThat(directory.resolve("three")).hasContent("socket");
        assertThat(directory.resolve("four")).hasContent("other");
    }

    @Test
    void theTerminalGoesToTheConsoleSocket() throws Exception {
        Bundle bundle = bundle("tty; echo typed $(cat)");
        bundle.with(document -> bundle.process().put("terminal", true));
        Path socket = directory.resolve("console.socket");
        try (UnixSocket listening = UnixSocket.listen(socket.toString())) {
            jdock.command(
                            "create",
                            "--bundle",
                            bundle.directory().toString(),
                            "--console-socket",
                            socket.toString(),
                            "one")
                    .succeeded();
            try (UnixSocket connection = listening.accept();
                    Descriptor master = connection.receive(64, 1).descriptors().get(0)) {
                jdock.here("start", "one").succeeded();
                master.write("word\n\004".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                String output = new String(
                        Terminal.masterInputStream(master).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

                assertThat(output).contains("/dev/pts/0").contains("typed word");
            }
        }
    }

    @Test
    void aTerminalWithoutASocketIsRefused() throws Exception {
        Bundle bundle = bundle("tty");
        bundle.with(document -> bundle.process().put("terminal", true));

        assertThat(create(bundle, "one").err()).contains("process.terminal is true", "--console-socket");
        assertNothingIsLeft();
    }

    @Test
    void runReturnsTheExitStatusAndForgets() throws Exception {
        Result result = jdock.command(
                "run", "--bundle", bundle("echo out; exit 7").directory().toString(), "one");

        assertThat(result).isEqualTo(new Result(7, "out\n", ""));
        assertNothingIsLeft();
    }

    /** Podman asks for this without root on control groups of version 1. */
    @Test
    void theHostsControlGroupsAreNotShown() throws Exception {
        Bundle bundle = bundle("ls -A /sys/fs/cgroup; grep -c ' /sys/fs/cgroup ' /proc/mounts");
        bundle.with(document -> {
            ArrayNode namespaces = (ArrayNode) document.required("linux").required("namespaces");
            for (int i = namespaces.size() - 1; i >= 0; i--) {
                if (namespaces.get(i).required("type").asText().equals("cgroup")) {
                    namespaces.remove(i);
                }
            }
        });

        assertThat(jdock.command("run", "--bundle", bundle.directory().toString(), "one"))
                .isEqualTo(new Result(0, "1\n", ""));
    }

    /** For a root in an initial RAM disk, which pivot_root(2) does not take. */
    @Test
    void theRootCanBeChangedWithoutPivot() throws Exception {
        Bundle bundle =
                bundle("ls / > /shared/said; ls /.. >> /shared/said; ls /../../proc | grep -c meminfo >> /shared/said");

        jdock.command("run", "--no-pivot", "--bundle", bundle.directory().toString(), "one")
                .succeeded();

        String own = "bin\ndev\nproc\nshared\nsys\n";
        assertThat(Files.readString(bundle.root().resolve("shared/said"))).isEqualTo(own + own + "1\n");
    }

    /** setns(2) leads to whatever lies on top of the namespace's root. */
    @Test
    void aFurtherProcessHasThatRootToo() throws Exception {
        Bundle bundle = bundle("sleep 1000");
        jdock.command(
                        "run",
                        "--detach",
                        "--no-pivot",
                        "--bundle",
                        bundle.directory().toString(),
                        "one")
                .succeeded();

        assertThat(jdock.command("exec", "one", "ls", "/..").succeeded().out())
                .isEqualTo("bin\ndev\nproc\nshared\nsys\n");
    }

    @Test
    void runRemembersIfToldTo() throws Exception {
        jdock.command("run", "--keep", "--bundle", bundle("true").directory().toString(), "one")
                .succeeded();

        assertThat(status("one")).isEqualTo("stopped");
        assertThat(state("one").required("pid").asInt()).isZero();
        jdock.here("delete", "one").succeeded();
    }

    @Test
    void runCanLetGo() throws Exception {
        jdock.command(
                        "run",
                        "--detach",
                        "--bundle",
                        bundle("sleep 1000").directory().toString(),
                        "one")
                .succeeded();

        assertThat(status("one")).isEqualTo("running");
    }

    @Test
    void listShowsAllContainers() throws Exception {
        Bundle bundle = bundle("sleep 1000");
        create(bundle, "one").succeeded();
        create(bundle, "two").succeeded();

        assertThat(jdock.here("list", "-q").out()).isEqualTo("one\ntwo\n");
        assertThat(jdock.here("list").out().lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("ID ");
        JsonNode json =
                new JsonMapper().readTree(jdock.here("list", "--format", "json").out());
        assertThat(json).hasSize(2);
        assertThat(json.get(1).required("status").asText()).isEqualTo("created");
    }

    @Test
    void errorsGoToTheLogInTheFormThatWasAskedFor() throws Exception {
        Path log = directory.resolve("log");

        jdock.here("--log", log.toString(), "--log-format", "json", "state", "none");

        JsonNode entry = new JsonMapper().readTree(Files.readString(log));
        assertThat(entry.required("level").asText()).isEqualTo("error");
        assertThat(entry.required("msg").asText()).contains("container \"none\" does not exist");
        assertThat(entry.required("time").asText()).endsWith("Z");
    }

    @Test
    void theLogIsElseText() throws Exception {
        Path log = directory.resolve("log");

        jdock.here("--log", log.toString(), "state", "none");
        jdock.here("--log", log.toString(), "--log-format", "text", "state", "none");

        assertThat(Files.readAllLines(log))
                .hasSize(2)
                .allMatch(line -> line.matches(
                        "time=\"[^\"]+Z\" level=error msg=\".*: container \\\\\"none\\\\\" does not exist.*\""));
    }

    @Test
    void warningsGoToTheLogAndElseToPeople() throws Exception {
        Bundle bundle = bundle("env");
        bundle.with(document -> ((ObjectNode) bundle.process().required("capabilities"))
                .putArray("ambient")
                .add("CAP_CHOWN"));
        Path log = directory.resolve("log");

        Result told = jdock.command("run", "--bundle", bundle.directory().toString(), "one");
        Result logged = jdock.command(
                "--log", log.toString(), "run", "--bundle", bundle.directory().toString(), "two");

        String warning =
                "process.capabilities.ambient[0] is CAP_CHOWN, which is not permitted and inheritable: it is left out";
        assertThat(told.succeeded().err()).isEqualTo("jdock: warning: " + warning + "\n");
        assertThat(told.out()).contains("HOME=/\n");
        assertThat(logged.succeeded().err()).isEmpty();
        assertThat(Files.readString(log)).endsWith(" level=warning msg=\"" + warning + "\"\n");
    }

    @Test
    void whereAnErrorComesFromIsToldIfAskedFor() {
        assertThat(jdock.here("state", "none").err()).doesNotContain("\tat io.jdock.");
        assertThat(jdock.here("--debug", "state", "none").err()).contains("\tat io.jdock.cli.");
    }

    @Test
    void theVersionIsInTheFormOfOtherRuntimes() {
        assertThat(jdock.here("--version").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("jdock version "),
                        line -> assertThat(line).isEqualTo("spec: 1.3.0"));
    }

    @Test
    void aWrongCommandLineIsToldAsSuch() {
        assertThat(jdock.here("nonsuch").status()).isEqualTo(2);
        assertThat(jdock.here("state").err()).contains("<container>");
        assertThat(jdock.here("--help").out()).contains("create", "start", "state", "kill", "delete");
    }

    private void assertNothingIsLeft() throws IOException {
        if (!Files.exists(jdock.root())) {
            return;
        }
        try (Stream<Path> left = Files.list(jdock.root())) {
            assertThat(left).isEmpty();
        }
    }

    /** What is asked of systemd where it is there is {@code SystemdManagerTest}'s. */
    @Test
    void withoutSystemdItCannotMakeControlGroups() throws Exception {
        HostFacts host = HostProbe.probe();
        assumeFalse(host.systemd() && host.cgroups() instanceof CgroupLayout.V2, "systemd manages this machine");
        Bundle bundle = bundle("true");

        Result created = jdock.here(
                "--systemd-cgroup", "create", "--bundle", bundle.directory().toString(), "one");

        assertThat(created.status()).isEqualTo(1);
        assertThat(created.err())
                .contains("cannot limit container one: --systemd-cgroup: ", "say --cgroup-manager=cgroupfs");
        assertThat(jdock.here("state", "one").status()).isEqualTo(1);
    }
}
