package io.jdock.eclipse.ui;

import io.jdock.eclipse.jdt.ContainerJreType;
import io.jdock.host.Finding;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.dialogs.ProgressMonitorDialog;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.statushandlers.StatusManager;

/** What this machine can do, what it lacks, and what to do about it. */
final class MachineDialog extends TitleAreaDialog {
    private final List<Finding> findings;

    MachineDialog(Shell parent, List<Finding> findings) {
        super(parent);
        this.findings = List.copyOf(findings);
        setHelpAvailable(false);
        setShellStyle(getShellStyle() | SWT.RESIZE | SWT.MAX);
    }

    /** Looks at the machine, then shows what was found. */
    static void examineAndOpen(Shell parent) {
        List<Finding> found = new ArrayList<>();
        try {
            new ProgressMonitorDialog(parent).run(true, false, monitor -> {
                try {
                    found.addAll(ContainerJreType.containersOfIde().examine());
                } catch (CoreException | RuntimeException e) {
                    throw new InvocationTargetException(e, e.getMessage());
                }
            });
        } catch (InvocationTargetException e) {
            StatusManager.getManager()
                    .handle(Status.error(e.getMessage(), e.getCause()), StatusManager.BLOCK | StatusManager.LOG);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        new MachineDialog(parent, found).open();
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Messages.MachineDialog_title);
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        setTitle(Messages.MachineDialog_title);
        summarise();
        Table table = new Table(area, SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL);
        table.setHeaderVisible(true);
        SettingsForm.name(table, Messages.MachineDialog_title);
        table.setLinesVisible(true);
        column(table, Messages.MachineDialog_fact, 190);
        column(table, Messages.MachineDialog_seen, 560);
        GridDataFactory.fillDefaults().grab(true, true).hint(760, 250).applyTo(table);
        findings.forEach(finding -> add(table, finding));
        Text details = new Text(area, SWT.BORDER | SWT.READ_ONLY | SWT.MULTI | SWT.WRAP | SWT.V_SCROLL);
        SettingsForm.name(details, Messages.MachineDialog_remedy);
        GridDataFactory.fillDefaults()
                .grab(true, false)
                .hint(760, details.getLineHeight() * 5)
                .applyTo(details);
        table.addListener(SWT.Selection, event -> details.setText(text((Finding) event.item.getData())));
        selectFirstOfWorth(table, details);
        return area;
    }

    private void summarise() {
        if (has(Finding.Status.MISSING)) {
            setMessage(Messages.MachineDialog_missing, IMessageProvider.ERROR);
        } else if (has(Finding.Status.DEGRADED)) {
            setMessage(Messages.MachineDialog_degraded, IMessageProvider.WARNING);
        } else {
            setMessage(Messages.MachineDialog_ok, IMessageProvider.INFORMATION);
        }
    }

    private boolean has(Finding.Status status) {
        return findings.stream().anyMatch(finding -> finding.status() == status);
    }

    private static void column(Table table, String title, int width) {
        TableColumn column = new TableColumn(table, SWT.NONE);
        column.setText(title);
        column.setWidth(width);
    }

    private static void add(Table table, Finding finding) {
        TableItem item = new TableItem(table, SWT.NONE);
        item.setText(new String[] {finding.name(), finding.seen()});
        item.setImage(image(finding.status()));
        item.setData(finding);
    }

    private static Image image(Finding.Status status) {
        String name = switch (status) {
            case OK -> ISharedImages.IMG_OBJS_INFO_TSK;
            case DEGRADED -> ISharedImages.IMG_OBJS_WARN_TSK;
            case MISSING -> ISharedImages.IMG_OBJS_ERROR_TSK;
        };
        return PlatformUI.getWorkbench().getSharedImages().getImage(name);
    }

    /** Shows the first finding that asks for something to be done. */
    private void selectFirstOfWorth(Table table, Text details) {
        for (TableItem item : table.getItems()) {
            Finding finding = (Finding) item.getData();
            if (finding.status() != Finding.Status.OK) {
                table.setSelection(item);
                details.setText(text(finding));
                return;
            }
        }
    }

    private static String text(Finding finding) {
        String seen = finding.name() + ": " + finding.seen();
        return finding.status() == Finding.Status.OK
                ? seen
                : String.join(
                        Text.DELIMITER,
                        seen,
                        Messages.MachineDialog_consequence + " " + finding.consequence(),
                        Messages.MachineDialog_remedy + " " + finding.remedy());
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.DETAILS_ID, Messages.TextDialog_copy, false)
                .addListener(
                        SWT.Selection,
                        event -> SettingsButtons.copy(
                                findings.stream()
                                        .map(MachineDialog::text)
                                        .collect(Collectors.joining(Text.DELIMITER + Text.DELIMITER)),
                                parent));
        createButton(parent, IDialogConstants.OK_ID, IDialogConstants.CLOSE_LABEL, true);
    }

    @Override
    protected Point getInitialSize() {
        return new Point(820, 560);
    }
}
