package io.jdock.maven;

import io.jdock.container.ByteSize;
import io.jdock.container.ContainerTask;
import io.jdock.maven.value.TimeSpan;
import io.jdock.service.BackgroundService;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Lists the processes of a container that {@code jdock:start} has started: those of {@code jdock:exec} too. */
@Mojo(name = "top", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true)
public final class TopMojo extends AbstractServiceMojo {
    @Override
    void carryOut(BackgroundService service) throws IOException {
        TextTable table = new TextTable("PID", "INNER PID", "UID", "CPU", "MEMORY", "THREADS", "COMMAND");
        for (ContainerTask task : service.tasks()) {
            table.row(
                    Long.toString(task.pid()),
                    Long.toString(task.innerPid()),
                    Long.toString(task.uid()),
                    TimeSpan.describe(task.cpu()),
                    ByteSize.describe(task.memory()),
                    Integer.toString(task.threads()),
                    String.join(" ", task.command()));
        }
        table.lines().forEach(getLog()::info);
    }
}
