package io.jdock.eclipse.ui.views;

import io.jdock.eclipse.ui.HelpContext;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchActionConstants;

/**
 * The table that a view consists of. For the thread of the windows.
 *
 * @param <T> what a row is
 */
final class RowTable<T> {
    private final TableViewer viewer;
    private final Class<T> rows;

    /**
     * Without columns.
     *
     * @param help what F1 tells
     */
    RowTable(Composite parent, Class<T> rows, HelpContext help) {
        this.rows = rows;
        viewer = new TableViewer(parent, SWT.MULTI | SWT.FULL_SELECTION | SWT.H_SCROLL | SWT.V_SCROLL);
        viewer.getTable().setHeaderVisible(true);
        help.describe(viewer.getTable());
        viewer.setContentProvider(ArrayContentProvider.getInstance());
    }

    TableViewer viewer() {
        return viewer;
    }

    /** @param width in pixels */
    void column(String title, int width, Function<T, String> text) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.getColumn().setWidth(width);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(ColumnLabelProvider.createTextProvider(row -> text.apply(rows.cast(row))));
    }

    /** Offers what can be done, in the table's menu and in the view's tool bar, and tells others what is selected. */
    void offer(RowActions actions, IViewPart view) {
        viewer.addSelectionChangedListener(actions);
        viewer.getTable().getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                if (event.childID == ACC.CHILDID_SELF) {
                    event.result = view.getTitle();
                }
            }
        });
        MenuManager menu = new MenuManager();
        actions.contributeTo(menu);
        menu.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));
        viewer.getTable().setMenu(menu.createContextMenu(viewer.getTable()));
        view.getSite().registerContextMenu(menu, viewer);
        view.getSite().setSelectionProvider(viewer);
        actions.contributeTo(view.getViewSite().getActionBars());
    }

    List<T> selected() {
        List<?> selected = viewer.getStructuredSelection().toList();
        return selected.stream().map(rows::cast).toList();
    }
}
