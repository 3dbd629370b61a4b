package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.eclipse.core.ContainerPreferences;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.NeedsContainers;
import io.jdock.eclipse.testing.Workbench;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.eclipse.core.resources.IFile;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.debug.core.IJavaThread;
import org.eclipse.jdt.debug.core.JDIDebugModel;
import org.eclipse.jdt.internal.debug.ui.snippeteditor.JavaSnippetEditor;
import org.eclipse.jdt.junit.JUnitCore;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.jdt.ui.IPackagesViewPart;
import org.eclipse.jdt.ui.JavaUI;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CLabel;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.eclipse.ui.ide.IDE;
import org.eclipse.ui.internal.preferences.WorkbenchPreferenceExtensionNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user clicks and sees. */
class ContainerUiTest {
    private static final String RUN_GROUP = "io.jdock.eclipse.ui.group.run";
    private static final String RUN_AS = "Run in Container As";
    private static final String DEBUG_AS = "Debug in Container As";

    private static final String PRICE_TEST = """
            import static org.junit.jupiter.api.Assertions.*;
            import org.junit.jupiter.api.*;
            class PriceTest {
                @Test void isRounded() {}
                @Test void hasACurrency() { assertEquals("EUR", "EUR"); }
                @Test void isPositive() { assertTrue(-1 > 0, "-1 is no price"); }
                @Test @Disabled("later") void isTaxed() {}
            }
            """;

    private final Windows windows = new Windows(PlatformUI.getWorkbench().getDisplay());

    @BeforeEach
    void aWorkbenchForJava() throws Exception {
        DebugUITools.getPreferenceStore().setValue("org.eclipse.debug.ui.switch_perspective_on_suspend", "always");
        windows.in(() -> {
            IWorkbenchPage page = Windows.page();
            for (var view : page.getViewReferences()) {
                if (view.getId().equals("org.eclipse.ui.internal.introview")) {
                    page.hideView(view);
                }
            }
            Shell shell = page.getWorkbenchWindow().getShell();
            shell.setBounds(0, 0, 1200, 800);
            PlatformUI.getWorkbench().showPerspective(JavaUI.ID_PERSPECTIVE, page.getWorkbenchWindow());
            return null;
        });
    }

    @AfterEach
    void standardSettings() throws Exception {
        ContainerPreferences.save(ContainerSettings.STANDARD);
    }

    @Test
    @NeedsContainers
    void theContextMenuRunsAJavaApplicationInAContainer() throws Exception {
        try (Workbench workbench = new Workbench("menu")) {
            IFile source = workbench.compile("Greeting", """
                public class Greeting {
                    public static void main(String[] arguments) {
                        String name = new java.util.Scanner(System.in).nextLine();
                        System.out.println(name + ", I am process " + ProcessHandle.current().pid());
                        new Exception("on purpose").printStackTrace(System.out);
                    }
                }
                """);
            ILaunch launch = chosen(workbench, source, RUN_AS, "Java Application");
            launch.getProcesses()[0].getStreamsProxy().write("Ann\n");
            IProcess process = workbench.ended(launch);

            assertThat(windows.console(process)).contains("Ann, I am process ");
            assertThat(DebugUITools.getConsole(process).getName())
                    .contains("Greeting [Java Application]", "[container ");
            windows.until("the line is a link", () -> windows.links(process).contains("Greeting.java:5"));
            windows.photograph("run-in-container", Windows.shell());
        }
    }

    /** Of m2e, in whose place is a class that has its name, and remembers how it is called. */
    @Test
    void theContextMenuOffersWhatOtherPlugInsCanLaunch(@TempDir Path directory) throws Exception {
        try (Workbench workbench = new Workbench("menu-maven")) {
            IFile pom = workbench.file("pom.xml", "<project/>");
            assertThat(windows.in(() -> Windows.entries(packages(pom).getMenu(), RUN_AS)))
                    .as("nobody is there to do it")
                    .noneMatch(entry -> entry.startsWith("Maven"));

            String className = "org.eclipse.m2e.actions.ExecutePomAction";
            try (StandIn standIn = StandIn.install("org.eclipse.m2e.launching", className, """
                    package org.eclipse.m2e.actions;
                    import org.eclipse.debug.ui.ILaunchShortcut;
                    import org.eclipse.jface.viewers.ISelection;
                    import org.eclipse.ui.IEditorPart;
                    public class ExecutePomAction implements ILaunchShortcut {
                        public void launch(ISelection selection, String mode) {
                            System.setProperty("io.jdock.launched", mode + " " + selection);
                        }
                        public void launch(IEditorPart editor, String mode) {}
                    }
                    """, directory)) {
                windows.run(() ->
                        Windows.tell(Windows.entry(packages(pom).getMenu(), DEBUG_AS, "Maven Build"), SWT.Selection));

                assertThat(System.clearProperty("io.jdock.launched"))
                        .isEqualTo("io.jdock.debug [L/menu-maven/pom.xml]");
            }
        }
    }

    @Test
    @NeedsContainers
    void theContextMenuRunsTestsAndTheirViewFills() throws Exception {
        try (Workbench workbench =
                new Workbench("menu-tests", JavaCore.newContainerEntry(JUnitCore.JUNIT5_CONTAINER_PATH))) {
            IFile source = workbench.compile("PriceTest", PRICE_TEST);
            tested(workbench, () -> chosen(workbench, source, RUN_AS, "JUnit Test"));
            shows("Runs:", "4/4 (1 skipped)");
            shows("Errors:", "0");
            shows("Failures:", "1");
            windows.photograph("junit", Windows.shell());

            workbench.change(source, PRICE_TEST.replace("-1 > 0", "1 > 0"));
            IProcess again = tested(workbench, () -> workbench.launched(() -> windows.run(this::rerunFailuresFirst)));
            shows("Failures:", "0");
            shows("Runs:", "4/4 (1 skipped)");
            assertThat(again.getLabel()).contains("[container ");
            assertThat(again.getAttribute(IProcess.ATTR_CMDLINE)).contains("-testfailures");
        }
    }

    /** The first time by the menu, then by the button that launches the same again. */
    @Test
    @NeedsContainers
    void theMenuRunAndTheToolBarDoSoToo() throws Exception {
        try (Workbench workbench = new Workbench("tools")) {
            IFile source = workbench.compile(
                    "Again", "public class Again { public static void main(String[] arguments) { System.exit(5); } }");
            windows.run(() -> packages(source));
            windows.settle();

            ILaunch first = workbench.launched(() -> windows.run(() -> Windows.tell(
                    Windows.entry(Windows.shell().getMenuBar(), "Run", RUN_AS, "Java Application"), SWT.Selection)));
            assertThat(workbench.ended(first).getExitValue()).isEqualTo(5);
            ILaunch again =
                    workbench.launched(() -> windows.run(() -> Windows.tell(tool("Run in Container"), SWT.Selection)));

            assertThat(workbench.ended(again).getExitValue()).isEqualTo(5);
            assertThat(again.getProcesses()[0].getLabel()).contains("[container ");
            assertThat(windows.in(() -> tool("Debug in Container").isEnabled())).isTrue();
        }
    }

    private static ToolItem tool(String tip) {
        return Windows.tools(Windows.shell())
                .filter(tool ->
                        tool.getToolTipText() != null && tool.getToolTipText().startsWith(tip))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no tool " + tip + ", but "
                        + Windows.tools(Windows.shell())
                                .map(ToolItem::getToolTipText)
                                .toList()));
    }

    private interface Launching {
        ILaunch launch() throws Exception;
    }

    /** Waits until tests have run, and their results are known. */
    private static IProcess tested(Workbench workbench, Launching launching) throws Exception {
        try (FinishedSession finished = new FinishedSession()) {
            IProcess process = workbench.ended(launching.launch());
            finished.await();
            return process;
        }
    }

    /** As the button of the view. */
    private void rerunFailuresFirst() {
        var tools = ((IViewPart) Windows.page().findView("org.eclipse.jdt.junit.ResultView"))
                .getViewSite()
                .getActionBars()
                .getToolBarManager();
        Arrays.stream(tools.getItems())
                .filter(ActionContributionItem.class::isInstance)
                .map(item -> ((ActionContributionItem) item).getAction())
                .filter(action -> action.getToolTipText() != null
                        && action.getToolTipText().contains("Failures First"))
                .findFirst()
                .orElseThrow()
                .run();
    }

    /** Waits until the view, which writes some time after the session has finished, shows a text beside a label. */
    private void shows(String label, String expected) throws Exception {
        CompletableFuture<Void> shown = new CompletableFuture<>();
        Text field = windows.in(() -> beside(label));
        windows.run(() -> {
            Runnable look = () -> {
                if (field.getText().strip().equals(expected)) {
                    shown.complete(null);
                }
            };
            field.addModifyListener(event -> look.run());
            look.run();
        });
        try {
            Workbench.await(shown);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(label + " " + windows.in(field::getText) + " instead of " + expected, e);
        }
    }

    private static Text beside(String label) {
        Label found = Windows.find(
                        Windows.shell(),
                        Label.class,
                        any -> any.getText().strip().equals(label))
                .orElseThrow(() -> new AssertionError("no label " + label));
        Control[] all = found.getParent().getChildren();
        return (Text) all[Arrays.asList(all).indexOf(found) + 1];
    }

    @Test
    @NeedsContainers
    void theContextMenuDebugsAndTheDebuggerStops() throws Exception {
        try (Workbench workbench = new Workbench("menu-debug")) {
            IFile source = workbench.compile("Debugged", """
                public class Debugged {
                    public static void main(String[] arguments) {
                        String where = "in a container";
                        System.out.println(where);
                    }
                }
                """);
            JDIDebugModel.createLineBreakpoint(source, "Debugged", 4, -1, -1, 0, true, null);
            CompletableFuture<DebugEvent> stop = workbench.suspended(DebugEvent.BREAKPOINT);

            ILaunch launch = chosen(workbench, source, DEBUG_AS, "Java Application");
            IJavaThread thread = (IJavaThread) Workbench.await(stop).getSource();
            assertThat(thread.findVariable("where").getValue().getValueString()).isEqualTo("in a container");
            windows.photograph("debug-in-container", Windows.shell());
            thread.resume();
            assertThat(workbench.ended(launch).getExitValue()).isZero();
        }
    }

    @Test
    @NeedsContainers
    void aScrapbookPageIsEvaluatedInAContainer() throws Exception {
        IVMInstall jre = ContainerJreType.counterpart(JavaRuntime.getDefaultVMInstall());
        try (Workbench workbench = new Workbench("scrapbook", jre)) {
            workbench.compile("Tax", "public class Tax { public static int of(int price) { return price / 5; } }");
            String expression = "Tax.of(210) + \" by process \" + ProcessHandle.current().pid()";
            IFile page = workbench.file("page.jpage", expression);
            JavaSnippetEditor editor = windows.in(() ->
                    (JavaSnippetEditor) IDE.openEditor(Windows.page(), page, "org.eclipse.jdt.debug.ui.SnippetEditor"));
            IDocument document = editor.getDocumentProvider().getDocument(editor.getEditorInput());
            CompletableFuture<String> displayed = windows.changed(document);

            ILaunch launch = workbench.launched(() -> windows.run(() -> {
                editor.selectAndReveal(0, expression.length());
                editor.evalSelection(JavaSnippetEditor.RESULT_DISPLAY);
            }));

            assertThat(Workbench.await(displayed)).containsPattern("42 by process [2-9]");
            assertThat(launch.getProcesses()[0].getLabel()).contains("[container ");
            windows.in(() -> Windows.page().closeEditor(editor, false));
        }
    }

    @Test
    @NeedsContainers(limited = true)
    void theLaunchDialogSaysWhatTheContainerIsLike() throws Exception {
        try (Workbench workbench = new Workbench("dialog")) {
            workbench.compile("Server", "public class Server { public static void main(String[] arguments) {} }");
            ILaunchConfiguration saved = workbench.application("Server").doSave();
            Shell dialog = windows.opening(
                    "Edit Configuration",
                    () -> DebugUITools.openLaunchConfigurationDialog(Windows.shell(), saved, RUN_GROUP, null));
            windows.run(() -> Windows.selectTab(dialog, "Container"));
            windows.settle();

            windows.run(() -> text(dialog, Setting.MEMORY).setText("much"));
            windows.until(
                    "the dialog tells what is wrong", () -> message(dialog) && !enabled(dialog, "Run in Container"));

            windows.run(() -> {
                text(dialog, Setting.MEMORY).setText("512m");
                text(dialog, Setting.CPUS).setText("1.5");
                text(dialog, Setting.PORTS).setText("8080:80" + Text.DELIMITER + "9090");
                text(dialog, Setting.ENVIRONMENT).setText("STAGE=test");
                text(dialog, Setting.VOLUMES).setText("/tmp:/exchange:ro");
            });
            windows.until("nothing is wrong any more", () -> !message(dialog) && enabled(dialog, "Run in Container"));
            assertThat(windows.in(() -> said(dialog, "The JVM will see 512 MiB of memory")))
                    .as("told as it is typed")
                    .isTrue();
            assertThat(windows.in(() -> Windows.help(text(dialog, Setting.MEMORY))))
                    .startsWith("What the container of this launch is like");
            for (Setting setting : Setting.values()) {
                assertThat(windows.in(() -> Windows.accessibleName(control(dialog, setting))))
                        .as("what a screen reader says of " + setting)
                        .isNotBlank();
            }
            windows.photograph("container-tab", dialog);

            Shell plan = windows.opening("What happens", () -> Windows.press(button(dialog, "Show What Happens...")));
            windows.photograph("what-happens", plan);
            String calls = windows.in(() -> Windows.find(plan, StyledText.class, any -> true)
                    .orElseThrow()
                    .getText());
            assertThat(calls).contains("/exchange", "seccomp");
            windows.run(() -> Windows.press(button(plan, "Close")));

            windows.run(() -> Windows.press(button(dialog, "Copy as Maven Configuration")));
            assertThat(copied()).contains("<memory>512m</memory>", "<port>9090</port>", "<STAGE>test</STAGE>");

            windows.run(() -> Windows.press(button(dialog, "Apply")));
            windows.run(() -> Windows.press(button(dialog, "Close")));
            assertThat(LaunchSettings.load(saved))
                    .isEqualTo(ContainerSettings.STANDARD
                            .with(Setting.MEMORY, "512m")
                            .with(Setting.CPUS, "1.5")
                            .with(Setting.PORTS, "8080:80\n9090")
                            .with(Setting.ENVIRONMENT, "STAGE=test")
                            .with(Setting.VOLUMES, "/tmp:/exchange:ro"));
            saved.delete();
        }
    }

    @Test
    void thePreferencesAreFoundByWhatTheyAreAbout() {
        WorkbenchPreferenceExtensionNode page = (WorkbenchPreferenceExtensionNode) PlatformUI.getWorkbench()
                .getPreferenceManager()
                .find("org.eclipse.debug.ui.DebugPreferencePage/io.jdock.eclipse.ui.preferences");
        assertThat(windows.in(page::getKeywordLabels).toString()).contains("docker", "cgroup", "port");
    }

    @Test
    void thePreferencesHoldForAllLaunches() throws Exception {
        Shell dialog = windows.opening(
                "Preferences",
                () -> PreferencesUtil.createPreferenceDialogOn(
                                Windows.shell(), "io.jdock.eclipse.ui.preferences", null, null)
                        .open());
        windows.run(() -> {
            Combo network = Windows.find(
                            dialog, Combo.class, combo -> combo.getData("io.jdock.setting") == Setting.NETWORK)
                    .orElseThrow();
            network.select(2);
            Windows.tell(network, SWT.Selection);
        });
        windows.photograph("preferences", dialog);

        Shell machine = windows.opening(
                "Containers on this machine", () -> Windows.press(button(dialog, "Check This Machine...")));
        List<String> facts = windows.in(() -> Arrays.stream(Windows.find(machine, Table.class, any -> true)
                        .orElseThrow()
                        .getItems())
                .map(item -> item.getText(0))
                .toList());
        assertThat(facts).contains("kernel", "user namespaces", "cgroups");
        windows.photograph("check-this-machine", machine);
        windows.run(() -> Windows.press(button(machine, "Close")));

        windows.run(() -> Windows.press(button(dialog, "Apply and Close")));
        assertThat(ContainerPreferences.load().get(Setting.NETWORK)).isEqualTo("host");
        ILaunchConfigurationWorkingCopy any = DebugPlugin.getDefault()
                .getLaunchManager()
                .getLaunchConfigurationType("org.eclipse.jdt.launching.localJavaApplication")
                .newInstance(null, "any");
        assertThat(LaunchSettings.load(any).get(Setting.NETWORK)).isEqualTo("host");
    }

    // ---- how

    /** What is launched when an entry of a file's context menu is chosen. */
    private ILaunch chosen(Workbench workbench, IFile file, String... path) throws Exception {
        return workbench.launched(() -> windows.run(() -> {
            MenuItem entry = Windows.entry(packages(file).getMenu(), path);
            Windows.tell(entry, SWT.Selection);
        }));
    }

    /** The Package Explorer, in which a file is selected. */
    private static Tree packages(IFile file) {
        try {
            IPackagesViewPart view = (IPackagesViewPart) Windows.page().showView(JavaUI.ID_PACKAGES);
            Object unit = Objects.requireNonNullElse(JavaCore.create(file), file);
            view.selectAndReveal(unit);
            view.getTreeViewer().setSelection(new StructuredSelection(unit), true);
            return view.getTreeViewer().getTree();
        } catch (org.eclipse.ui.PartInitException e) {
            throw new AssertionError(e);
        }
    }

    private static Text text(Shell dialog, Setting setting) {
        return (Text) control(dialog, setting);
    }

    private static Control control(Shell dialog, Setting setting) {
        return Windows.find(dialog, Control.class, control -> control.getData("io.jdock.setting") == setting)
                .orElseThrow(() -> new AssertionError("no field for " + setting));
    }

    private static Button button(Shell dialog, String text) {
        return Windows.button(dialog, text);
    }

    private static boolean enabled(Shell dialog, String button) {
        return button(dialog, button).isEnabled();
    }

    /** Whether the dialog says that the size is none. */
    private static boolean message(Shell dialog) {
        String said = "'much' is no size";
        return Windows.find(dialog, Text.class, text -> text.getText().contains(said))
                        .isPresent()
                || Windows.find(dialog, CLabel.class, text -> text.getText().contains(said))
                        .isPresent();
    }

    private static boolean said(Shell dialog, String text) {
        return Windows.find(dialog, Label.class, label -> label.getText().startsWith(text))
                .isPresent();
    }

    private String copied() {
        return windows.in(() -> {
            Clipboard clipboard = new Clipboard(PlatformUI.getWorkbench().getDisplay());
            try {
                return (String) clipboard.getContents(TextTransfer.getInstance());
            } finally {
                clipboard.dispose();
            }
        });
    }
}
