package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.ContainerSpec;
import io.jdock.container.ContainerTask;
import io.jdock.container.ExecSpec;
import io.jdock.container.HealthCheck;
import io.jdock.container.OtherJvm;
import io.jdock.kernel.Signal;
import io.jdock.service.DetachedServices.KeeperCommand;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real containers, of which some are started by another JVM that is killed then. */
class DetachedServicesTest {
    @TempDir
    Path directory;

    private DetachedServices services;

    @BeforeEach
    void look() {
        services = of(directory);
    }

    private static DetachedServices of(Path directory) {
        return of(directory, "project");
    }

    private static DetachedServices of(Path directory, String project) {
        return new DetachedServices(directory.resolve("services"), directory.resolve(project), command());
    }

    private static KeeperCommand command() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new KeeperCommand(
                Path.of(System.getProperty("java.home"), "bin/java"),
                Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList());
    }

    @AfterEach
    void stopAll() throws Exception {
        services.stop(Optional.empty());
        assertThat(left()).as("what is left when all are stopped").isEmpty();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("services"))) {
            return files.toList();
        }
    }

    private static ServiceDescription service(DetachedServices services, String alias, String line, String script) {
        return new ServiceDescription(
                alias,
                List.of(),
                ContainerSpec.builder("/bin/sh", "-c", script)
                        .environment("PATH", "/usr/bin:/bin")
                        .publish(8080)
                        .build(),
                Readiness.atOnce().withLog(Pattern.compile(line)),
                new LogFile(services.log(alias), OptionalLong.of(1000), 2, true),
                RestartPolicy.never(),
                Optional.of(HealthCheck.of("true")),
                Optional.empty());
    }

    /** Starts a service, says so, and goes on until it is killed. */
    static final class Build {
        public static void main(String[] arguments) throws Exception {
            DetachedServices services = of(Path.of(arguments[0]));
            services.start(
                    List.of(service(services, "web", arguments[1], arguments[2])),
                    (alias, line) -> System.out.println(alias + ": " + line.text()));
            System.out.println("started");
            Thread.sleep(Duration.ofHours(1).toMillis());
        }
    }

    /** A build that is killed when it has written this line. */
    private ProcessHandle killed(String line, String awaited, String script) throws Exception {
        Process build = OtherJvm.start(Build.class, directory.toString(), awaited, script);
        List<String> said = new ArrayList<>();
        while (!said.contains(line)) {
            said.add(Optional.ofNullable(build.inputReader().readLine())
                    .orElseThrow(() -> new AssertionError(said + ": " + text(build.getErrorStream()))));
        }
        ProcessHandle keeper = build.children().findFirst().orElseThrow();
        build.destroyForcibly().waitFor();
        return keeper;
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<String> lines(int last) throws Exception {
        List<String> lines = new ArrayList<>();
        services.named("web").orElseThrow().read(last, false, line -> lines.add(line.text()));
        return lines;
    }

    @Test
    void oneOutlivesTheBuildThatStartedItAndIsUsedAndStoppedByAnother() throws Exception {
        ProcessHandle keeper = killed(
                "started",
                "up",
                "echo up; trap 'echo got HUP; exit 7' HUP; for i in $(seq 200); do echo line $i; done; "
                        + "echo last; while :; do sleep 1000 & wait $!; done");
        assertThat(keeper.isAlive()).isTrue();

        ServiceState state = services.all().get(0);
        assertThat(state.alias()).isEqualTo("web");
        assertThat(state.isAlive()).isTrue();
        assertThat(state.health()).isPresent();
        new Socket(InetAddress.getLoopbackAddress(), state.ports().get(0).hostPort()).close();
        DetachedService web = services.named("web").orElseThrow();
        assertThat(web.tasks()).extracting(ContainerTask::innerPid).contains(1L);
        assertThat(web.usage().tasks().orElseThrow()).isPositive();

        Process process = web.exec(ExecSpec.of("/bin/sh", "-c", "cat; echo problem >&2; exit 3"));
        process.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertThat(text(process.getInputStream())).isEqualTo("hello");
        assertThat(text(process.getErrorStream())).isEqualTo("problem\n");
        assertThat(process.waitFor()).isEqualTo(3);
        assertThatThrownBy(() -> web.exec(ExecSpec.of("/missing")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/missing");
        Process endless = web.exec(ExecSpec.of("/bin/sleep", "1000"));
        endless.destroy();
        assertThat(endless.waitFor()).isEqualTo(137);

        List<LogLine> followed = new ArrayList<>();
        web.read(1, true, line -> {
            followed.add(line);
            if (line.text().equals("last")) {
                signal(web);
            }
        });
        assertThat(followed).extracting(LogLine::text).containsExactly("last", "got HUP");
        assertThat(followed).allSatisfy(line -> assertThat(line.time()).isPresent());
        assertThat(lines(Integer.MAX_VALUE)).doesNotContain("up").endsWith("line 200", "last", "got HUP");
        assertThat(web.awaitEnd(Duration.ofMinutes(1))).hasValue(7);
        assertThat(services.all().get(0).exit()).hasValue(7);
        assertThat(web.signal(Signal.SIGHUP)).as("it has ended").isFalse();

        ServiceDescription next = service(services, "web", "again", "echo again; sleep 1000");
        assertThat(services.start(List.of(next), (alias, line) -> {}).get(0).isAlive())
                .as("an ended one makes room")
                .isTrue();
        assertThat(services.stop(Optional.empty()))
                .extracting(ServiceState::alias)
                .containsExactly("web");
        keeper.onExit().join();
        assertThat(services.all()).isEmpty();
    }

    private static void signal(DetachedService web) {
        try {
            web.signal(Signal.SIGHUP);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingIsLeftOfABuildThatIsKilledWhileItWaits() throws Exception {
        killed("web: 'never' is awaited", "^never", "echo \"'never' is awaited\"; sleep 1000")
                .onExit()
                .join();

        assertThat(left())
                .filteredOn(file -> !file.toString().endsWith(".lock"))
                .isEmpty();
        assertThat(services.all()).isEmpty();
    }

    @Test
    void oneThatDoesNotGetReadyIsToldAsOfABuildAndLeavesNothing() throws Exception {
        assertThatThrownBy(() -> services.start(
                        List.of(service(services, "web", "never", "echo broken; exit 3")), (alias, line) -> {}))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("web ended with exit status 3")
                .hasMessageContaining("    broken");

        assertThat(left()).isEmpty();
    }

    @Test
    void oneThatRunsAsItIsWantedGoesOnAndAnotherOneOfItsNameIsRefused() throws Exception {
        ServiceDescription web = service(services, "web", "up", "echo up; sleep 1000");
        ServiceState first = services.start(List.of(web), (alias, line) -> {}).get(0);

        assertThat(services.start(List.of(web), (alias, line) -> {}))
                .extracting(ServiceState::id)
                .containsExactly(first.id());
        assertThatThrownBy(() -> services.start(
                        List.of(service(services, "web", "up", "echo up; sleep 2000")), (alias, line) -> {}))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("'web' runs already, detached, and not as it is described now");

        ServiceState again = services.restart("web", (alias, line) -> {});
        assertThat(again.id()).isNotEqualTo(first.id());
        assertThat(again.ports()).isEqualTo(first.ports());
        assertThat(services.start(List.of(web), (alias, line) -> {}))
                .extracting(ServiceState::id)
                .containsExactly(again.id());
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(services.log("web").getParent())))
                .isEqualTo("rwx------");
    }

    /** None of the projects has a directory any more, as after rm(1). */
    @Test
    void thoseOfEveryProjectAreFoundFromElsewhereAndStopped() throws Exception {
        DetachedServices other = of(directory, "other project");
        services.start(List.of(service(services, "web", "up", "echo up; sleep 1000")), (alias, line) -> {});
        other.start(List.of(service(other, "web", "up", "echo up; sleep 1000")), (alias, line) -> {});
        Path halfMade = Files.createDirectory(directory.resolve("services/0000000000000000"));

        List<DetachedServices> found = DetachedServices.ofAllProjects(directory.resolve("services"), command());

        assertThat(found)
                .extracting(DetachedServices::project)
                .containsExactly(directory.resolve("other project"), directory.resolve("project"));
        assertThat(found.get(0).all())
                .extracting(ServiceState::id)
                .hasSize(1)
                .isEqualTo(other.all().stream().map(ServiceState::id).toList());
        assertThat(found.get(0).stop(Optional.of("web"))).hasSize(1);
        assertThat(other.all()).isEmpty();
        assertThat(services.all())
                .as("of the same name, and of another project")
                .hasSize(1);
        Files.delete(halfMade);
    }

    /** Containers end with their owner, and what it left is no hindrance. */
    @Test
    void aKeeperThatIsKilledTakesItsServicesAlongAndTheNextOneTakesItsPlace() throws Exception {
        ProcessHandle keeper = killed("started", "up", "echo up; sleep 1000");
        ProcessHandle first = ProcessHandle.of(services.all().get(0).pid()).orElseThrow();

        keeper.destroyForcibly();
        keeper.onExit().join();
        first.onExit().join();

        assertThat(services.all()).isEmpty();
        ServiceDescription web = service(services, "web", "up", "echo up; sleep 1000");
        assertThat(services.start(List.of(web), (alias, line) -> {})).hasSize(1);
    }
}
