package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.ContainerSpec;
import io.jdock.container.HealthCheck;
import io.jdock.container.Volume;
import io.jdock.kernel.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real containers of the machine's own system. */
class ServicesTest {
    private static final Readiness SUCCESS = Readiness.atOnce().withExit(0);

    @TempDir
    Path directory;

    private final Services services = new Services();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stopAll() throws InterruptedException {
        services.stop(Optional.empty(), (alias, status) -> {});
    }

    private static Readiness line(String found) {
        return Readiness.atOnce().withLog(Pattern.compile(found));
    }

    private ServiceDescription service(String alias, Readiness wait, String script, String... dependsOn) {
        return new ServiceDescription(
                alias,
                List.of(dependsOn),
                ContainerSpec.builder()
                        .command(List.of("/bin/sh", "-c", script))
                        .volume(new Volume(directory, Path.of("/shared"), false))
                        .build(),
                wait,
                directory.resolve(alias + ".log"));
    }

    private ServiceDescription checked(String alias, HealthCheck check) {
        ServiceDescription plain = service(alias, Readiness.atOnce(), "sleep 1000");
        return new ServiceDescription(
                alias,
                plain.dependsOn(),
                plain.spec(),
                plain.readiness().withHealth(),
                plain.log(),
                plain.restart(),
                Optional.of(check),
                plain.image());
    }

    private List<Service> start(ServiceDescription... descriptions) throws Exception {
        return services.start(List.of(descriptions), (alias, line) -> lines.add(alias + ": " + line.text()));
    }

    @Test
    void oneThatDependsOnAnotherIsStartedWhenThatIsReady() throws Exception {
        List<Service> started = start(
                service("web", line("found"), "cat /shared/ready && echo found && sleep 1000", "db"),
                service("db", line("up"), "echo yes > /shared/ready; echo up; sleep 1000"));

        assertThat(started).extracting(Service::alias).containsExactly("db", "web");
        assertThat(lines).containsSubsequence("db: up", "web: yes", "web: found");
        assertThat(services.named("db")).get().isSameAs(started.get(0));
    }

    /** One look takes too long, another fails, the third succeeds. */
    @Test
    void theHealthCheckOfAnImageIsRepeatedUntilItSucceeds() throws Exception {
        String look = "echo >> /shared/looks; case $(wc -l < /shared/looks) in 1) sleep 1000;; 2) exit 1;; esac";
        HealthCheck check = HealthCheck.of("/bin/sh", "-c", look).withTimeout(Duration.ofSeconds(2));

        start(checked("db", check));

        assertThat(Files.readAllLines(directory.resolve("looks"))).hasSize(3);
    }

    @Test
    void oneThatWasWaitedForByItsHealthCheckIsHealthyUntilItEnds() throws Exception {
        HealthCheck check = HealthCheck.of("true").withInterval(Duration.ofHours(1));

        Service service = start(checked("web", check)).get(0);

        assertThat(service.state().health()).contains(Health.HEALTHY);
        service.stop();
        assertThat(service.state().health()).isEmpty();
    }

    @Test
    void oneThatFailsItsHealthCheckIsGivenUpWithWordOfIt() {
        ServiceDescription failing = checked("web", HealthCheck.of("/bin/sh", "-c", "exit 7"));
        ServiceDescription hasty = new ServiceDescription(
                failing.alias(),
                failing.dependsOn(),
                failing.spec(),
                failing.readiness().withTimeout(Duration.ofMillis(1)),
                failing.log(),
                failing.restart(),
                failing.health(),
                failing.image());

        assertThatThrownBy(() -> start(hasty))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("still waited for its health check '/bin/sh -c exit 7'");
    }

    @Test
    void aHealthCheckIsWaitedForOnlyWhereThereIsOne() {
        Readiness any = Readiness.anyOf(new Condition.Listening(80), new Condition.Healthy());

        assertThatThrownBy(() -> service("web", any, "sleep 1000"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'web'");
    }

    /** Opening a FIFO waits for the other side (fifo(7)): one after the other, they would wait for ever. */
    @Test
    void thoseThatDoNotDependOnEachOtherAreStartedBesideEachOther() throws Exception {
        start(
                service("fifo", SUCCESS, "mkfifo /shared/fifo"),
                service("reader", SUCCESS, "cat /shared/fifo", "fifo"),
                service("writer", SUCCESS, "echo hello > /shared/fifo", "fifo"));

        assertThat(lines).containsExactly("reader: hello");
    }

    @Test
    void oneThatFailsTakesDownTheOthersAndThoseThatDependOnItAreNotStarted() throws Exception {
        assertThatThrownBy(() -> start(
                        service("good", line("up"), "echo up; sleep 1000"),
                        service("slow", line("never"), "sleep 1000", "good"),
                        service("bad", line("never"), "echo broken; exit 3", "good"),
                        service("late", Readiness.atOnce(), "touch /shared/late", "bad")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("bad ended with exit status 3")
                .hasMessageContaining("    broken");

        assertThat(services.named("good")).isEmpty();
        for (ProcessHandle ending : ProcessHandle.current().children().toList()) {
            ending.onExit().get(1, TimeUnit.MINUTES);
        }
        assertThat(directory.resolve("late")).doesNotExist();
    }

    @Test
    void aTimeThatIsLongerThanTheTimeoutIsNotWaitedFor() {
        Readiness tooLong = Readiness.atOnce().withTime(Duration.ofDays(1)).withTimeout(Duration.ofMillis(10));

        assertThatThrownBy(() -> start(service("web", tooLong, "sleep 1000")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("still waited for 86400000 ms to pass");
    }

    @Test
    void oneOfSeveralConditionsMaySuffice() throws Exception {
        Readiness either = Readiness.anyOf(new Condition.Log(Pattern.compile("never"), 1), new Condition.Listening(1))
                .withTimeout(Duration.ofMillis(10));

        assertThatThrownBy(() -> start(service("web", either, "sleep 1000")))
                .hasMessageContaining("still waited for a line with 'never' or port 1");
        start(service("web", Readiness.anyOf(new Condition.Exit(3), new Condition.Time(Duration.ZERO)), "sleep 1000"));
    }

    @Test
    void aLineMayHaveToComeSeveralTimes() throws Exception {
        Readiness twice = Readiness.atOnce().with(new Condition.Log(Pattern.compile("ready"), 2));

        start(service("db", twice, "echo ready; echo ready; sleep 1000"));

        assertThat(lines).containsExactly("db: ready", "db: ready");
        assertThatThrownBy(() -> start(service("web", twice, "echo ready")))
                .hasMessageContaining("web ended with exit status 0 while 2 lines with 'ready' was waited for");
    }

    @Test
    void aNameCanBeUsedAgainAfterItsContainerWasStopped() throws Exception {
        start(service("web", Readiness.atOnce(), "sleep 1000"), service("other", Readiness.atOnce(), "sleep 1000"));
        services.stop(Optional.of("web"), (alias, status) -> {});

        start(service("web", line("again"), "echo again; sleep 1000"));

        assertThat(lines).containsExactly("web: again");
    }

    @Test
    void oneThatIsStartedAgainHasItsPortsAndItsLog() throws Exception {
        ServiceDescription web = service("web", line("up"), "echo up; sleep 1000");
        ContainerSpec published = web.spec().toBuilder().publish(8080).build();
        Service first = start(new ServiceDescription(
                        "web", List.of(), published, web.readiness(), web.log().path()))
                .get(0);

        Service second = services.restart("web", (alias, line) -> lines.add(alias + "': " + line.text()));

        assertThat(first.exitStatus()).isPresent();
        assertThat(services.named("web")).get().isSameAs(second);
        assertThat(second.container().hostPort(8080))
                .isEqualTo(first.container().hostPort(8080));
        assertThat(lines).containsExactly("web: up", "web': up");
        assertThat(second.lines()).containsExactly("up", "up");
    }

    @Test
    void oneThatDoesNotGetReadyAgainIsEnded() throws Exception {
        start(service("web", line("up"), "mkdir /shared/once && echo up; sleep 0.01"));

        assertThatThrownBy(() -> services.restart("web", (alias, line) -> {})).hasMessageContaining("web ended");
        assertThat(services.named("web").orElseThrow().awaitEnd(Duration.ofMinutes(1)))
                .isPresent();
        assertThatThrownBy(() -> services.restart("mail", (alias, line) -> {}))
                .hasMessage("there is no container 'mail'");
    }

    private ServiceDescription restarted(RestartPolicy policy, String script) {
        ServiceDescription once = service("web", line("up"), script);
        return new ServiceDescription(
                "web", List.of(), once.spec(), once.readiness(), once.log(), policy, once.health(), once.image());
    }

    /** The third run writes into a FIFO that the test reads. */
    @Test
    void oneThatFailsIsStartedAgainAsOftenAsItMayBe() throws Exception {
        String script =
                "echo up; echo run >> /shared/runs; [ $(grep -c run /shared/runs) = 3 ] && echo third > /shared/fifo; exit 1";
        new ProcessBuilder("mkfifo", directory.resolve("fifo").toString())
                .start()
                .waitFor();
        start(restarted(RestartPolicy.onFailure(2), script));

        assertThat(directory.resolve("fifo")).hasContent("third");
        services.named("web").orElseThrow().awaitEnd(Duration.ofMinutes(1));

        assertThat(lines)
                .filteredOn(line -> line.contains("started again"))
                .containsOnly("web: (ended with exit status 1; started again)")
                .hasSize(2);
    }

    @Test
    void oneThatSomebodyEndsStaysDown() throws Exception {
        Service service =
                start(restarted(RestartPolicy.always(), "echo up; sleep 1000")).get(0);

        service.signal(Signal.SIGKILL);
        service.awaitEnd(Duration.ofMinutes(1));
        services.stop(Optional.empty(), (alias, status) -> {});

        assertThat(lines).containsExactly("web: up");
    }

    @Test
    void whoFollowsReadsTheLinesSoFarAndThoseThatCome() throws Exception {
        new ProcessBuilder("mkfifo", directory.resolve("fifo").toString())
                .start()
                .waitFor();
        Service service = start(service("web", line("two"), "echo one; echo two; cat /shared/fifo; echo four"))
                .get(0);
        Queue<String> read = new ConcurrentLinkedQueue<>();

        service.read(1, true, line -> {
            read.add(line.text());
            if (line.text().equals("two")) {
                try {
                    Files.writeString(directory.resolve("fifo"), "three\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        assertThat(read).containsExactly("two", "three", "four");
    }

    @Test
    void theyAreStoppedBeforeThoseThatTheyDependOn() throws Exception {
        start(service("web", Readiness.atOnce(), "sleep 1000", "db"), service("db", Readiness.atOnce(), "sleep 1000"));
        Queue<String> stopped = new ConcurrentLinkedQueue<>();

        boolean all = services.stop(Optional.empty(), (service, status) -> stopped.add(service.alias()));

        assertThat(stopped).containsExactly("web", "db");
        assertThat(all).isTrue();
        assertThat(Files.exists(directory.resolve("web.log"))).isTrue();
    }
}
