package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jdock.oci.LinuxNamespaceType;
import java.io.BufferedReader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of a container's processes, by procfs alone and by its control group. */
class ContainerTaskTest {
    /** A child that speaks for itself: what only forked has the parent's command still. */
    private static final String CHILD = "echo started; sleep 1000; :";

    private static final String SCRIPT = "sh -c '" + CHILD + "' & wait";

    private final Jdock jdock = Jdock.open();

    @AfterEach
    void close() {
        jdock.close();
    }

    private Container start(ContainerSpec.Builder spec) throws Exception {
        Container container =
                jdock.start(spec.command(List.of("/bin/sh", "-c", SCRIPT)).build());
        BufferedReader output = container.inputReader();
        assertThat(output.readLine()).isEqualTo("started");
        return container;
    }

    @Test
    void areAllThatShareItsNumbers() throws Exception {
        Container container = start(ContainerSpec.builder());
        ContainerProcess further = container.exec(ExecSpec.of("/bin/cat"));

        List<ContainerTask> tasks = container.tasks();

        assertThat(tasks)
                .extracting(ContainerTask::command)
                .contains(List.of("/bin/sh", "-c", SCRIPT), List.of("sh", "-c", CHILD), List.of("/bin/cat"));
        assertThat(tasks)
                .extracting(ContainerTask::pid, ContainerTask::innerPid)
                .contains(tuple(container.pid(), 1L));
        assertThat(tasks).allSatisfy(task -> assertThat(task.threads()).isPositive());
        further.destroyForcibly();
    }

    @Test
    void areTheFirstProcessAndWhatItStartedWhereNumbersAreTheHosts() throws Exception {
        Container container = start(ContainerSpec.builder().share(LinuxNamespaceType.PID));

        assertThat(container.tasks())
                .extracting(ContainerTask::command)
                .contains(List.of("/bin/sh", "-c", SCRIPT), List.of("sh", "-c", CHILD));
    }

    @Test
    void withoutAControlGroupTheUsageIsTheirSum() throws Exception {
        Container container = start(ContainerSpec.builder());

        Usage usage = container.usage();

        assertThat(usage.tasks().orElseThrow())
                .as("two shells, and what they start")
                .isBetween(2L, 4L);
        assertThat(usage.memory().orElseThrow()).isPositive();
        assertThat(usage.cpuNanos()).isPresent();
    }

    @Test
    void thereAreNoneAfterTheEnd() throws Exception {
        Container container = start(ContainerSpec.builder());
        container.destroyForcibly().waitFor();

        assertThat(container.tasks()).isEmpty();
        assertThat(container.usage().tasks()).hasValue(0);
    }
}
