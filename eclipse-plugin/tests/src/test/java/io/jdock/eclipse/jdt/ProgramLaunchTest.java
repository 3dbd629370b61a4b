package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.NeedsContainers;
import io.jdock.eclipse.testing.TestImage;
import io.jdock.eclipse.testing.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Containers that are launched by themselves. */
@NeedsContainers
class ProgramLaunchTest {
    @TempDir
    Path directory;

    @Test
    void aProgramOfThisMachineRunsInAContainer() throws Exception {
        try (Workbench workbench = new Workbench("program")) {
            ILaunchConfigurationWorkingCopy configuration =
                    program("shell", "/bin/sh -c 'echo \"$GREETING $HOME\"; exit 4'");
            configuration.setAttribute(ILaunchManager.ATTR_ENVIRONMENT_VARIABLES, Map.of("GREETING", "good morning"));

            IProcess process = workbench.ended(workbench.launch(configuration, ILaunchManager.RUN_MODE));

            assertThat(process.getExitValue()).isEqualTo(4);
            assertThat(Workbench.output(process)).startsWith("good morning").doesNotContain("null");
            assertThat(process.getLabel()).startsWith("shell [container ");
            assertThat(ContainerJreType.containersOfIde().all())
                    .anyMatch(started -> started.name().equals("shell"));
        }
    }

    @Test
    @EnabledIf(value = "hasBusybox", disabledReason = "needs busybox-static")
    void anImageRunsWhatItSays() throws Exception {
        Path image = TestImage.ofBusybox(directory.resolve("image"), """
            {"Entrypoint": ["/bin/busybox", "echo", "I say"], "Cmd": ["something"], "Env": ["WHERE=in an image"]}""");
        try (Workbench workbench = new Workbench("image")) {
            ILaunchConfigurationWorkingCopy configuration = program("image", "");
            LaunchSettings.save(
                    ContainerSettings.STANDARD.with(Setting.SOURCE, "image").with(Setting.LOCATION, "oci:" + image),
                    configuration);

            ILaunch own = workbench.launch(configuration, ILaunchManager.RUN_MODE);
            assertThat(Workbench.output(workbench.ended(own)).strip()).isEqualTo("I say something");

            configuration.setAttribute(ProgramLaunchDelegate.COMMAND, "\"something else\"");
            ILaunch other = workbench.launch(configuration, ILaunchManager.DEBUG_MODE);
            assertThat(Workbench.output(workbench.ended(other)).strip()).isEqualTo("I say something else");
            assertThat(PlannedLaunch.of(configuration, new NullProgressMonitor())
                            .environment())
                    .containsEntry("WHERE", "in an image");
        }
    }

    static boolean hasBusybox() {
        return Files.isExecutable(TestImage.BUSYBOX);
    }

    @Test
    void thereHasToBeAProgram() throws Exception {
        try (Workbench workbench = new Workbench("nothing")) {
            ILaunchConfigurationWorkingCopy configuration = program("nothing", "");
            assertThatExceptionOfType(CoreException.class)
                    .isThrownBy(() -> workbench.launch(configuration, ILaunchManager.RUN_MODE))
                    .withMessageContaining("nothing has no program");
        }
    }

    static ILaunchConfigurationWorkingCopy program(String name, String command) throws CoreException {
        ILaunchConfigurationWorkingCopy configuration = DebugPlugin.getDefault()
                .getLaunchManager()
                .getLaunchConfigurationType(ProgramLaunchDelegate.TYPE)
                .newInstance(null, name);
        configuration.setAttribute(ProgramLaunchDelegate.COMMAND, command);
        return configuration;
    }
}
