package io.jdock.eclipse.ui.views;

import io.jdock.container.Container;
import io.jdock.container.ContainerProcess;
import io.jdock.container.ExecSpec;
import io.jdock.eclipse.core.ContainerSnapshot;
import io.jdock.eclipse.core.ContainerSnapshot.State;
import io.jdock.eclipse.core.Containers;
import io.jdock.eclipse.jdt.ContainerJvm;
import io.jdock.eclipse.jdt.DebuggerDoor;
import io.jdock.eclipse.ui.TextDialog;
import io.jdock.oci.ConfigWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.core.runtime.ILog;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.Launch;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.viewers.SelectionChangedEvent;
import org.eclipse.osgi.util.NLS;
import org.eclipse.ui.IActionBars;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.actions.ActionFactory;
import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;

/** What can be done with the containers that are selected. */
final class ContainerActions implements RowActions {
    private final ContainersView view;
    private final Containers containers;
    private final Runnable changed;

    /** When each is of use. */
    private final Map<Action, Predicate<ContainerSnapshot>> conditions = new LinkedHashMap<>();

    private final Action stop;
    private final Action kill;
    private final Action pause;
    private final Action resume;
    private final Action restart;
    private final Action console;
    private final Action shell;
    private final Action attach;
    private final Action commit;
    private final Action inspect;
    private final Action remove;
    private final Action removeEnded;

    /** @param changed is run after something was done that the containers do not tell themselves */
    ContainerActions(ContainersView view, Containers containers, Runnable changed) {
        this.view = view;
        this.containers = containers;
        this.changed = changed;
        stop = each(
                Messages.ContainerActions_stop,
                Messages.ContainerActions_stopping,
                ContainerSnapshot::alive,
                Container::destroy);
        stop.setImageDescriptor(RowActions.shared(ISharedImages.IMG_ELCL_STOP));
        stop.setDisabledImageDescriptor(RowActions.shared(ISharedImages.IMG_ELCL_STOP_DISABLED));
        kill = each(
                Messages.ContainerActions_kill,
                Messages.ContainerActions_killing,
                ContainerSnapshot::alive,
                Container::destroyForcibly);
        pause = each(
                Messages.ContainerActions_pause,
                Messages.ContainerActions_pausing,
                row -> row.state() == State.RUNNING,
                Container::pause);
        resume = each(
                Messages.ContainerActions_resume,
                Messages.ContainerActions_resuming,
                row -> row.state() == State.PAUSED,
                Container::resume);
        restart = action(Messages.ContainerActions_restart, row -> launched(row).isPresent(), this::restart);
        console = action(Messages.ContainerActions_console, row -> process(row).isPresent(), this::showConsole);
        shell = action(Messages.ContainerActions_shell, row -> row.state() == State.RUNNING, this::openShell);
        attach = action(
                Messages.ContainerActions_attach,
                row -> row.alive() && DebuggerDoor.of(row.started().container()).isPresent(),
                this::attach);
        commit = action(
                Messages.ContainerActions_commit,
                row -> row.alive() && row.started().image().isPresent(),
                this::commit);
        inspect = action(Messages.ContainerActions_inspect, row -> true, this::inspect);
        remove = action(Messages.ContainerActions_remove, row -> !row.alive(), row -> containers.forget(row.started()));
        remove.setImageDescriptor(RowActions.shared(ISharedImages.IMG_ELCL_REMOVE));
        remove.setDisabledImageDescriptor(RowActions.shared(ISharedImages.IMG_ELCL_REMOVE_DISABLED));
        removeEnded =
                new Action(Messages.ContainerActions_removeEnded, RowActions.shared(ISharedImages.IMG_ELCL_REMOVEALL)) {
                    @Override
                    public void run() {
                        containers.forgetEnded();
                    }
                };
        enable();
    }

    @Override
    public void contributeTo(IMenuManager menu) {
        menu.add(stop);
        menu.add(kill);
        menu.add(pause);
        menu.add(resume);
        menu.add(restart);
        menu.add(new Separator());
        menu.add(console);
        menu.add(shell);
        menu.add(attach);
        menu.add(commit);
        menu.add(inspect);
        menu.add(new Separator());
        menu.add(remove);
        menu.add(removeEnded);
    }

    @Override
    public void contributeTo(IActionBars bars) {
        bars.getToolBarManager().add(stop);
        bars.getToolBarManager().add(remove);
        bars.getToolBarManager().add(removeEnded);
        bars.setGlobalActionHandler(ActionFactory.DELETE.getId(), remove);
    }

    @Override
    public void selectionChanged(SelectionChangedEvent event) {
        enable();
    }

    void enable() {
        List<ContainerSnapshot> selected = view.selected();
        conditions.forEach((action, condition) ->
                action.setEnabled(!selected.isEmpty() && selected.stream().allMatch(condition)));
    }

    // ---- how they are made

    /** What is done with one container; it may take its time. */
    private interface Task {
        void run(Container container) throws IOException;
    }

    /** What is done with one row, by the thread of the windows. */
    private interface Step {
        void run(ContainerSnapshot row);
    }

    private Action each(String text, String progress, Predicate<ContainerSnapshot> condition, Task task) {
        return action(text, condition, row -> {
            Container container = row.started().container();
            new ViewJob(NLS.bind(progress, row.started().name()), monitor -> task.run(container), changed).schedule();
        });
    }

    private Action action(String text, Predicate<ContainerSnapshot> condition, Step step) {
        Action action = new Action(text) {
            @Override
            public void run() {
                view.selected().forEach(step::run);
            }
        };
        conditions.put(action, condition);
        return action;
    }

    // ---- what they do

    /** The process by which the debugger knows a container. */
    private static Optional<IProcess> process(ContainerSnapshot row) {
        return Arrays.stream(DebugPlugin.getDefault().getLaunchManager().getProcesses())
                .filter(process -> process instanceof ContainerJvm jvm
                        && jvm.container() == row.started().container())
                .findFirst();
    }

    private static Optional<ILaunchConfiguration> launched(ContainerSnapshot row) {
        return process(row).map(process -> process.getLaunch().getLaunchConfiguration());
    }

    private void restart(ContainerSnapshot row) {
        ILaunch launch = process(row).orElseThrow().getLaunch();
        ILaunchConfiguration configuration = launch.getLaunchConfiguration();
        String mode = launch.getLaunchMode();
        Container container = row.started().container();
        ViewJob job = new ViewJob(
                NLS.bind(Messages.ContainerActions_stopping, row.started().name()),
                monitor -> {
                    container.destroy();
                    container.waitFor();
                    configuration.launch(mode, monitor, true);
                },
                changed);
        job.schedule();
    }

    private void showConsole(ContainerSnapshot row) {
        IConsole shown = DebugUITools.getConsole(process(row).orElseThrow());
        if (shown != null) {
            ConsolePlugin.getDefault().getConsoleManager().showConsoleView(shown);
        }
    }

    /** A shell without a terminal: what is typed into its console goes to it line by line. */
    private void openShell(ContainerSnapshot row) {
        String name = NLS.bind(Messages.ContainerActions_shellOf, row.started().name());
        Container container = row.started().container();
        new ViewJob(
                        name,
                        monitor -> {
                            ContainerProcess process = container.exec(ExecSpec.of("/bin/sh", "-i"));
                            ILaunch launch = new Launch(null, ILaunchManager.RUN_MODE, null);
                            DebugPlugin.getDefault().getLaunchManager().addLaunch(launch);
                            IProcess shown = DebugPlugin.newProcess(launch, process, name);
                            shown.setAttribute(IProcess.ATTR_PROCESS_LABEL, name);
                        },
                        changed)
                .schedule();
    }

    /** To a JVM that waits for a debugger; how its container was launched does not matter. */
    private void attach(ContainerSnapshot row) {
        String name =
                NLS.bind(Messages.ContainerActions_debuggerOf, row.started().name());
        DebuggerDoor door = DebuggerDoor.of(row.started().container()).orElseThrow();
        Optional<ILaunchConfiguration> launched = launched(row);
        ViewJob job = new ViewJob(
                name,
                monitor -> {
                    String project = launched.isPresent()
                            ? launched.get().getAttribute(IJavaLaunchConfigurationConstants.ATTR_PROJECT_NAME, "")
                            : "";
                    door.launch(name, project).launch(ILaunchManager.DEBUG_MODE, monitor);
                },
                changed);
        job.schedule();
    }

    private void commit(ContainerSnapshot row) {
        String text =
                NLS.bind(Messages.ContainerActions_commitText, row.started().name());
        ImageNames.ask(view.getSite().getShell(), Messages.ContainerActions_commitTitle, text, "")
                .ifPresent(name -> {
                    String progress = NLS.bind(
                            Messages.ContainerActions_committing, row.started().name());
                    ViewJob job = new ViewJob(
                            progress,
                            monitor -> containers.images().commit(row.started(), name, ILog.of(getClass())::info),
                            changed);
                    job.schedule();
                });
    }

    private void inspect(ContainerSnapshot row) {
        String json = new String(
                new ConfigWriter().writeReadable(row.started().container().spec()), StandardCharsets.UTF_8);
        new TextDialog(
                        view.getSite().getShell(),
                        row.started().name(),
                        NLS.bind(Messages.ContainerActions_configuration, ContainerText.id(row)),
                        json)
                .open();
    }
}
