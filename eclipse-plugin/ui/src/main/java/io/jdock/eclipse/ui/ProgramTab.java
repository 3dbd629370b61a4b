package io.jdock.eclipse.ui;

import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.jdt.ProgramLaunchDelegate;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.debug.core.ILaunchConfiguration;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.AbstractLaunchConfigurationTab;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/** What is run in a container that is launched by itself. */
public final class ProgramTab extends AbstractLaunchConfigurationTab {
    private Text command;

    @Override
    public void createControl(Composite parent) {
        Composite page = new Composite(parent, SWT.NONE);
        GridLayoutFactory.swtDefaults().applyTo(page);
        Label label = new Label(page, SWT.WRAP);
        label.setText(Messages.ProgramTab_command);
        GridDataFactory.fillDefaults().hint(500, SWT.DEFAULT).grab(true, false).applyTo(label);
        command = new Text(page, SWT.BORDER | SWT.MULTI | SWT.WRAP | SWT.V_SCROLL);
        command.setData("io.jdock.setting", ProgramLaunchDelegate.COMMAND);
        command.addModifyListener(event -> updateLaunchConfigurationDialog());
        GridDataFactory.fillDefaults()
                .grab(true, false)
                .hint(500, command.getLineHeight() * 4)
                .applyTo(command);
        HelpContext.PROGRAM_TAB.describe(page);
        setControl(page);
    }

    /** An image, which is what is launched so most often. */
    @Override
    public void setDefaults(ILaunchConfigurationWorkingCopy copy) {
        copy.setAttribute(Setting.SOURCE.attribute(), Setting.Source.IMAGE.value());
    }

    @Override
    public void initializeFrom(ILaunchConfiguration shown) {
        try {
            command.setText(shown.getAttribute(ProgramLaunchDelegate.COMMAND, ""));
        } catch (CoreException e) {
            ILog.of(getClass()).log(e.getStatus());
        }
    }

    @Override
    public void performApply(ILaunchConfigurationWorkingCopy copy) {
        String line = command.getText().strip();
        copy.setAttribute(ProgramLaunchDelegate.COMMAND, line.isEmpty() ? null : line);
    }

    @Override
    public String getName() {
        return Messages.ProgramTab_name;
    }

    @Override
    public String getId() {
        return "io.jdock.eclipse.ui.programTab";
    }
}
