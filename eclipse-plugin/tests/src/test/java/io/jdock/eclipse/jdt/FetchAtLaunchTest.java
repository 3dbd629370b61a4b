package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.ImageLibrary;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.TestImage;
import io.jdock.eclipse.testing.Workbench;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A launch in an image that is not here yet tells how its fetching goes on, and can be cancelled meanwhile. */
@EnabledIf(value = "io.jdock.eclipse.jdt.TestRegistry#isInstalled", disabledReason = "needs docker-registry and skopeo")
class FetchAtLaunchTest {
    @TempDir
    Path directory;

    /** Remembers what it is told, and may be cancelled by the first word of a transfer. */
    private static final class Watcher extends NullProgressMonitor {
        private final List<String> told = new ArrayList<>();
        private final boolean impatient;

        private Watcher(boolean impatient) {
            this.impatient = impatient;
        }

        @Override
        public synchronized void subTask(String name) {
            if (name.contains("B of")) {
                told.add(name);
                setCanceled(impatient);
            }
        }
    }

    @Test
    void fetchingIsToldAndCancelled() throws Exception {
        ImageLibrary images = ContainerJreType.containersOfIde().images();
        Path layout = TestImage.unique(directory.resolve("layout"));
        try (TestRegistry registry = TestRegistry.with("team/late:1", layout, directory);
                Workbench workbench = new Workbench("late")) {
            workbench.compile("Late", "public class Late { public static void main(String[] arguments) {} }");
            String name = registry.host() + "/team/late:1";
            ContainerSettings settings =
                    ContainerSettings.STANDARD.with(Setting.SOURCE, "image").with(Setting.LOCATION, "http://" + name);
            ILaunchConfigurationWorkingCopy application = workbench.application("Late");
            LaunchSettings.save(settings, application);

            assertThatExceptionOfType(OperationCanceledException.class)
                    .isThrownBy(() -> application.launch(ContainerLaunchDelegate.RUN_MODE, new Watcher(true)));
            assertThat(images.names()).doesNotContain(name);

            ILaunchConfigurationWorkingCopy service = ProgramLaunchTest.program("late", "");
            LaunchSettings.save(settings, service);
            Watcher patient = new Watcher(false);
            assertThatExceptionOfType(CoreException.class)
                    .as("an image of nothing")
                    .isThrownBy(() -> service.launch(ILaunchManager.RUN_MODE, patient))
                    .withMessageContaining("late has no program");
            assertThat(patient.told).isNotEmpty();
            assertThat(images.names()).contains(name);
        }
    }

    @Test
    void aLaunchThatWaitsForASilentRegistryIsCancelled() throws Exception {
        try (SilentRegistry registry = SilentRegistry.open()) {
            ILaunchConfigurationWorkingCopy service = ProgramLaunchTest.program("waiting", "");
            LaunchSettings.save(
                    ContainerSettings.STANDARD
                            .with(Setting.SOURCE, "image")
                            .with(Setting.LOCATION, "http://" + registry.host() + "/team/late:1"),
                    service);
            NullProgressMonitor monitor = new NullProgressMonitor();
            registry.asked().thenRun(() -> monitor.setCanceled(true));

            assertThatExceptionOfType(OperationCanceledException.class)
                    .isThrownBy(() -> service.launch(ILaunchManager.RUN_MODE, monitor));

            assertThat(registry.question()).contains("/team/late/manifests/1");
            assertThat(Thread.interrupted()).as("a trace of it").isFalse();
        }
    }
}
