package io.jdock.eclipse.ui;

import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.PlatformUI;

/** What F1 tells where; the texts are in {@code contexts.xml}. */
public enum HelpContext {
    CONTAINER_TAB("containerTab"),
    PREFERENCES("preferences"),
    PROGRAM_TAB("programTab"),
    CONTAINERS_VIEW("containersView"),
    IMAGES_VIEW("imagesView");

    private static final String BUNDLE = "io.jdock.eclipse.ui.";

    private final String id;

    HelpContext(String id) {
        this.id = id;
    }

    /** Lets the control, and all in it, have this help. */
    public void describe(Control control) {
        PlatformUI.getWorkbench().getHelpSystem().setHelp(control, BUNDLE + id);
    }
}
