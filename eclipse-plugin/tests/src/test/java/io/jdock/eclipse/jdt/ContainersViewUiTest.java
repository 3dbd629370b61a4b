package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.Container;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.ContainerSnapshot;
import io.jdock.eclipse.core.ImageLibrary;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.NeedsContainers;
import io.jdock.eclipse.testing.TestImage;
import io.jdock.eclipse.testing.Workbench;
import io.jdock.image.FileTree;
import io.jdock.image.registry.TransferListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IStreamsProxy;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.jdt.debug.core.IJavaDebugTarget;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.console.IConsoleConstants;
import org.eclipse.ui.console.IConsoleView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The view Containers, as a user sees it. */
@NeedsContainers(limited = true)
class ContainersViewUiTest {
    private static final String VIEW = "io.jdock.eclipse.ui.views.containers";
    private static final int STATE = 2;
    private static final int CPU = 4;
    private static final int MEMORY = 5;
    private static final int FIGURES = 3;

    /** The exit status of a JVM that was asked to end. */
    private static final int ASKED = 143;

    /** That of one that took too long for it. */
    private static final int KILLED = 137;

    private final Windows windows = new Windows(PlatformUI.getWorkbench().getDisplay());
    private Table table;

    @BeforeEach
    void theViewIsOpen() throws Exception {
        windows.in(() -> {
            Windows.shell().setBounds(0, 0, 1200, 360);
            Windows.page().showView(VIEW);
            Windows.page().setPartState(Windows.page().findViewReference(VIEW), IWorkbenchPage.STATE_MAXIMIZED);
            table = Windows.find(Windows.shell(), Table.class, ContainersViewUiTest::isOfTheView)
                    .orElseThrow();
            return null;
        });
        ContainerJreType.containersOfIde().forgetEnded(); // those of other tests
        windows.until("nothing is shown", () -> table.getItemCount() == 0);
    }

    private static boolean isOfTheView(Table table) {
        return Arrays.stream(table.getColumns())
                .anyMatch(column -> column.getText().equals("Process"));
    }

    @AfterEach
    void theViewIsClosed() {
        windows.run(() -> Windows.page().hideView(Windows.page().findViewReference(VIEW)));
    }

    @Test
    void showsWhatContainersAreAndUse() throws Exception {
        try (Workbench workbench = new Workbench("usage")) {
            workbench.compile("Busy", """
                public class Busy {
                    public static void main(String[] arguments) throws Exception {
                        for (int i = 0; ; i++) {
                            if (i % 5 == 0) Thread.sleep(700);
                            for (double x = 0; x < 1e7; x++) Math.sin(x);
                        }
                    }
                }
                """);
            workbench.compile(
                    "Failing", "public class Failing { public static void main(String[] a) { System.exit(3); } }");
            workbench.ended(workbench.launch(workbench.application("Failing"), ContainerLaunchDelegate.RUN_MODE));
            start(workbench, "Busy");

            windows.until("there are figures", () -> cell("Busy", CPU).matches("\\d+ %") && looks("Busy") >= FIGURES);

            assertThat(texts("Busy", MEMORY)).endsWith("MiB");
            assertThat(texts("Busy", STATE)).isEqualTo("running");
            assertThat(texts("Failing", STATE)).isEqualTo("ended: 3");
            assertThat(texts("Failing", CPU)).isEmpty();
            assertThat(windows.in(() -> Windows.help(table))).startsWith("The containers of launches");
            windows.photograph("containers-view", Windows.shell());
        }
    }

    @Test
    void containersArePausedResumedStoppedRestartedKilledAndRemoved() throws Exception {
        try (Workbench workbench = new Workbench("actions")) {
            workbench.compile("Waiting", waiting());
            ILaunch launch = start(workbench, "Waiting");
            windows.until("it runs", () -> cell("Waiting", STATE).equals("running"));

            choose("Waiting", "Pause");
            windows.until("it is paused", () -> cell("Waiting", STATE).equals("paused"));
            assertThat(enabled("Waiting")).contains("Stop", "Resume").doesNotContain("Pause", "Remove");
            choose("Waiting", "Resume");
            windows.until("it runs again", () -> cell("Waiting", STATE).equals("running"));

            Shell dialog = windows.opening("Waiting", () -> chooseNow("Waiting", "Inspect..."));
            assertThat(windows.in(() -> Windows.find(dialog, StyledText.class, any -> true)
                            .orElseThrow()
                            .getText()))
                    .contains("\"ociVersion\"", "\"Waiting\"");
            windows.run(() -> Windows.press(Windows.button(dialog, "Close")));

            ILaunch again = workbench.launched(() -> choose("Waiting", "Restart"));
            assertThat(workbench.ended(launch).getExitValue()).isIn(ASKED, KILLED);
            choose("Waiting", "Remove All Ended");
            ContainerJvm jvm = (ContainerJvm) again.getProcesses()[0];
            windows.until("the new one is shown alone", () -> shown().equals(List.of(jvm.container())));

            choose("Waiting", "Stop");
            windows.until("it has ended", () -> cell("Waiting", STATE).startsWith("ended: "));
            assertThat(workbench.ended(again).getExitValue()).isIn(ASKED, KILLED);
            ILaunch last = workbench.launched(() -> choose("Waiting", "Restart"));
            choose("Waiting", "Remove All Ended");
            windows.until("it runs again", () -> cell("Waiting", STATE).equals("running"));
            choose("Waiting", "Kill");
            windows.until("it was killed", () -> cell("Waiting", STATE).equals("ended: " + KILLED));
            assertThat(workbench.ended(last).getExitValue()).isEqualTo(KILLED);
            choose("Waiting", "Remove");
            windows.until("it is gone", () -> table.getItemCount() == 0);
        }
    }

    @Test
    void aShellIsOpenedInAContainer() throws Exception {
        try (Workbench workbench = new Workbench("shell")) {
            workbench.compile("Waiting", waiting());
            ContainerJvm jvm = (ContainerJvm) start(workbench, "Waiting").getProcesses()[0];
            windows.until("it runs", () -> cell("Waiting", STATE).equals("running"));

            ILaunch shell = workbench.launched(() -> choose("Waiting", "Open Shell"));
            StringBuffer said = new StringBuffer();
            IStreamsProxy streams = shell.getProcesses()[0].getStreamsProxy();
            streams.getOutputStreamMonitor().addListener((text, monitor) -> said.append(text));
            streams.write("readlink /proc/self/ns/pid\nexit 5\n");

            assertThat(workbench.ended(shell).getExitValue()).isEqualTo(5);
            Path namespace = Path.of("/proc/" + jvm.container().pid() + "/ns/pid");
            assertThat(said.toString().strip())
                    .isEqualTo(Files.readSymbolicLink(namespace).toString());

            choose("Waiting", "Show Console");
            windows.until(
                    "its console is shown, not the shell's",
                    () -> Windows.page().findView(IConsoleConstants.ID_CONSOLE_VIEW) instanceof IConsoleView view
                            && view.getConsole() == DebugUITools.getConsole(jvm));
        }
    }

    @Test
    void aDebuggerIsAttachedToAJvmThatWaitsForOne() throws Exception {
        try (Workbench workbench = new Workbench("attach")) {
            workbench.compile("Waiting", waiting());
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Waiting");
            configuration.setAttribute(
                    IJavaLaunchConfigurationConstants.ATTR_VM_ARGUMENTS,
                    "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:5005");
            LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.PORTS, "5005"), configuration);
            ILaunch launch = workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE);
            windows.console(launch.getProcesses()[0]); // says that it listens
            windows.until("it runs", () -> cell("Waiting", STATE).equals("running"));

            CompletableFuture<DebugEvent> attached = workbench.event(
                    event -> event.getKind() == DebugEvent.CREATE && event.getSource() instanceof IJavaDebugTarget);
            choose("Waiting", "Attach Debugger");

            IJavaDebugTarget target =
                    (IJavaDebugTarget) Workbench.await(attached).getSource();
            assertThat(target.getLaunch().getLaunchMode()).isEqualTo(ILaunchManager.DEBUG_MODE);
            target.disconnect(); // as the container does not end by that
            assertThat(launch.isTerminated()).isFalse();
            DebugPlugin.getDefault().getLaunchManager().removeLaunch(target.getLaunch());
        }
    }

    @Test
    @EnabledIf(value = "io.jdock.eclipse.jdt.ProgramLaunchTest#hasBusybox", disabledReason = "needs busybox-static")
    void aContainerBecomesAnImage(@TempDir Path directory) throws Exception {
        Path image = TestImage.ofBusybox(directory.resolve("image"), "{}");
        ImageLibrary library = ContainerJreType.containersOfIde().images();
        try (Workbench workbench = new Workbench("commit")) {
            ILaunchConfigurationWorkingCopy configuration = ProgramLaunchTest.program(
                    "changing", "/bin/busybox sh -c 'echo changed >/made; echo ready; exec /bin/busybox sleep 1000'");
            LaunchSettings.save(
                    ContainerSettings.STANDARD.with(Setting.SOURCE, "image").with(Setting.LOCATION, "oci:" + image),
                    configuration);
            ILaunch launch = workbench.launch(configuration, ILaunchManager.RUN_MODE);
            windows.console(launch.getProcesses()[0]); // says that it is ready
            windows.until("it runs", () -> cell("changing", STATE).equals("running"));

            Shell ask = windows.opening("Commit a container", () -> chooseNow("changing", "Commit..."));
            windows.run(() -> {
                Windows.find(ask, Text.class, Text::getEditable).orElseThrow().setText("team/changed:1");
                Windows.press(Windows.button(ask, "OK"));
            });
            windows.until("the image is there", () -> library.names().contains("team/changed:1"));

            FileTree files = library.files(
                    library.pin("team/changed:1", TransferListener.NONE).image(), directory);
            assertThat(files.node("made")).isPresent();
        }
        for (var made : library.all()) {
            library.remove(made);
        }
    }

    private static String waiting() {
        return """
            public class Waiting {
                public static void main(String[] arguments) throws Exception {
                    Thread.sleep(Long.MAX_VALUE);
                }
            }
            """;
    }

    private static ILaunch start(Workbench workbench, String className) throws Exception {
        ILaunchConfigurationWorkingCopy configuration = workbench.application(className);
        LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.MEASURED, "true"), configuration);
        return workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE);
    }

    // ---- by the thread of the windows

    private Optional<TableItem> row(String name) {
        return Arrays.stream(table.getItems())
                .filter(item -> item.getText().equals(name))
                .findFirst();
    }

    private String cell(String name, int column) {
        return row(name).map(item -> item.getText(column)).orElse("");
    }

    private List<Container> shown() {
        return Arrays.stream(table.getItems())
                .map(item -> ((ContainerSnapshot) item.getData()).started().container())
                .toList();
    }

    private int looks(String name) {
        return row(name)
                .map(item ->
                        ((ContainerSnapshot) item.getData()).usage().memory().size())
                .orElse(0);
    }

    private void chooseNow(String name, String entry) {
        table.setSelection(row(name).orElseThrow());
        Windows.tell(table, SWT.Selection);
        MenuItem item = Windows.entry(table.getMenu(), entry);
        assertThat(item.isEnabled()).as(entry).isTrue();
        Windows.tell(item, SWT.Selection);
    }

    // ---- by that of the test

    private String texts(String name, int column) {
        return windows.in(() -> cell(name, column));
    }

    private void choose(String name, String entry) {
        windows.run(() -> chooseNow(name, entry));
    }

    private List<String> enabled(String name) {
        return windows.in(() -> {
            table.setSelection(row(name).orElseThrow());
            Windows.tell(table, SWT.Selection);
            return Arrays.stream(table.getMenu().getItems())
                    .filter(MenuItem::isEnabled)
                    .map(item -> item.getText().replace("&", ""))
                    .toList();
        });
    }
}
