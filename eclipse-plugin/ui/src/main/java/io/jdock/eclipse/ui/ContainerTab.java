package io.jdock.eclipse.ui;

import io.jdock.container.ContainerSpec;
import io.jdock.eclipse.core.ContainerPreferences;
import io.jdock.eclipse.jdt.LaunchSettings;
import io.jdock.eclipse.jdt.PlannedLaunch;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.AbstractLaunchConfigurationTab;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/** What the container of a launch is like, in the launch dialog. */
public final class ContainerTab extends AbstractLaunchConfigurationTab {
    private final boolean java;
    private SettingsForm form;
    private Image image;
    private ILaunchConfiguration configuration; // null before the dialog shows one

    /** For a Java launch. */
    public ContainerTab() {
        this(true);
    }

    /** @param java whether the launch is one that has a container only if the user wants so */
    ContainerTab(boolean java) {
        this.java = java;
    }

    @Override
    public void createControl(Composite parent) {
        ScrolledComposite scrolled = new ScrolledComposite(parent, SWT.V_SCROLL);
        scrolled.setExpandHorizontal(true);
        scrolled.setExpandVertical(true);
        Composite page = new Composite(scrolled, SWT.NONE);
        scrolled.setContent(page);
        GridLayoutFactory.swtDefaults().applyTo(page);
        if (java) {
            Label when = new Label(page, SWT.WRAP);
            when.setText(Messages.ContainerTab_when);
            GridDataFactory.fillDefaults()
                    .hint(500, SWT.DEFAULT)
                    .grab(true, false)
                    .applyTo(when);
        }
        form = new SettingsForm(page, this::updateLaunchConfigurationDialog);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(form);
        SettingsButtons buttons = new SettingsButtons(page, form, this::planned);
        GridDataFactory.fillDefaults().applyTo(buttons);
        scrolled.setMinSize(page.computeSize(SWT.DEFAULT, SWT.DEFAULT));
        HelpContext.CONTAINER_TAB.describe(scrolled);
        setControl(scrolled);
    }

    private ContainerSpec planned(IProgressMonitor monitor) throws CoreException {
        ILaunchConfiguration shown = configuration;
        if (shown == null) {
            throw new IllegalStateException("no launch configuration is shown");
        }
        return PlannedLaunch.of(shown, monitor);
    }

    /** Nothing: what is not there is the workspace's. */
    @Override
    public void setDefaults(ILaunchConfigurationWorkingCopy copy) {}

    @Override
    public void initializeFrom(ILaunchConfiguration shown) {
        configuration = shown;
        try {
            form.fill(LaunchSettings.load(shown));
        } catch (CoreException e) {
            ILog.of(getClass()).log(e.getStatus());
            form.fill(ContainerPreferences.load());
        }
    }

    @Override
    public void performApply(ILaunchConfigurationWorkingCopy copy) {
        LaunchSettings.save(form.settings(), copy);
    }

    @Override
    public boolean isValid(ILaunchConfiguration shown) {
        configuration = shown;
        setErrorMessage(form.problem().orElse(null));
        return getErrorMessage() == null;
    }

    @Override
    public String getName() {
        return Messages.ContainerTab_name;
    }

    @Override
    public String getId() {
        return "io.jdock.eclipse.ui.containerTab";
    }

    @Override
    public Image getImage() {
        if (image == null) {
            image = Icons.CONTAINER.descriptor().createImage();
        }
        return image;
    }

    @Override
    public void dispose() {
        if (image != null) {
            image.dispose();
        }
        super.dispose();
    }
}
