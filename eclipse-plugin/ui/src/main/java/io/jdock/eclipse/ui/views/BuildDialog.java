package io.jdock.eclipse.ui.views;

import io.jdock.eclipse.core.ImageName;
import io.jdock.image.ImageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** Asks for a Dockerfile, and for the name of the image that is built by it. */
final class BuildDialog extends TitleAreaDialog {
    private Text file;
    private Text image;
    private Path dockerfile;
    private ImageName name;

    BuildDialog(Shell parent) {
        super(parent);
        setHelpAvailable(false);
        setShellStyle(getShellStyle() | SWT.RESIZE);
    }

    /** That was chosen; the files beside it can be copied. */
    Path dockerfile() {
        return dockerfile;
    }

    /** That was chosen for the image. */
    ImageName name() {
        return name;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Messages.BuildDialog_title);
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        setTitle(Messages.BuildDialog_title);
        setMessage(Messages.BuildDialog_message);
        Composite fields = new Composite(area, SWT.NONE);
        GridLayoutFactory.swtDefaults().numColumns(3).applyTo(fields);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(fields);
        file = field(fields, Messages.BuildDialog_file, 1);
        Button browse = new Button(fields, SWT.PUSH);
        browse.setText(Messages.BuildDialog_browse);
        browse.addSelectionListener(SelectionListener.widgetSelectedAdapter(event -> browse()));
        image = field(fields, Messages.BuildDialog_name, 2);
        return area;
    }

    private Text field(Composite parent, String label, int span) {
        new Label(parent, SWT.NONE).setText(label);
        Text field = new Text(parent, SWT.BORDER | SWT.SINGLE);
        GridDataFactory.fillDefaults()
                .grab(true, false)
                .span(span, 1)
                .hint(300, SWT.DEFAULT)
                .applyTo(field);
        field.addModifyListener(event -> check());
        return field;
    }

    private void browse() {
        String chosen = new FileDialog(getShell()).open();
        if (chosen != null) {
            file.setText(chosen);
        }
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        getButton(IDialogConstants.OK_ID).setText(Messages.BuildDialog_build);
        getButton(IDialogConstants.OK_ID).setEnabled(false);
    }

    private void check() {
        String problem = problem();
        setErrorMessage(problem == null || problem.isEmpty() ? null : problem);
        getButton(IDialogConstants.OK_ID).setEnabled(problem == null);
    }

    /** Null if nothing is wrong, empty if something is still to be written. */
    private String problem() {
        if (file.getText().isBlank()) {
            return "";
        }
        try {
            dockerfile = Path.of(file.getText().strip());
            if (!dockerfile.isAbsolute() || !Files.isRegularFile(dockerfile)) {
                return Messages.BuildDialog_noFile;
            }
            String wrong = ImageNames.problem(image.getText());
            if (wrong == null) {
                name = ImageName.parse(image.getText());
            }
            return wrong;
        } catch (InvalidPathException | ImageException e) {
            return e.getMessage();
        }
    }
}
