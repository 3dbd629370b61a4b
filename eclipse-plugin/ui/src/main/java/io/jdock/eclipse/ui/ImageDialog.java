package io.jdock.eclipse.ui;

import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Isolation;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.core.SettingException;
import java.nio.file.Path;
import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;

/** Asks for an image, by its name or in a file, and proposes those that are here. */
final class ImageDialog extends InputDialog {
    ImageDialog(Shell parent, String title, String message) {
        super(parent, title, message, "", ImageDialog::problem);
    }

    /** Null if nothing is wrong, as the dialog wants it. */
    private static String problem(String text) {
        if (text.isBlank()) {
            return ""; // no text for what nobody has begun to write
        }
        ContainerSettings settings = ContainerSettings.STANDARD
                .with(Setting.SOURCE, Setting.Source.IMAGE.value())
                .with(Setting.LOCATION, text);
        return Isolation.problems(settings, Path.of("/")).stream()
                .findFirst()
                .map(SettingException::getMessage)
                .orElse(null);
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Control area = super.createDialogArea(parent);
        ImageProposals.offer(getText(), () -> true);
        return area;
    }
}
