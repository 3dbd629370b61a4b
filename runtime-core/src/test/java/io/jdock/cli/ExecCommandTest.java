package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.cli.CommandLineOfJdock.Result;
import io.jdock.host.HostProbe;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Terminal;
import io.jdock.kernel.UnixSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Further processes in a container that runs, each started by a command of its own. Most need only one container. */
@TestInstance(Lifecycle.PER_CLASS)
class ExecCommandTest {
    private Path directory;
    private CommandLineOfJdock jdock;
    private Bundle bundle;

    @BeforeAll
    void startAContainer(@TempDir Path temporary) throws Exception {
        directory = temporary;
        jdock = new CommandLineOfJdock(directory.resolve("remembered"));
        bundle = Bundle.make(directory.resolve("bundle"), "sleep 1000");
        Files.createDirectory(bundle.root().resolve("etc"));
        Files.writeString(bundle.root().resolve("etc/passwd"), "root:x:0:0::/home/of/root:/bin/sh\n");
        start(bundle, "one");
    }

    private void start(Bundle of, String id) throws Exception {
        jdock.command("create", "--bundle", of.directory().toString(), id).succeeded();
        jdock.here("start", id).succeeded();
    }

    @AfterAll
    void deleteAll() {
        jdock.close();
    }

    private Result exec(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("exec"));
        all.addAll(List.of(arguments));
        return jdock.command(all.toArray(String[]::new));
    }

    @Test
    void aProcessRunsInsideAndItsStatusIsTheCommands() throws Exception {
        Result result = exec("one", "sh", "-c", "hostname; echo problem >&2; exit 7");

        assertThat(result).isEqualTo(new Result(7, "jdock\n", "problem\n"));
    }

    @Test
    void optionsBehindTheCommandAreTheCommands() throws Exception {
        assertThat(exec("one", "echo", "--detach", "-t").succeeded().out()).isEqualTo("--detach -t\n");
    }

    @Test
    void itSeesTheContainersProcesses() throws Exception {
        assertThat(exec("one", "cat", "/proc/1/cmdline").succeeded().out()).contains("sleep\0" + "1000");
    }

    @Test
    void environmentAndWorkingDirectoryAreAsTold() throws Exception {
        Result result = exec("--env", "A=b c", "-e", "TERM=other", "--cwd", "/shared", "one", "sh", "-c", "pwd; env");

        assertThat(result.succeeded().out().lines())
                .startsWith("/shared")
                .contains("A=b c", "TERM=other", "HOME=/home/of/root")
                .anyMatch(line -> line.startsWith("PATH="));
    }

    @Test
    void anotherUserHasNoCapabilities() throws Exception {
        assumeTrue(HostProbe.probe().caller().canMapAnyId(), "only one user is mapped");

        Result result =
                exec("--user", "1000:1001", "-g", "1002,1003", "one", "sh", "-c", "id; grep Cap /proc/self/status");

        assertThat(result.succeeded().out())
                .contains("uid=1000 gid=1001 groups=", "1002", "1003")
                .containsPattern("CapEff:\\s0{16}")
                .containsPattern("CapPrm:\\s0{16}");
    }

    @Test
    void aCapabilityComesOnTopButIsNeverInheritable() throws Exception {
        Result result = exec("--cap", "CAP_CHOWN", "one", "grep", "Cap", "/proc/self/status");

        assertThat(result.succeeded().out())
                .containsPattern("CapEff:\\s[0-9a-f]{15}[13579bdf]")
                .containsPattern("CapBnd:\\s[0-9a-f]{15}[13579bdf]")
                .containsPattern("CapInh:\\s0{16}");
    }

    @Test
    void newPrivilegesCanBeRuledOut() throws Exception {
        Bundle open = Bundle.make(directory.resolve("open"), "sleep 1000");
        open.with(document -> open.process().put("noNewPrivileges", false));
        start(open, "open");

        assertThat(exec("open", "grep", "NoNewPrivs", "/proc/self/status").out())
                .endsWith("0\n");
        assertThat(exec("--no-new-privs", "open", "grep", "NoNewPrivs", "/proc/self/status")
                        .out())
                .endsWith("1\n");
    }

    /** Machines with AppArmor or SELinux are {@code AppArmorTest}'s and {@code SecurityLabelsTest}'s. */
    @Test
    void labelsTakeAKernelThatKnowsThem() throws Exception {
        assumeTrue(HostProbe.probe().security().modules().stream().noneMatch(Set.of("apparmor", "selinux")::contains));

        assertThat(exec("--apparmor", "profile", "one", "true").err())
                .contains("process.apparmorProfile: takes a kernel");
        assertThat(exec("--process-label", "label", "one", "true").err())
                .contains("process.selinuxLabel: takes a kernel");
    }

    @Test
    void aFileCanSayAllOfTheProcess() throws Exception {
        Path file = directory.resolve("process.json");
        ObjectNode process = bundle.process().deepCopy();
        process.putArray("args").add("sh").add("-c").add("echo $FROM; pwd");
        process.putArray("env").add("FROM=file");
        process.put("cwd", "/bin");
        Files.writeString(file, process.toString());

        assertThat(exec("--process", file.toString(), "one")).isEqualTo(new Result(0, "file\n/bin\n", ""));
        assertThat(jdock.here("exec", "--process", file.toString(), "one", "true")
                        .err())
                .contains("give either a command or --process");
    }

    @Test
    void aProcessCanGoOnWithoutTheCommandUntilTheContainerEnds() throws Exception {
        Path pidFile = directory.resolve("pid");
        start(bundle, "ends");

        exec("--detach", "--pid-file", pidFile.toString(), "ends", "sh", "-c", "echo > /shared/said said; sleep 1000")
                .succeeded();

        CommandLineOfJdock.await(bundle.root().resolve("shared/said"));
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();
        assertThat(process.isAlive()).isTrue();
        jdock.here("delete", "--force", "ends").succeeded();
        process.onExit().get(CommandLineOfJdock.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aTerminalGoesToTheConsoleSocket() throws Exception {
        Path socket = directory.resolve("console.socket");
        try (UnixSocket listening = UnixSocket.listen(socket.toString())) {
            exec(
                            "--tty",
                            "--detach",
                            "--console-socket",
                            socket.toString(),
                            "one",
                            "sh",
                            "-c",
                            "tty; echo typed $(cat)")
                    .succeeded();
            try (UnixSocket connection = listening.accept();
                    Descriptor master = connection.receive(64, 1).descriptors().get(0)) {
                master.write("word\n\004".getBytes(StandardCharsets.UTF_8));
                String output = new String(Terminal.masterInputStream(master).readAllBytes(), StandardCharsets.UTF_8);

                assertThat(output).contains("/dev/pts/0").contains("typed word");
            }
        }
    }

    @Test
    void aTerminalIsRelayedToTheCaller() throws Exception {
        assertThat(exec("--tty", "one", "tty").succeeded().out()).contains("/dev/pts/0");
    }

    @Test
    void aDetachedTerminalNeedsASocket() {
        assertThat(jdock.here("exec", "--tty", "--detach", "one", "tty").err()).contains("--console-socket");
    }

    @Test
    void theProcessKeepsTheDescriptorsItIsGiven() throws Exception {
        String command = String.join(
                " ", jdock.java(jdock.withRoot("exec", "--preserve-fds", "1", "one", "sh", "-c", "'echo kept >&3'")));

        CommandLineOfJdock.finish(
                        jdock.start(List.of("/bin/sh", "-c", "exec " + command + " 3> " + directory.resolve("three"))))
                .succeeded();

        assertThat(directory.resolve("three")).hasContent("kept");
    }

    /** CVE-2024-21626: a descriptor of the runtime that leads to the host. */
    @Test
    void itHasNoOtherDescriptor() throws Exception {
        assertThat(exec("one", "sh", "-c", "ls /proc/$$/fd; true").succeeded().out())
                .isEqualTo("0\n1\n2\n");
        assertThat(exec("--cwd", "/proc/self/fd/7", "one", "true").err())
                .contains("cannot change to the working directory /proc/self/fd/7: ENOENT");
    }

    @Test
    void itEntersTheContainersControlGroup() throws Exception {
        assumeTrue(
                HostProbe.probe().cgroups().all().stream().anyMatch(hierarchy -> hierarchy.offers("pids")),
                "the pids controller is not delegated to this user");
        Bundle limited = Bundle.make(directory.resolve("limited"), "sleep 1000");
        limited.with(document -> ((ObjectNode) document.required("linux"))
                .putObject("resources")
                .putObject("pids")
                .put("limit", 50));
        start(limited, "limited");
        Path pidFile = directory.resolve("pid");

        exec("--detach", "--pid-file", pidFile.toString(), "limited", "sleep", "1000")
                .succeeded();

        JsonNode processes = new JsonMapper()
                .readTree(jdock.here("ps", "--format", "json", "limited").out());
        assertThat(processes).hasSize(2).anyMatch(pid -> pid.asText().equals(read(pidFile)));
        jdock.here("pause", "limited").succeeded();
        assertThat(jdock.here("exec", "--detach", "limited", "true").err()).contains("it is paused: resume it first");
    }

    @Test
    void itRunsOnTheProcessorsThatAreSaid() throws Exception {
        String last = Integer.toString(Runtime.getRuntime().availableProcessors() - 1);
        assumeTrue(allowed("/proc/self/status").equals("0-" + last), "takes two processors, and the use of all");

        assertThat(exec("--process", onProcessors("initial", last), "one").out())
                .endsWith("\t" + last + "\n");
        assertThat(exec("--process", onProcessors("final", "0"), "one").out()).endsWith("\t0\n");
        assertThat(exec("--process", onProcessors("final", "0-" + last), "one").out())
                .endsWith("\t0-" + last + "\n");
        Result missing = exec("--process", onProcessors("final", "8000"), "one");
        assertThat(missing.err()).contains("cannot run on the processors 8000", "process.execCPUAffinity.final");
        assertThat(jdock.here("exec", "--process", onProcessors("final", "99999"), "one")
                        .err())
                .contains("process.execCPUAffinity.final", "no kernel knows a processor 99999");
    }

    private static String allowed(String status) throws IOException {
        return Files.readAllLines(Path.of(status)).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .findFirst()
                .orElseThrow();
    }

    private String onProcessors(String when, String list) throws IOException {
        ObjectNode process = bundle.process().deepCopy();
        process.putArray("args").add("grep").add("Cpus_allowed_list").add("/proc/self/status");
        process.putObject("execCPUAffinity").put(when, list);
        return Files.writeString(directory.resolve("on-" + when + ".json"), process.toString())
                .toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCommandThatIsMissingIsToldWithTheStatusOfAShell() throws Exception {
        Result missing = exec("one", "nonsuch");
        assertThat(missing.status()).isEqualTo(127);
        assertThat(missing.err()).contains("cannot find the command nonsuch", "No such file or directory");

        Files.writeString(bundle.root().resolve("bin/text"), "no program");
        Result text = exec("one", "text");
        assertThat(text.status()).isEqualTo(126);
        assertThat(text.err()).contains("cannot execute text: EACCES (Permission denied)");
        assertThat(jdock.here("exec", "--detach", "one", "nonsuch").err()).contains("cannot find the command nonsuch");
    }

    @Test
    void whatDoesNotRunIsNotEntered() throws Exception {
        start(bundle, "killed");
        jdock.here("kill", "killed", "KILL").succeeded();
        jdock.await("killed", "stopped");

        assertThat(exec("killed", "true").err()).contains("container not running");
        assertThat(jdock.here("exec", "none", "true").err()).contains("does not exist");
    }

    @Test
    void badOptionsAreToldByTheirNames() {
        assertThat(jdock.here("exec", "--env", "=x", "one", "true").err())
                .contains("--env =x: a variable is <name>=<value>");
        assertThat(jdock.here("exec", "--user", "root", "one", "true").err()).contains("--user root: give numbers");
        assertThat(jdock.here("exec", "-g", "5", "one", "true").err()).contains("--additional-gids: say --user too");
    }
}
