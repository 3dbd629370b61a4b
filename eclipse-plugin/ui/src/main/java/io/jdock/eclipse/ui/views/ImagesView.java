package io.jdock.eclipse.ui.views;

import io.jdock.container.ByteSize;
import io.jdock.eclipse.core.Containers;
import io.jdock.eclipse.core.StoredImage;
import io.jdock.eclipse.ui.HelpContext;
import io.jdock.oci.Image;
import java.io.IOException;
import java.util.List;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.ServiceCaller;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.IJobFunction;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.ui.part.ViewPart;

/** The images of this user, which Maven and the command line see too: where they come from, and what can be done with them. */
public final class ImagesView extends ViewPart {
    private static final int DIGEST_LENGTH = 12;

    /** Held while the view is open. */
    private final ServiceCaller<Containers> service = new ServiceCaller<>(getClass(), Containers.class);

    private RowTable<StoredImage> table;
    private Job reading;
    private ImageActions actions;

    @Override
    public void createPartControl(Composite parent) {
        Containers containers =
                service.current().orElseThrow(() -> new IllegalStateException(Messages.ContainersView_noService));
        table = new RowTable<>(parent, StoredImage.class, HelpContext.IMAGES_VIEW);
        table.column(Messages.ImagesView_name, 330, StoredImage::familiar);
        table.column(Messages.ImagesView_platform, 120, ImagesView::platform);
        table.column(Messages.ImagesView_layers, 70, ImagesView::layers);
        table.column(Messages.ImagesView_size, 100, image -> ByteSize.describe(image.size()));
        table.column(Messages.ImagesView_created, 180, ImagesView::created);
        table.column(Messages.ImagesView_digest, 130, ImagesView::digest);
        reading = Job.createSystem(Messages.ImagesView_reading, (IJobFunction) monitor -> read(containers));
        actions = new ImageActions(this, containers, reading::schedule);
        table.offer(actions, this);
        reading.schedule();
    }

    private IStatus read(Containers containers) {
        try {
            List<StoredImage> all = containers.images().all();
            Table widget = table.viewer().getTable();
            if (!widget.isDisposed()) {
                widget.getDisplay().asyncExec(() -> {
                    if (!widget.isDisposed()) {
                        table.viewer().setInput(all);
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
        return table.selected();
    }

    @Override
    public void setFocus() {
        table.viewer().getTable().setFocus();
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
