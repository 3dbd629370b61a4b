package io.jdock.eclipse.ui;

import io.jdock.eclipse.jdt.ContainerJreType;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.jdt.internal.debug.ui.jres.StandardVMPage;
import org.eclipse.jface.dialogs.ProgressMonitorDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.statushandlers.StatusManager;

/** A Container JRE in the wizard of Installed JREs: JDT's page for a JDK of this machine, which can take that of an image instead. */
public final class ContainerJrePage extends StandardVMPage {
    @Override
    public void createControl(Composite parent) {
        super.createControl(parent);
        Composite page = (Composite) getControl();
        Button image = new Button(page, SWT.PUSH);
        image.setText(Messages.ContainerJrePage_image);
        image.addSelectionListener(SelectionListener.widgetSelectedAdapter(event -> take(page)));
        GridDataFactory.swtDefaults().span(3, 1).applyTo(image);
        image.moveAbove(page.getChildren()[0]);
    }

    private void take(Composite page) {
        ImageDialog dialog =
                new ImageDialog(getShell(), Messages.ContainerJrePage_imageTitle, Messages.ContainerJrePage_imageText);
        if (dialog.open() == Window.OK) {
            // JDT's fields are its own; the first one is the directory.
            Text directory = Arrays.stream(page.getChildren())
                    .filter(Text.class::isInstance)
                    .map(Text.class::cast)
                    .findFirst()
                    .orElseThrow();
            jdk(dialog.getValue().strip()).map(File::getPath).ifPresent(directory::setText);
        }
    }

    /** Empty if the user has cancelled it, or has been told that there is none. */
    private Optional<File> jdk(String image) {
        File[] made = {null};
        try {
            new ProgressMonitorDialog(getShell()).run(true, true, monitor -> {
                try {
                    made[0] = ContainerJreType.imageJdk(image, monitor);
                } catch (OperationCanceledException e) {
                    throw new InterruptedException(image); // as the dialog wants it
                } catch (CoreException e) {
                    throw new InvocationTargetException(e, e.getMessage());
                }
            });
        } catch (InvocationTargetException e) {
            StatusManager.getManager()
                    .handle(Status.error(e.getMessage(), e.getCause()), StatusManager.BLOCK | StatusManager.LOG);
        } catch (InterruptedException e) {
            return Optional.empty(); // the user's word, and no interruption of this thread
        }
        return Optional.ofNullable(made[0]);
    }
}
