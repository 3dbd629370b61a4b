package io.jdock.eclipse.ui;

import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Isolation;
import io.jdock.eclipse.core.JvmView;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.core.SettingException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jface.fieldassist.ControlDecoration;
import org.eclipse.jface.fieldassist.FieldDecorationRegistry;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/**
 * Lets a user say what containers are like: in the launch dialog and in the preferences. What cannot be used is marked as it is
 * typed.
 */
final class SettingsForm extends Composite {
    /** The key of a control's data that says which setting it is for. */
    static final String SETTING = "io.jdock.setting";

    private static final List<String> NETWORKS = List.of("none", "private", "host");
    private static final List<String> SOURCES =
            List.of(Setting.Source.HOST.value(), Setting.Source.DIRECTORY.value(), Setting.Source.IMAGE.value());
    private static final int MARGIN = 8; // for the marks at the left of fields

    private final Map<Setting, Control> controls = new EnumMap<>(Setting.class);
    private final Map<Setting, ControlDecoration> marks = new EnumMap<>(Setting.class);
    private final Runnable listener;
    private Text networkName;
    private Button browse;
    private Label view;
    private boolean filling;

    /** @param listener is called after the user has changed something */
    SettingsForm(Composite parent, Runnable listener) {
        super(parent, SWT.NONE);
        this.listener = listener;
        GridLayoutFactory.fillDefaults().numColumns(2).equalWidth(true).applyTo(this);
        createSystem(group(Messages.SettingsForm_system, 2, 4));
        createNetwork(group(Messages.SettingsForm_network, 1, 2));
        createLimits(group(Messages.SettingsForm_limits, 1, 2));
        createFiles(group(Messages.SettingsForm_files, 1, 1));
        createEnvironment(group(Messages.SettingsForm_environment, 1, 1));
        createRights(group(Messages.SettingsForm_rights, 2, 4));
        fill(ContainerSettings.STANDARD);
    }

    private Group group(String title, int span, int columns) {
        Group group = new Group(this, SWT.NONE);
        group.setText(title);
        GridLayoutFactory.swtDefaults().numColumns(columns).margins(MARGIN, 5).applyTo(group);
        GridDataFactory.fillDefaults().grab(true, span == 1).span(span, 1).applyTo(group);
        return group;
    }

    private void createSystem(Group group) {
        Label label = label(group, Messages.SettingsForm_source);
        Combo source = combo(
                group,
                Setting.SOURCE,
                Messages.SettingsForm_sourceHost,
                Messages.SettingsForm_sourceDirectory,
                Messages.SettingsForm_sourceImage);
        name(source, label.getText());
        Text location = text(group, Setting.LOCATION, SWT.SINGLE, Messages.SettingsForm_location);
        location.setToolTipText(Messages.SettingsForm_locationTip);
        ImageProposals.offer(location, this::isOfImage);
        GridDataFactory.fillDefaults()
                .grab(true, false)
                .align(SWT.FILL, SWT.CENTER)
                .indent(MARGIN, 0)
                .applyTo(location);
        browse = new Button(group, SWT.PUSH);
        browse.setText(Messages.SettingsForm_browse);
        browse.addSelectionListener(SelectionListener.widgetSelectedAdapter(event -> browse(location)));
        Composite more = new Composite(group, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(3).spacing(MARGIN * 2, 0).applyTo(more);
        GridDataFactory.fillDefaults().span(4, 1).applyTo(more);
        check(more, Setting.READ_ONLY, Messages.SettingsForm_readOnly);
        check(more, Setting.MEASURED, Messages.SettingsForm_measured);
        Composite who = new Composite(more, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).applyTo(who);
        label(who, Messages.SettingsForm_user);
        Text user = text(who, Setting.USER, SWT.SINGLE, Messages.SettingsForm_user);
        user.setMessage(Messages.SettingsForm_userHint);
        GridDataFactory.fillDefaults().hint(130, SWT.DEFAULT).indent(MARGIN, 0).applyTo(user);
    }

    private void createNetwork(Group group) {
        Label label = label(group, Messages.SettingsForm_networkLabel);
        Combo network = combo(
                group,
                Setting.NETWORK,
                Messages.SettingsForm_networkNone,
                Messages.SettingsForm_networkPrivate,
                Messages.SettingsForm_networkHost,
                Messages.SettingsForm_networkNamed);
        name(network, label.getText());
        label(group, Messages.SettingsForm_networkNameLabel);
        networkName = text(group, SWT.SINGLE, Messages.SettingsForm_networkNameLabel);
        networkName.setToolTipText(Messages.SettingsForm_networkNameTip);
        GridDataFactory.fillDefaults().grab(true, false).indent(MARGIN, 0).applyTo(networkName);
        lines(group, Setting.PORTS, Messages.SettingsForm_ports, Messages.SettingsForm_portsHint);
    }

    private void createLimits(Group group) {
        single(group, Setting.MEMORY, Messages.SettingsForm_memory, "512m");
        single(group, Setting.CPUS, Messages.SettingsForm_cpus, "1.5");
        single(group, Setting.PIDS, Messages.SettingsForm_pids, "200");
        view = new Label(group, SWT.WRAP);
        GridDataFactory.fillDefaults()
                .grab(true, true)
                .span(2, 1)
                .hint(200, SWT.DEFAULT)
                .applyTo(view);
    }

    private void createFiles(Group group) {
        lines(group, Setting.VOLUMES, Messages.SettingsForm_volumes, Messages.SettingsForm_volumesHint);
    }

    private void createEnvironment(Group group) {
        lines(group, Setting.ENVIRONMENT, Messages.SettingsForm_variables, Messages.SettingsForm_variablesHint);
    }

    private void createRights(Group group) {
        single(group, Setting.CAPABILITIES, Messages.SettingsForm_capabilities, "NET_RAW -MKNOD")
                .setToolTipText(Messages.SettingsForm_capabilitiesTip);
        single(group, Setting.SECCOMP, Messages.SettingsForm_seccomp, Messages.SettingsForm_seccompHint)
                .setToolTipText(Messages.SettingsForm_seccompTip);
    }

    // ---- controls

    private static Label label(Composite parent, String text) {
        Label label = new Label(parent, SWT.NONE);
        label.setText(text);
        return label;
    }

    private Text single(Composite parent, Setting setting, String label, String hint) {
        label(parent, label);
        Text text = text(parent, setting, SWT.SINGLE, label);
        text.setMessage(hint);
        GridDataFactory.fillDefaults().grab(true, false).indent(MARGIN, 0).applyTo(text);
        return text;
    }

    private void lines(Group group, Setting setting, String label, String hint) {
        int columns = ((org.eclipse.swt.layout.GridLayout) group.getLayout()).numColumns;
        GridDataFactory.fillDefaults().span(columns, 1).applyTo(label(group, label));
        Text text = text(group, setting, SWT.MULTI | SWT.V_SCROLL | SWT.H_SCROLL, label);
        text.setToolTipText(hint);
        GridDataFactory.fillDefaults()
                .grab(true, true)
                .span(columns, 1)
                .hint(200, text.getLineHeight() * 2)
                .indent(MARGIN, 0)
                .applyTo(text);
    }

    private Text text(Composite parent, Setting setting, int style, String accessibleName) {
        Text text = text(parent, style, accessibleName);
        add(setting, text);
        return text;
    }

    private Text text(Composite parent, int style, String accessibleName) {
        Text text = new Text(parent, SWT.BORDER | style);
        name(text, accessibleName);
        text.addModifyListener(event -> changed());
        return text;
    }

    private Combo combo(Composite parent, Setting setting, String... choices) {
        Combo combo = new Combo(parent, SWT.DROP_DOWN | SWT.READ_ONLY);
        combo.setItems(choices);
        combo.addSelectionListener(SelectionListener.widgetSelectedAdapter(event -> changed()));
        GridDataFactory.fillDefaults().indent(MARGIN, 0).applyTo(combo);
        add(setting, combo);
        return combo;
    }

    private void check(Composite parent, Setting setting, String label) {
        Button check = new Button(parent, SWT.CHECK);
        check.setText(label);
        check.addSelectionListener(SelectionListener.widgetSelectedAdapter(event -> changed()));
        add(setting, check);
    }

    private void add(Setting setting, Control control) {
        control.setData(SETTING, setting);
        controls.put(setting, control);
        ControlDecoration mark = new ControlDecoration(control, SWT.LEFT | SWT.TOP);
        mark.setImage(FieldDecorationRegistry.getDefault()
                .getFieldDecoration(FieldDecorationRegistry.DEC_ERROR)
                .getImage());
        mark.hide();
        marks.put(setting, mark);
    }

    /** What a screen reader says where no label stands immediately before the control. */
    static void name(Control control, String name) {
        control.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                if (event.childID != ACC.CHILDID_SELF) {
                    return;
                }
                event.result = name.replace("&", "").replace(":", "");
            }
        });
    }

    // ---- values

    /** Shows these settings. */
    void fill(ContainerSettings settings) {
        filling = true;
        controls.forEach((setting, control) -> fill(control, setting, settings.get(setting)));
        filling = false;
        show();
    }

    private void fill(Control control, Setting setting, String value) {
        if (control instanceof Text text) {
            text.setText(value);
        } else if (control instanceof Combo combo) {
            // A value that somebody else wrote, and that is none, shows as nothing chosen.
            int index = values(setting).indexOf(value);
            boolean named = setting == Setting.NETWORK && index < 0;
            combo.select(named ? NETWORKS.size() : index);
            if (setting == Setting.NETWORK) {
                networkName.setText(named ? value : "");
            }
        } else if (control instanceof Button check) {
            check.setSelection(Boolean.parseBoolean(value));
        }
    }

    private static List<String> values(Setting setting) {
        return setting == Setting.NETWORK ? NETWORKS : SOURCES;
    }

    /** What the user says. */
    ContainerSettings settings() {
        return ContainerSettings.of(setting -> value(setting, controls.get(setting)));
    }

    private String value(Setting setting, Control control) {
        if (control instanceof Combo combo) {
            int index = combo.getSelectionIndex();
            if (setting == Setting.NETWORK && index == NETWORKS.size()) {
                return networkName.getText().strip();
            }
            return index < 0 ? "" : values(setting).get(index);
        }
        return control instanceof Button check
                ? Boolean.toString(check.getSelection())
                : ((Text) control).getText().replace(Text.DELIMITER, "\n");
    }

    /** The first thing that is wrong, if any is. */
    Optional<String> problem() {
        return problems().stream().map(Throwable::getMessage).findFirst();
    }

    private List<SettingException> problems() {
        return Isolation.problems(settings(), Path.of("/"));
    }

    private void changed() {
        if (!filling) {
            show();
            listener.run();
        }
    }

    private void show() {
        boolean own = !value(Setting.SOURCE, controls.get(Setting.SOURCE)).equals(Setting.Source.HOST.value());
        controls.get(Setting.LOCATION).setEnabled(own);
        browse.setEnabled(own);
        networkName.setEnabled(((Combo) controls.get(Setting.NETWORK)).getSelectionIndex() == NETWORKS.size());
        Map<Setting, String> problems = new EnumMap<>(Setting.class);
        problems().forEach(problem -> problems.put(problem.setting(), problem.getMessage()));
        marks.forEach((setting, mark) -> mark(mark, problems.get(setting)));
        showView();
    }

    /** @param problem null if there is none */
    private static void mark(ControlDecoration mark, String problem) {
        if (problem == null) {
            mark.hide();
        } else {
            mark.setDescriptionText(problem);
            mark.show();
        }
    }

    private void showView() {
        try {
            Isolation isolation = Isolation.of(
                    ContainerSettings.STANDARD
                            .with(Setting.MEMORY, value(Setting.MEMORY, controls.get(Setting.MEMORY)))
                            .with(Setting.CPUS, value(Setting.CPUS, controls.get(Setting.CPUS)))
                            .with(Setting.PIDS, value(Setting.PIDS, controls.get(Setting.PIDS))),
                    Path.of("/"));
            view.setText(JvmView.of(
                            isolation.limits(),
                            hostMemory(),
                            Runtime.getRuntime().availableProcessors())
                    .toString());
        } catch (SettingException e) {
            view.setText(e.getMessage());
        }
        view.requestLayout();
    }

    private static long hostMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    private boolean isOfImage() {
        return value(Setting.SOURCE, controls.get(Setting.SOURCE)).equals(Setting.Source.IMAGE.value());
    }

    private void browse(Text location) {
        boolean image = isOfImage();
        String chosen = image ? new FileDialog(getShell()).open() : new DirectoryDialog(getShell()).open();
        if (chosen != null) {
            location.setText(image ? imageIn(Path.of(chosen)) : chosen);
        }
    }

    /** A layout of OCI is a directory, of which this file is chosen (image-spec, image-layout.md). */
    private static String imageIn(Path file) {
        if (file.endsWith("index.json") || file.endsWith("oci-layout")) {
            return "oci:" + file.getParent();
        }
        return "docker-archive:" + file;
    }
}
