package io.jdock.eclipse.ui;

import io.jdock.eclipse.core.ContainerPreferences;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.jdt.PlannedLaunch;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;
import org.eclipse.ui.statushandlers.StatusManager;
import org.osgi.service.prefs.BackingStoreException;

/** What the containers of all launches are like that say nothing themselves; and whether this machine can have any. */
public final class ContainerPreferencePage extends PreferencePage implements IWorkbenchPreferencePage {
    private SettingsForm form;

    @Override
    public void init(IWorkbench workbench) {
        setDescription(Messages.ContainerPreferencePage_description);
    }

    @Override
    protected Control createContents(Composite parent) {
        Composite page = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).applyTo(page);
        form = new SettingsForm(page, this::check);
        GridDataFactory.fillDefaults().grab(true, true).span(2, 1).applyTo(form);
        SettingsButtons buttons = new SettingsButtons(page, form, monitor -> PlannedLaunch.ofVersion(shown(), monitor));
        GridDataFactory.fillDefaults().grab(true, false).applyTo(buttons);
        Button examine = new Button(page, SWT.PUSH);
        examine.setText(Messages.ContainerPreferencePage_examine);
        examine.addSelectionListener(
                SelectionListener.widgetSelectedAdapter(event -> MachineDialog.examineAndOpen(getShell())));
        form.fill(ContainerPreferences.load());
        check();
        HelpContext.PREFERENCES.describe(page);
        return page;
    }

    /** Of the thread that owns the form, whoever asks. */
    private ContainerSettings shown() {
        ContainerSettings[] shown = {null};
        form.getDisplay().syncExec(() -> shown[0] = form.settings());
        return shown[0];
    }

    private void check() {
        setErrorMessage(form.problem().orElse(null));
        setValid(getErrorMessage() == null);
    }

    @Override
    protected void performDefaults() {
        form.fill(ContainerSettings.STANDARD);
        check();
        super.performDefaults();
    }

    @Override
    public boolean performOk() {
        try {
            ContainerPreferences.save(form.settings());
            return true;
        } catch (BackingStoreException e) {
            StatusManager.getManager()
                    .handle(
                            Status.error(Messages.ContainerPreferencePage_notSaved, e),
                            StatusManager.SHOW | StatusManager.LOG);
            return false;
        }
    }
}
