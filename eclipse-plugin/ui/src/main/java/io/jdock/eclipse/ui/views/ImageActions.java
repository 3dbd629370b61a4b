package io.jdock.eclipse.ui.views;

import io.jdock.container.ByteSize;
import io.jdock.eclipse.core.Containers;
import io.jdock.eclipse.core.ImageName;
import io.jdock.eclipse.core.StoredImage;
import io.jdock.eclipse.core.TransferProgress;
import io.jdock.eclipse.jdt.ContainerJreType;
import io.jdock.eclipse.ui.TextDialog;
import io.jdock.image.LocalImage;
import io.jdock.image.Pruning;
import io.jdock.oci.ConfigWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.core.runtime.ILog;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.viewers.SelectionChangedEvent;
import org.eclipse.jface.window.Window;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IActionBars;
import org.eclipse.ui.ISharedImages;
import org.eclipse.ui.actions.ActionFactory;

/** What can be done with images. */
final class ImageActions implements RowActions {
    private final ImagesView view;
    private final Containers containers;
    private final Runnable changed;

    /** When those are of use that need images. */
    private final Map<Action, Predicate<List<StoredImage>>> conditions = new LinkedHashMap<>();

    private final Action pull;
    private final Action build;
    private final Action prune;
    private final Action refresh;
    private final Action push;
    private final Action tag;
    private final Action remove;
    private final Action inspect;
    private final Action jre;

    /** @param changed is run after the store may have changed */
    ImageActions(ImagesView view, Containers containers, Runnable changed) {
        this.view = view;
        this.containers = containers;
        this.changed = changed;
        pull = action(Messages.ImageActions_pull, this::pull);
        pull.setImageDescriptor(RowActions.shared(ISharedImages.IMG_TOOL_NEW_WIZARD));
        build = action(Messages.ImageActions_build, this::build);
        prune = action(Messages.ImageActions_prune, this::prune);
        prune.setImageDescriptor(RowActions.shared(ISharedImages.IMG_ETOOL_CLEAR));
        refresh = action(Messages.ImageActions_refresh, changed);
        push = forOne(Messages.ImageActions_push, this::push);
        tag = forOne(Messages.ImageActions_tag, this::tag);
        jre = forOne(Messages.ImageActions_jre, this::makeJre);
        inspect = forOne(Messages.ImageActions_inspect, this::inspect);
        remove = action(Messages.ImageActions_remove, () -> view.selected().forEach(this::remove));
        remove.setImageDescriptor(RowActions.shared(ISharedImages.IMG_ETOOL_DELETE));
        remove.setDisabledImageDescriptor(RowActions.shared(ISharedImages.IMG_ETOOL_DELETE_DISABLED));
        conditions.put(remove, images -> !images.isEmpty());
        enable();
    }

    @Override
    public void contributeTo(IMenuManager menu) {
        menu.add(pull);
        menu.add(build);
        menu.add(push);
        menu.add(tag);
        menu.add(inspect);
        menu.add(jre);
        menu.add(new Separator());
        menu.add(remove);
        menu.add(prune);
        menu.add(new Separator());
        menu.add(refresh);
    }

    @Override
    public void contributeTo(IActionBars bars) {
        bars.getToolBarManager().add(pull);
        bars.getToolBarManager().add(remove);
        bars.getToolBarManager().add(prune);
        bars.setGlobalActionHandler(ActionFactory.DELETE.getId(), remove);
        bars.setGlobalActionHandler(ActionFactory.REFRESH.getId(), refresh);
    }

    @Override
    public void selectionChanged(SelectionChangedEvent event) {
        enable();
    }

    private void enable() {
        List<StoredImage> selected = view.selected();
        conditions.forEach((action, condition) -> action.setEnabled(condition.test(selected)));
    }

    private static Action action(String text, Runnable run) {
        return new Action(text) {
            @Override
            public void run() {
                run.run();
            }
        };
    }

    private interface Step {
        void run(StoredImage image);
    }

    private Action forOne(String text, Step step) {
        Action action = action(text, () -> view.selected().forEach(step::run));
        conditions.put(action, images -> images.size() == 1);
        return action;
    }

    // ---- what they do

    private void pull() {
        ask(Messages.ImageActions_pullTitle, Messages.ImageActions_pullText, "").ifPresent(name -> {
            String progress =
                    NLS.bind(Messages.ImageActions_pulling, name.reference().familiar());
            schedule(progress, monitor -> containers.images().pull(name, new TransferProgress(progress, monitor)));
        });
    }

    private void build() {
        BuildDialog dialog = new BuildDialog(shell());
        if (dialog.open() == Window.OK) {
            String name = NLS.bind(
                    Messages.ImageActions_building, dialog.name().reference().familiar());
            BuildConsole console = BuildConsole.show(name);
            schedule(name, monitor -> {
                try (console) {
                    containers.build(dialog.dockerfile(), dialog.name(), console);
                }
            });
        }
    }

    private void push(StoredImage image) {
        ask(Messages.ImageActions_pushTitle, Messages.ImageActions_pushText, image.familiar())
                .ifPresent(name -> {
                    String progress = NLS.bind(
                            Messages.ImageActions_pushing, name.reference().familiar());
                    schedule(
                            progress,
                            monitor -> containers.images().push(image, name, new TransferProgress(progress, monitor)));
                });
    }

    private void tag(StoredImage image) {
        ask(Messages.ImageActions_tagTitle, NLS.bind(Messages.ImageActions_tagText, image.familiar()), "")
                .ifPresent(name -> schedule(
                        Messages.ImageActions_tagTitle,
                        monitor -> containers.images().tag(image, name)));
    }

    private void makeJre(StoredImage image) {
        schedule(NLS.bind(Messages.ImageActions_makingJre, image.familiar()), monitor -> {
            IVMInstall made = ContainerJreType.ofImage(image.familiar(), monitor);
            Display display = shell().getDisplay();
            display.asyncExec(() -> MessageDialog.openInformation(
                    shell(), Messages.ImageActions_jreTitle, NLS.bind(Messages.ImageActions_jreText, made.getName())));
        });
    }

    private void remove(StoredImage image) {
        schedule(
                NLS.bind(Messages.ImageActions_removing, image.familiar()),
                monitor -> containers.images().remove(image));
    }

    private void prune() {
        if (MessageDialog.openConfirm(shell(), Messages.ImageActions_pruneTitle, Messages.ImageActions_pruneText)) {
            schedule(Messages.ImageActions_pruneTitle, monitor -> {
                Pruning.Freed freed = containers.images().prune();
                ILog.of(getClass()).info(NLS.bind(Messages.ImageActions_freed, ByteSize.describe(freed.bytes())));
            });
        }
    }

    private void inspect(StoredImage image) {
        String text = image.image().map(ImageActions::description).orElse(Messages.ImagesView_unusable);
        new TextDialog(shell(), image.familiar(), image.content().digest().toString(), text).open();
    }

    private static String description(LocalImage image) {
        StringBuilder text = new StringBuilder(Messages.ImageActions_layers).append('\n');
        image.layers()
                .forEach(layer -> text.append("  ")
                        .append(layer.digest())
                        .append("  ")
                        .append(ByteSize.describe(layer.size()))
                        .append('\n'));
        return text.append('\n')
                .append(Messages.ImageActions_configuration)
                .append('\n')
                .append(new String(new ConfigWriter().writeReadable(image.configuration()), StandardCharsets.UTF_8))
                .toString();
    }

    private Optional<ImageName> ask(String title, String text, String proposal) {
        return ImageNames.ask(shell(), title, text, proposal);
    }

    private Shell shell() {
        return view.getSite().getShell();
    }

    private void schedule(String name, ViewJob.Task task) {
        new ViewJob(name, task, changed).schedule();
    }
}
