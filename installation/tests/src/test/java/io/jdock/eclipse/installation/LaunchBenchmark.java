package io.jdock.eclipse.installation;

import io.jdock.eclipse.testing.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IProcess;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/**
 * No test: {@code bin/bench eclipse} runs it. One application is launched locally and in a container in turn; the time is from the
 * launch until Eclipse knows that its process has ended.
 */
class LaunchBenchmark {
    private static final int WARM_UP = 5;

    @Test
    void launches() throws Exception {
        StringBuilder results = new StringBuilder();
        Idle.bundles()
                .forEach((name, state) -> results.append(line(
                        "%s in an idle IDE: %s",
                        name, state == Bundle.STARTING ? "no class loaded" : "in state " + state)));
        try (Workbench workbench = new Workbench("short")) {
            workbench.compile("Short", "public class Short { public static void main(String[] arguments) {} }");
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Short");
            double first = milliseconds(workbench, configuration, "io.jdock.run");
            List<Double> local = new ArrayList<>();
            List<Double> contained = new ArrayList<>();
            int rounds = Integer.getInteger("jdock.rounds");
            for (int round = -WARM_UP; round < rounds; round++) {
                double one = milliseconds(workbench, configuration, ILaunchManager.RUN_MODE);
                double other = milliseconds(workbench, configuration, "io.jdock.run");
                if (round >= 0) {
                    local.add(one);
                    contained.add(other);
                }
            }
            double more = median(contained) - median(local);
            results.append(line("local launch             %6.1f ms", median(local)))
                    .append(line("launch in a container    %6.1f ms, the first one %.1f ms", median(contained), first))
                    .append(line("difference eclipse %.1f ms; to be reached: 60 ms", more))
                    .append(line("ratio eclipse %.3f", median(contained) / median(local)));
        }
        Files.writeString(Path.of(System.getProperty("jdock.results")), results);
    }

    private static double milliseconds(Workbench workbench, ILaunchConfigurationWorkingCopy configuration, String mode)
            throws Exception {
        CompletableFuture<DebugEvent> end = workbench.event(
                event -> event.getKind() == DebugEvent.TERMINATE && event.getSource() instanceof IProcess);
        long begin = System.nanoTime();
        ILaunch launch = configuration.launch(mode, null);
        IProcess process = (IProcess) Workbench.await(end).getSource();
        double taken = (System.nanoTime() - begin) / 1e6;
        if (process.getExitValue() != 0) {
            throw new AssertionError(mode + ": "
                    + process.getStreamsProxy().getErrorStreamMonitor().getContents());
        }
        DebugPlugin.getDefault().getLaunchManager().removeLaunch(launch);
        return taken;
    }

    private static double median(List<Double> figures) {
        List<Double> sorted = new ArrayList<>(figures);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format + "%n", values);
    }
}
