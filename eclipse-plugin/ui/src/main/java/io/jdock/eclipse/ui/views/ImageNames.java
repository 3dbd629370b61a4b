package io.jdock.eclipse.ui.views;

import io.jdock.eclipse.core.ImageName;
import io.jdock.image.ImageException;
import java.util.Optional;
import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.widgets.Shell;

/** Asks for names of images, and tells as one is typed what is wrong with it. */
final class ImageNames {
    private ImageNames() {}

    /** Empty if the user gives none. */
    static Optional<ImageName> ask(Shell parent, String title, String text, String proposal) {
        InputDialog dialog = new InputDialog(parent, title, text, proposal, ImageNames::problem);
        if (dialog.open() != Window.OK) {
            return Optional.empty();
        }
        try {
            return Optional.of(ImageName.parse(dialog.getValue()));
        } catch (ImageException e) {
            throw new IllegalStateException("the dialog accepts no such name", e);
        }
    }

    /** Null if nothing is wrong, and no text for what nobody has begun to write, as dialogs want it. */
    static String problem(String text) {
        try {
            ImageName.parse(text);
            return null;
        } catch (ImageException e) {
            return text.isBlank() ? "" : e.problem();
        }
    }
}
