package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.NeedsContainers;
import io.jdock.eclipse.testing.Workbench;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;

/** Containers that are launched by themselves, in the launch dialog and in launch groups. */
class ProgramUiTest {
    private static final String RUN_GROUP = "org.eclipse.debug.ui.launchGroup.run";

    private final Windows windows = new Windows(PlatformUI.getWorkbench().getDisplay());

    @Test
    void theDialogAsksForAnImage() throws Exception {
        ILaunchConfigurationWorkingCopy database = ProgramLaunchTest.program("database", "");
        database.setAttribute(Setting.SOURCE.attribute(), "image");
        ILaunchConfiguration saved = database.doSave();
        Shell dialog = windows.opening(
                "Edit Configuration",
                () -> DebugUITools.openLaunchConfigurationDialog(Windows.shell(), saved, RUN_GROUP, null));
        assertThat(windows.in(() -> run(dialog).isEnabled()))
                .as("without an image")
                .isFalse();

        windows.run(() -> field(dialog, Setting.LOCATION).setText("postgres:17"));
        windows.run(() -> field(dialog, Setting.PORTS).setText("5432"));
        windows.until("it can be run", () -> run(dialog).isEnabled());
        windows.photograph("container-launch", dialog);
        windows.run(() -> Windows.selectTab(dialog, "Program"));
        windows.run(() -> field(dialog, ProgramLaunchDelegate.COMMAND).setText("postgres -c fsync=off"));
        windows.run(() -> Windows.press(Windows.button(dialog, "Apply")));
        windows.run(() -> Windows.press(Windows.button(dialog, "Close")));

        assertThat(saved.getAttribute(ProgramLaunchDelegate.COMMAND, "")).isEqualTo("postgres -c fsync=off");
        assertThat(LaunchSettings.load(saved).get(Setting.LOCATION)).isEqualTo("postgres:17");
        saved.delete();
    }

    private static Button run(Shell dialog) {
        return Windows.button(dialog, "Run");
    }

    private static Text field(Shell dialog, Object setting) {
        return Windows.find(dialog, Text.class, text -> setting.equals(text.getData("io.jdock.setting")))
                .orElseThrow();
    }

    @Test
    @NeedsContainers
    void aLaunchGroupStartsAServiceAndThenDebugsTheApplication() throws Exception {
        try (Workbench workbench = new Workbench("group")) {
            workbench.compile(
                    "Client", "public class Client { public static void main(String[] a) { System.exit(7); } }");
            ILaunchConfiguration service =
                    ProgramLaunchTest.program("service", "/bin/sleep 1000").doSave();
            ILaunchConfiguration client = workbench.application("Client").doSave();
            ILaunchConfigurationWorkingCopy group = DebugPlugin.getDefault()
                    .getLaunchManager()
                    .getLaunchConfigurationType("org.eclipse.debug.core.groups.GroupLaunchConfigurationType")
                    .newInstance(null, "both");
            element(group, 0, service.getName(), ILaunchManager.RUN_MODE);
            element(group, 1, client.getName(), ContainerLaunchDelegate.DEBUG_MODE);

            ILaunchConfiguration saved = group.doSave();
            ILaunch both = workbench.launch(saved.getWorkingCopy(), ILaunchManager.RUN_MODE);
            IProcess application = workbench.ended(launchOf(client));

            assertThat(application.getExitValue()).isEqualTo(7);
            assertThat(launchOf(client).getDebugTarget()).as("its debugger").isNotNull();
            assertThat(launchOf(service).isTerminated()).isFalse();
            launchOf(service).terminate();
            assertThat(workbench.ended(launchOf(service)).getExitValue()).isEqualTo(143);
            assertThat(both.isTerminated()).isTrue();
            for (ILaunchConfiguration made : new ILaunchConfiguration[] {service, client, saved}) {
                made.delete();
            }
        }
    }

    private static void element(ILaunchConfigurationWorkingCopy group, int index, String name, String mode) {
        String prefix = "org.eclipse.debug.core.launchGroup." + index + ".";
        group.setAttribute(prefix + "name", name);
        group.setAttribute(prefix + "mode", mode);
        group.setAttribute(prefix + "enabled", true);
        group.setAttribute(prefix + "adoptIfRunning", false);
        group.setAttribute(prefix + "action", "NONE");
    }

    private static ILaunch launchOf(ILaunchConfiguration configuration) {
        for (ILaunch launch : DebugPlugin.getDefault().getLaunchManager().getLaunches()) {
            if (configuration.equals(launch.getLaunchConfiguration())) {
                return launch;
            }
        }
        throw new AssertionError(configuration.getName() + " was not launched");
    }
}
