package io.jdock.eclipse.ui.views;

import io.jdock.eclipse.core.Containers;
import io.jdock.eclipse.core.StoredImage;
import io.jdock.oci.Image;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.ServiceCaller;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.IJobFunction;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IWorkbenchActionConstants;
import org.eclipse.ui.part.ViewPart;

/** The images of this user, which Maven and the command line see too: where they come from, and what can be done with them. */
public final class ImagesView extends ViewPart {
    private static final int DIGEST_LENGTH = 12;

    /** Held while the view is open. */
    private final ServiceCaller<Containers> service = new ServiceCaller<>(getClass(), Containers.class);

    private TableViewer viewer;
    private Job reading;
    private ImageActions actions;

    @Override
    public void createPartControl(Composite parent) {
        Containers containers =
                service.current().orElseThrow(() -> new IllegalStateException(Messages.ContainersView_noService));
        viewer = new TableViewer(parent, SWT.MULTI | SWT.FULL_SELECTION | SWT.H_SCROLL | SWT.V_SCROLL);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        column(Messages.ImagesView_name, 330, StoredImage::familiar);
        column(Messages.ImagesView_platform, 120, ImagesView::platform);
        column(Messages.ImagesView_layers, 70, ImagesView::layers);
        column(Messages.ImagesView_size, 100, image -> ContainerText.size(image.size()));
        column(Messages.ImagesView_created, 180, ImagesView::created);
        column(Messages.ImagesView_digest, 130, ImagesView::digest);
        reading = Job.createSystem(Messages.ImagesView_reading, (IJobFunction) monitor -> read(containers));
        actions = new ImageActions(this, containers, reading::schedule);
        viewer.addSelectionChangedListener(actions);
        MenuManager menu = new MenuManager();
        actions.contributeTo(menu);
        menu.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));
        viewer.getTable().setMenu(menu.createContextMenu(viewer.getTable()));
        getSite().registerContextMenu(menu, viewer);
        getSite().setSelectionProvider(viewer);
        actions.contributeTo(getViewSite().getActionBars());
        reading.schedule();
    }

    private void column(String title, int width, Function<StoredImage, String> text) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.getColumn().setWidth(width);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(ColumnLabelProvider.createTextProvider(row -> text.apply((StoredImage) row)));
    }

    private IStatus read(Containers containers) {
        try {
            List<StoredImage> all = containers.images().all();
            var table = viewer.getTable();
            if (!table.isDisposed()) {
                table.getDisplay().asyncExec(() -> {
                    if (!table.isDisposed()) {
                        viewer.setInput(all);
                    }
                });
            }
            return Status.OK_STATUS;
        } catch (IOException | RuntimeException e) {
            return Status.error(e.getMessage(), e);
        }
    }

    private static String platform(StoredImage image) {
        return image.image()
                .map(found ->
                        found.configuration().os() + "/" + found.configuration().architecture())
                .orElse(Messages.ImagesView_unusable);
    }

    private static String layers(StoredImage image) {
        return image.image()
                .map(found -> Integer.toString(found.layers().size()))
                .orElse("");
    }

    private static String created(StoredImage image) {
        return image.image()
                .map(found -> found.configuration())
                .map(Image::created)
                .orElse("");
    }

    private static String digest(StoredImage image) {
        String encoded = image.content().digest().encoded();
        return encoded.substring(0, Math.min(DIGEST_LENGTH, encoded.length()));
    }

    List<StoredImage> selected() {
        List<?> rows = viewer.getStructuredSelection().toList();
        return rows.stream().map(StoredImage.class::cast).toList();
    }

    @Override
    public void setFocus() {
        viewer.getTable().setFocus();
        reading.schedule(); // others change the store too
    }

    @Override
    public void dispose() {
        if (reading != null) {
            reading.cancel();
        }
        service.unget();
        super.dispose();
    }
}
