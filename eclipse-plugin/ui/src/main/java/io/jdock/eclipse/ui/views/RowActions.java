package io.jdock.eclipse.ui.views;

import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.viewers.ISelectionChangedListener;
import org.eclipse.ui.IActionBars;
import org.eclipse.ui.PlatformUI;

/** What can be done with the rows of a table that are selected; enabled as the selection changes. */
interface RowActions extends ISelectionChangedListener {
    /** Adds all of them. */
    void contributeTo(IMenuManager menu);

    /** Adds those that are wanted most to the tool bar, and those that keys stand for. */
    void contributeTo(IActionBars bars);

    /** A picture of the workbench, by its name in {@link org.eclipse.ui.ISharedImages}. */
    static ImageDescriptor shared(String name) {
        return PlatformUI.getWorkbench().getSharedImages().getImageDescriptor(name);
    }
}
