package io.jdock.eclipse.ui;

import io.jdock.container.ContainerSpec;
import io.jdock.eclipse.core.MavenConfiguration;
import io.jdock.eclipse.jdt.ContainerJreType;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.ProgressMonitorDialog;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.statushandlers.StatusManager;

/** What can be done with settings besides keeping them: to see what would happen, and to take them along to Maven. */
final class SettingsButtons extends Composite {

    /** Describes the container that the settings would make; called outside of the user interface's thread. */
    interface Planner {
        ContainerSpec plan(IProgressMonitor monitor) throws CoreException;
    }

    private final SettingsForm form;
    private final Planner planner;

    SettingsButtons(Composite parent, SettingsForm form, Planner planner) {
        super(parent, SWT.NONE);
        this.form = form;
        this.planner = planner;
        GridLayoutFactory.fillDefaults().numColumns(2).applyTo(this);
        button(Messages.SettingsButtons_explain, this::explain);
        button(Messages.SettingsButtons_maven, this::copy);
    }

    private void button(String text, Runnable action) {
        Button button = new Button(this, SWT.PUSH);
        button.setText(text);
        button.addSelectionListener(SelectionListener.widgetSelectedAdapter(event -> action.run()));
    }

    private void explain() {
        explanation()
                .ifPresent(text -> new TextDialog(
                                getShell(),
                                Messages.SettingsButtons_explainTitle,
                                Messages.SettingsButtons_explainText,
                                text)
                        .open());
    }

    /** Empty if the user has been told that there is none, or does not want it any more. */
    private Optional<String> explanation() {
        String[] text = {null};
        try {
            new ProgressMonitorDialog(getShell()).run(true, true, monitor -> {
                try {
                    text[0] = ContainerJreType.containersOfIde().explain(planner.plan(monitor));
                } catch (OperationCanceledException e) {
                    throw new InterruptedException(e.getMessage()); // while an image is fetched
                } catch (CoreException | RuntimeException e) {
                    throw new InvocationTargetException(e, e.getMessage());
                }
            });
        } catch (InvocationTargetException e) {
            StatusManager.getManager()
                    .handle(Status.error(e.getMessage(), e.getCause()), StatusManager.BLOCK | StatusManager.LOG);
        } catch (InterruptedException e) {
            return Optional.empty(); // cancelled by the user
        }
        return Optional.ofNullable(text[0]);
    }

    private void copy() {
        copy(MavenConfiguration.of(form.settings()), this);
    }

    static void copy(String text, Composite where) {
        Clipboard clipboard = new Clipboard(where.getDisplay());
        clipboard.setContents(new Object[] {text}, new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
    }
}
