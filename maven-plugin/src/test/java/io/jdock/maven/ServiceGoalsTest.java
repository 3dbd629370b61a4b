package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.ExecSpec;
import io.jdock.container.HealthCheck;
import io.jdock.container.Images;
import io.jdock.host.HostProbe;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import io.jdock.image.LayerFiles;
import io.jdock.image.LayerIds;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.image.UnpackLimits;
import io.jdock.maven.value.Conditions;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.ImageConfig;
import io.jdock.service.LogFile;
import io.jdock.service.RestartPolicy;
import io.jdock.service.Service;
import io.jdock.service.ServiceDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goals over containers that {@code jdock:start} has started, with real ones. */
class ServiceGoalsTest {
    @TempDir
    Path directory;

    private final Map<Object, Object> pluginContext = new HashMap<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    private <T extends AbstractMojo> T goal(T goal) {
        goal.setPluginContext(pluginContext);
        goal.setLog(new SystemStreamLog() {
            @Override
            public void info(CharSequence line) {
                log.add(line.toString());
            }
        });
        return goal;
    }

    private Service start(String alias, String script, int... ports) throws Exception {
        ContainerSpec.Builder spec = ContainerSpec.builder().command(List.of("/bin/sh", "-c", script));
        IntStream.of(ports).forEach(spec::publish);
        return start(alias, spec.build(), Map.of("log", "up"), Optional.empty(), Optional.empty());
    }

    private Service start(
            String alias,
            ContainerSpec spec,
            Map<String, String> conditions,
            Optional<HealthCheck> health,
            Optional<ContainerImage> image)
            throws Exception {
        return BackgroundContainers.of(goal(new PsMojo()), null)
                .start(
                        List.of(new ServiceDescription(
                                alias,
                                List.of(),
                                spec,
                                Conditions.parse(conditions, health),
                                LogFile.at(directory.resolve(alias + ".log")),
                                RestartPolicy.never(),
                                health,
                                image)),
                        (name, line) -> {})
                .get(0);
    }

    @AfterEach
    void stopAll() throws Exception {
        goal(new StopMojo()).execute();
    }

    @Test
    void psListsThoseThatRunAndThoseThatHaveEnded() throws Exception {
        Service web = start("web", "echo up; sleep 1000", 80);
        Service schema = start("schema", "echo up; exit 2");
        schema.awaitEnd(Duration.ofMinutes(1));

        goal(new PsMojo()).execute();

        String id = web.container().id();
        assertThat(log)
                .containsExactly(
                        "ALIAS   ID            STATE                     PORTS",
                        "web     " + id + "  "
                                + ("running, pid " + web.container().pid() + " ".repeat(30)).substring(0, 24)
                                + "  127.0.0.1:" + web.container().hostPort(80) + ":80",
                        "schema  " + schema.container().id() + "  ended with exit status 2");
    }

    @Test
    void psTellsTheHealthOfOneThatHasACheck() throws Exception {
        ContainerSpec spec = ContainerSpec.builder("sleep", "1000").build();
        Service web = start("web", spec, Map.of(), Optional.of(HealthCheck.of("true")), Optional.empty());

        goal(new PsMojo()).execute();

        assertThat(log)
                .last()
                .asString()
                .contains("running (healthy), pid " + web.container().pid());
    }

    @Test
    void psSaysThatThereIsNone() throws Exception {
        goal(new PsMojo()).execute();

        assertThat(log).containsExactly("No containers");
    }

    @Test
    void killSendsTheSignalThatIsAskedFor() throws Exception {
        start("web", "trap 'exit 7' HUP; echo up; sleep 1000 & wait");
        KillMojo kill = goal(new KillMojo());
        kill.alias = "web";
        kill.signal = "hup";
        WaitMojo wait = goal(new WaitMojo());
        wait.alias = "web";

        kill.execute();

        assertThat(log).contains("Sent SIGHUP to web");
        assertThatThrownBy(wait::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("web ended with exit status 7; the last it wrote:\n    up");
        assertThatThrownBy(kill::execute).hasMessage("web has ended already");
    }

    @Test
    void killEndsTheContainerUnlessAnotherSignalIsAskedFor() throws Exception {
        Service web = start("web", "trap '' TERM; echo up; sleep 1000");
        KillMojo kill = goal(new KillMojo());
        kill.alias = "web";

        kill.execute();

        assertThat(web.awaitEnd(Duration.ofMinutes(1))).hasValue(137);
    }

    @Test
    void killRefusesASignalThatThereIsNot() throws Exception {
        start("application", "echo up; sleep 1000");
        KillMojo kill = goal(new KillMojo());
        kill.signal = "SIGNOTHING";

        assertThatThrownBy(kill::execute)
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("'signal'")
                .hasMessageContaining("there is no 'SIGNOTHING'");
    }

    @Test
    void waitReturnsWhenTheContainerHasEndedWell() throws Exception {
        start("application", "echo up; sleep 0.1");

        goal(new WaitMojo()).execute();

        assertThat(log).containsExactly("application ended with exit status 0");
    }

    @Test
    void waitGivesUpWithTheLastLines() throws Exception {
        Service service = start("application", "echo up; sleep 1000");
        WaitMojo wait = goal(new WaitMojo());
        wait.timeout = "10ms";

        assertThatThrownBy(wait::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessage("application did not end within 10ms; the last it wrote:\n    up");
        assertThat(service.exitStatus()).as("goes on").isEmpty();
    }

    @Test
    void linesAreAllThatWasWritten() throws Exception {
        Service service = start("web", "echo one; echo two >&2; echo up");
        service.awaitEnd(Duration.ofMinutes(1));

        assertThat(service.lines()).containsExactlyInAnyOrder("one", "two", "up");
    }

    @Test
    void commitMakesAnImageOfARunningContainer() throws Exception {
        Path busybox = Path.of("/usr/bin/busybox");
        assumeTrue(Files.isExecutable(busybox), "busybox-static is not installed");
        // Containers of root are another user outside.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        LocalStore store = LocalStore.open(directory.resolve("store"));
        ContainerImage image = image(store, LayerEntry.file("bin/sh", 0755, LayerContent.of(busybox)));
        ContainerSpec.Builder spec =
                ContainerSpec.builder("/bin/sh", "-c", "echo rows > /table; echo up; kill -STOP $$");
        image.applyTo(spec);
        Service database = start("database", spec.build(), Map.of("log", "up"), Optional.empty(), Optional.of(image));
        CommitMojo commit = goal(new CommitMojo());

        commit.commit(database, Reference.parse("database:full"), store);

        ContentDescriptor committed =
                store.resolve("docker.io/library/database:full").orElseThrow();
        assertThat(log).contains("Committed database as database:full: " + committed.digest());
        assertThat(new LayerFiles(store.unpack(
                                store.image(committed, Images.platform()),
                                LayerIds.CALLER,
                                UnpackLimits.DEFAULT,
                                log::add))
                        .read("/table"))
                .contains("rows\n");
        database.container().destroyForcibly();
        database.awaitEnd(Duration.ofMinutes(1));
        assertThatThrownBy(() -> commit.commit(database, Reference.parse("database:full"), store))
                .hasMessage("database has ended, and its changes are gone");
    }

    private ContainerImage image(LocalStore store, LayerEntry... files) throws Exception {
        ImageDraft draft = new ImageDraft(
                Optional.empty(),
                Images.platform(),
                List.of(new ImageDraft.Step(new LayerWriter(store).write(List.of(files)), "test")),
                ImageConfig.NONE,
                Instant.EPOCH,
                Map.of());
        return new Images(HostProbe.probe(), store, UnpackLimits.DEFAULT)
                .prepare("test", new ImageWriter(store).write(draft, ImageForm.OCI), log::add);
    }

    @Test
    void commitTakesAnImage() throws Exception {
        start("application", "echo up; sleep 1000");
        CommitMojo commit = goal(new CommitMojo());
        assertThatThrownBy(commit::execute)
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("'tag'");
        commit.tag = "application:1";
        assertThatThrownBy(commit::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("application does not run in an image");
    }

    @Test
    void aContainerThatThereIsNotIsToldByName() {
        LogsMojo logs = goal(new LogsMojo());
        logs.alias = "mail";

        assertThatThrownBy(logs::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("There is no container 'mail' in this build");
    }

    @Test
    void restartStartsItAgainAndTellsTheBuildItsNewProcess() throws Exception {
        Service before = start("web", "echo up; sleep 1000");
        RestartMojo restart = goal(new RestartMojo());
        restart.alias = "web";

        restart.execute();

        assertThat(before.exitStatus()).isPresent();
        assertThat(log).containsExactly("[web] up", "Restarted web");
        assertThat(restart.project.getProperties())
                .containsKey("jdock.web.pid")
                .doesNotContainEntry("jdock.web.id", before.container().id());
    }

    @Test
    void topListsTheProcesses() throws Exception {
        Service web = start("web", "echo up; exec sleep 1000");
        String becameSleep = "until read name </proc/2/comm && [ $name = sleep ]; do :; done";
        assertThat(web.exec(ExecSpec.of("/bin/sh", "-c", becameSleep)).waitFor())
                .isZero();
        TopMojo top = goal(new TopMojo());
        top.alias = "web";

        top.execute();

        assertThat(log.remove()).matches("PID +INNER PID +UID +CPU +MEMORY +THREADS +COMMAND");
        assertThat(log).first().asString().startsWith(web.container().pid() + " ");
        assertThat(log).last().asString().endsWith("  sleep 1000");
    }

    @Test
    void statsShowsWhatEachUses() throws Exception {
        Service web = start("web", "echo up; sleep 1000");
        start("schema", "echo up; exit 2").awaitEnd(Duration.ofMinutes(1));

        goal(new StatsMojo()).execute();

        assertThat(log.remove()).matches("ALIAS +ID +CPU +CPU TIME +MEMORY +TASKS");
        assertThat(log.remove())
                .matches("web +" + web.container().id()
                        + " +[0-9.]+ % +[0-9.]+ s +[0-9.]+ [KM]iB( of [0-9.]+ .iB)? +[1-9]");
        assertThat(log.remove()).matches("schema +[0-9a-f]+ +- +- +- +0");
    }

    @Test
    void statsGoesOnUntilTheEnd() throws Exception {
        start("web", "echo up; read nothing < /dev/null; sleep 1.5");
        StatsMojo stats = goal(new StatsMojo());
        stats.follow = true;

        stats.execute();

        assertThat(log).hasSizeGreaterThanOrEqualTo(4);
        assertThat(log).last().asString().matches("web +[0-9a-f]+ +- +- +- +0");
    }

    @Test
    void onATerminalATableTakesThePlaceOfTheOneBefore() {
        assertThat(StatsMojo.over(0, List.of("a", "b"))).isEqualTo("a\033[K\nb\033[K\n");
        assertThat(StatsMojo.over(2, List.of("c"))).isEqualTo("\033[2Ac\033[K\n");
    }

    private CpMojo copy(String from, String to) {
        CpMojo copy = goal(new CpMojo());
        copy.project.setFile(directory.resolve("pom.xml").toFile());
        copy.from = from;
        copy.to = to;
        return copy;
    }

    @Test
    void cpCopiesOutAndIn() throws Exception {
        start("web", "echo text > /tmp/file; echo up; sleep 1000");

        copy("web:/tmp/file", "out").execute();
        copy("out", "web:/tmp/in").execute();
        copy("web:/tmp/in", "again").execute();

        assertThat(directory.resolve("again")).hasContent("text");
        assertThat(log).contains("Copied web:/tmp/file to out");
    }

    @Test
    void cpRefusesWhatIsNotInOneContainer() throws Exception {
        start("web", "echo up; sleep 1000");

        assertThatThrownBy(() -> copy("a", "b").execute())
                .hasMessageContaining("has to be in a container: alias:/path");
        assertThatThrownBy(() -> copy("web:/a", "web:/b").execute())
                .hasMessageContaining("has to be in a container: alias:/path");
        assertThatThrownBy(() -> copy("db:/a", "b").execute()).hasMessageContaining("there is no container 'db'");
        assertThatThrownBy(() -> copy("web:/missing", "b").execute())
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("web:/missing cannot be copied to b: ");
    }
}
