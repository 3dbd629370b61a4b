package io.jdock.eclipse.ui;

import java.util.Set;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.AbstractLaunchConfigurationTab;
import org.eclipse.debug.ui.ILaunchConfigurationDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/**
 * What the tab JRE of a launch shows when a Container JRE is chosen there: what the container is like, for launch types that have
 * no tab for that.
 */
public final class JreTabPage extends AbstractLaunchConfigurationTab {
    /** As plugin.xml adds the tab to. */
    private static final Set<String> WITH_TAB =
            Set.of("org.eclipse.jdt.launching.localJavaApplication", "org.eclipse.jdt.junit.launchconfig");

    private final ContainerTab tab = new ContainerTab(false);
    private final StackLayout layout = new StackLayout();
    private Composite page;
    private Composite elsewhere;
    private boolean here;

    @Override
    public void setLaunchConfigurationDialog(ILaunchConfigurationDialog dialog) {
        super.setLaunchConfigurationDialog(dialog);
        tab.setLaunchConfigurationDialog(dialog);
    }

    @Override
    public void createControl(Composite parent) {
        page = new Composite(parent, SWT.NONE);
        page.setLayout(layout);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
        elsewhere = new Composite(page, SWT.NONE);
        GridLayoutFactory.swtDefaults().applyTo(elsewhere);
        new Label(elsewhere, SWT.WRAP).setText(Messages.JreTabPage_elsewhere);
        tab.createControl(page);
        layout.topControl = elsewhere;
        setControl(page);
    }

    @Override
    public void setDefaults(ILaunchConfigurationWorkingCopy copy) {}

    @Override
    public void initializeFrom(ILaunchConfiguration shown) {
        try {
            here = !WITH_TAB.contains(shown.getType().getIdentifier());
        } catch (CoreException e) {
            ILog.of(getClass()).log(e.getStatus());
            here = false;
        }
        if (here) {
            tab.initializeFrom(shown);
        }
        layout.topControl = here ? tab.getControl() : elsewhere;
        page.layout();
    }

    @Override
    public void performApply(ILaunchConfigurationWorkingCopy copy) {
        if (here) {
            tab.performApply(copy);
        }
    }

    @Override
    public boolean isValid(ILaunchConfiguration shown) {
        boolean valid = !here || tab.isValid(shown);
        setErrorMessage(valid ? null : tab.getErrorMessage());
        return valid;
    }

    @Override
    public String getName() {
        return tab.getName();
    }

    @Override
    public void dispose() {
        tab.dispose();
        super.dispose();
    }
}
