package io.jdock.eclipse.ui.views;

import io.jdock.eclipse.core.ContainerSnapshot;
import io.jdock.eclipse.core.Containers;
import io.jdock.eclipse.core.UsageHistory;
import io.jdock.eclipse.ui.HelpContext;
import java.util.List;
import org.eclipse.core.runtime.ServiceCaller;
import org.eclipse.jface.viewers.IElementComparer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.ui.IPartListener2;
import org.eclipse.ui.IWorkbenchPartReference;
import org.eclipse.ui.part.ViewPart;

/** The containers that the IDE started: how they are, what they use, and what can be done with them. */
public final class ContainersView extends ViewPart {
    /** As plugin.xml declares it. */
    public static final String ID = "io.jdock.eclipse.ui.views.containers";

    private static final int CPU_COLUMN = 4;
    private static final int MEMORY_COLUMN = 5;
    private static final double TENTH_OF_A_PROCESSOR = 0.1;
    private static final double SOME_MEMORY = 16 << 20;

    /** Held while the view is open. */
    private final ServiceCaller<Containers> service = new ServiceCaller<>(getClass(), Containers.class);

    private final Sparkline sparkline = new Sparkline(UsageHistory.LENGTH);
    private final IPartListener2 visibility = new IPartListener2() {
        @Override
        public void partVisible(IWorkbenchPartReference part) {
            if (part.getPart(false) == ContainersView.this) {
                watch.watched(true);
            }
        }

        @Override
        public void partHidden(IWorkbenchPartReference part) {
            if (part.getPart(false) == ContainersView.this) {
                watch.watched(false);
            }
        }
    };

    private RowTable<ContainerSnapshot> table;
    private ContainerWatch watch;
    private ContainerActions actions;

    @Override
    public void createPartControl(Composite parent) {
        Containers containers =
                service.current().orElseThrow(() -> new IllegalStateException(Messages.ContainersView_noService));
        table = new RowTable<>(parent, ContainerSnapshot.class, HelpContext.CONTAINERS_VIEW);
        table.viewer().setComparer(new SameContainer());
        columns();
        table.viewer().getTable().addListener(SWT.PaintItem, this::paint);
        watch = new ContainerWatch(containers, this::show);
        actions = new ContainerActions(this, containers, () -> watch.schedule(0));
        table.offer(actions, this);
        getSite().getPage().addPartListener(visibility);
        watch.watched(true);
    }

    private void columns() {
        table.column(Messages.ContainersView_name, 150, ContainerText::name);
        table.column(Messages.ContainersView_system, 130, ContainerText::system);
        table.column(Messages.ContainersView_state, 110, ContainerText::state);
        table.column(Messages.ContainersView_pid, 70, ContainerText::pid);
        table.column(Messages.ContainersView_cpu, 130, ContainerText::processors);
        table.column(Messages.ContainersView_memory, 130, ContainerText::memory);
        table.column(Messages.ContainersView_ports, 150, ContainerText::ports);
        table.column(Messages.ContainersView_started, 90, ContainerText::started);
        table.column(Messages.ContainersView_id, 110, ContainerText::id);
    }

    /** Called by any thread. */
    private void show(List<ContainerSnapshot> rows) {
        Table widget = table.viewer().getTable();
        if (widget.isDisposed()) {
            return;
        }
        widget.getDisplay().asyncExec(() -> {
            if (!widget.isDisposed()) {
                table.viewer().setInput(rows);
                widget.redraw(); // a row whose texts are the same has new figures all the same
                actions.enable(); // the same rows in another state
            }
        });
    }

    // ---- figures

    private void paint(Event event) {
        if (event.index != CPU_COLUMN && event.index != MEMORY_COLUMN
                || !(event.item.getData() instanceof ContainerSnapshot row)) {
            return;
        }
        boolean cpu = event.index == CPU_COLUMN;
        GC gc = event.gc;
        Color foreground = gc.getForeground();
        Color background = gc.getBackground();
        Rectangle cell = ((TableItem) event.item).getBounds(event.index);
        int width = cell.width / 2 - 6;
        Rectangle right = new Rectangle(cell.x + cell.width - width - 4, cell.y + 2, width, cell.height - 4);
        Color colour = event.display.getSystemColor(cpu ? SWT.COLOR_DARK_GREEN : SWT.COLOR_DARK_BLUE);
        sparkline.draw(
                gc,
                right,
                cpu ? row.usage().processors() : row.usage().memory(),
                cpu ? TENTH_OF_A_PROCESSOR : SOME_MEMORY,
                colour);
        gc.setForeground(foreground);
        gc.setBackground(background);
    }

    @Override
    public void setFocus() {
        table.viewer().getTable().setFocus();
    }

    @Override
    public void dispose() {
        getSite().getPage().removePartListener(visibility);
        if (watch != null) {
            watch.close();
        }
        service.unget();
        super.dispose();
    }

    List<ContainerSnapshot> selected() {
        return table.selected();
    }

    /** A snapshot stands for its container, so that a selection outlives the next one. */
    private static final class SameContainer implements IElementComparer {
        @Override
        public boolean equals(Object one, Object other) {
            return key(one).equals(key(other));
        }

        @Override
        public int hashCode(Object row) {
            return key(row).hashCode();
        }

        private static Object key(Object row) {
            return row instanceof ContainerSnapshot snapshot
                    ? snapshot.started().container().id()
                    : row;
        }
    }
}
