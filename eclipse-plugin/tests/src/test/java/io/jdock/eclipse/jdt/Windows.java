package io.jdock.eclipse.jdt;

import io.jdock.eclipse.testing.Workbench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.ui.DebugUITools;
import org.eclipse.help.HelpSystem;
import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.DocumentEvent;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IDocumentListener;
import org.eclipse.jface.text.IRegion;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.Accessible;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.accessibility.AccessibleListener;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.TabFolder;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.swt.widgets.Widget;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;
import org.eclipse.ui.console.IConsoleListener;
import org.eclipse.ui.console.IConsoleManager;
import org.eclipse.ui.console.IHyperlink;
import org.eclipse.ui.console.TextConsole;

/** Drives and photographs the windows of the workbench, from a thread that is not theirs. */
final class Windows {
    private static final long PATIENCE_SECONDS = 30;

    /** The key by which the workbench keeps the id of a control's help. */
    private static final String HELP = "org.eclipse.ui.help";

    private final Display display;

    Windows(Display display) {
        this.display = display;
    }

    /** Does something in the thread of the windows, and waits for it. */
    <T> T in(Callable<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        display.syncExec(() -> {
            try {
                done.complete(action.call());
            } catch (Exception | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    void run(Runnable action) {
        in(() -> {
            action.run();
            return null;
        });
    }

    /** Does something that opens a window and returns only when that is closed; gives the window. */
    Shell opening(String title, Runnable action) throws Exception {
        CompletableFuture<Shell> opened = new CompletableFuture<>();
        Listener listener = event -> {
            if (event.widget instanceof Shell shell && shell.getText().equals(title)) {
                display.asyncExec(() -> opened.complete(shell)); // when it is there in full
            }
        };
        run(() -> display.addFilter(SWT.Show, listener));
        display.asyncExec(() -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                opened.completeExceptionally(e);
            }
        });
        try {
            return opened.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no window '" + title + "', but " + titles(), e);
        } finally {
            run(() -> display.removeFilter(SWT.Show, listener));
        }
    }

    private List<String> titles() {
        return in(() -> Arrays.stream(display.getShells())
                .map(shell -> shell.getText() + (shell.isVisible() ? "" : " (not visible)"))
                .toList());
    }

    /** Waits until windows show something that a job of the workbench brings about. */
    void until(String what, Callable<Boolean> condition) throws Exception {
        CompletableFuture<Void> met = new CompletableFuture<>();
        Runnable look = () -> {
            try {
                if (condition.call()) {
                    met.complete(null);
                }
            } catch (Exception | Error e) {
                met.completeExceptionally(e);
            }
        };
        JobChangeAdapter listener = new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent event) {
                display.asyncExec(look);
            }
        };
        Job.getJobManager().addJobChangeListener(listener);
        try {
            run(look);
            met.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("never: " + what, e);
        } finally {
            Job.getJobManager().removeJobChangeListener(listener);
        }
    }

    /** Lets everything happen that is due in the thread of the windows. */
    void settle() {
        for (int i = 0; i < 3; i++) {
            run(() -> {
                while (display.readAndDispatch()) {
                    // the next
                }
            });
        }
    }

    // ---- to find

    static <T extends Control> Optional<T> find(Composite parent, Class<T> type, Predicate<T> wanted) {
        return all(parent)
                .filter(type::isInstance)
                .map(type::cast)
                .filter(wanted)
                .findFirst();
    }

    private static Stream<Control> all(Composite parent) {
        return Arrays.stream(parent.getChildren())
                .flatMap(child -> Stream.concat(
                        Stream.of(child), child instanceof Composite composite ? all(composite) : Stream.empty()));
    }

    static Button button(Composite parent, String text) {
        return find(parent, Button.class, button -> plain(button.getText()).equals(text))
                .orElseThrow(() -> new AssertionError("no button '" + text + "', but "
                        + all(parent)
                                .filter(Button.class::isInstance)
                                .map(button -> ((Button) button).getText())
                                .toList()));
    }

    static Stream<ToolItem> tools(Composite parent) {
        return all(parent).filter(ToolBar.class::isInstance).flatMap(bar -> Arrays.stream(((ToolBar) bar).getItems()));
    }

    private static String plain(String label) {
        return label.replace("&", "");
    }

    /** As if it were pressed. */
    static void press(Button button) {
        if (!button.isEnabled()) {
            throw new AssertionError(button.getText() + " is disabled");
        }
        if ((button.getStyle() & SWT.CHECK) != 0) {
            button.setSelection(!button.getSelection());
        }
        tell(button, SWT.Selection);
    }

    static void tell(Widget widget, int type) {
        Event event = new Event();
        event.widget = widget;
        widget.notifyListeners(type, event);
    }

    /** Chooses a tab of a folder by its title. */
    static void selectTab(Composite parent, String title) {
        var ctab = find(
                parent,
                org.eclipse.swt.custom.CTabFolder.class,
                folder -> Arrays.stream(folder.getItems())
                        .anyMatch(item -> plain(item.getText()).equals(title)));
        if (ctab.isPresent()) {
            for (var item : ctab.get().getItems()) {
                if (plain(item.getText()).equals(title)) {
                    ctab.get().setSelection(item);
                    Event event = new Event();
                    event.item = item;
                    ctab.get().notifyListeners(SWT.Selection, event);
                }
            }
            return;
        }
        TabFolder folder =
                find(parent, TabFolder.class, any -> true).orElseThrow(() -> new AssertionError("no tab " + title));
        for (var item : folder.getItems()) {
            if (plain(item.getText()).equals(title)) {
                folder.setSelection(item);
                Event event = new Event();
                event.item = item;
                folder.notifyListeners(SWT.Selection, event);
                return;
            }
        }
        throw new AssertionError("no tab '" + title + "', but "
                + Arrays.stream(folder.getItems()).map(item -> item.getText()).toList());
    }

    /** Opens menus along a path, as a user does, and gives the last entry; numbers and short cuts in them do not count. */
    static MenuItem entry(Menu menu, String... path) {
        Menu current = menu;
        MenuItem found = null;
        for (String name : path) {
            tell(current, SWT.Show);
            Menu shown = current;
            found = Arrays.stream(shown.getItems())
                    .filter(item -> text(item).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no entry '" + name + "', but "
                            + Arrays.stream(shown.getItems()).map(Windows::text).toList()));
            current = found.getMenu();
        }
        return found;
    }

    /** What a menu at the end of a path offers. */
    static List<String> entries(Menu menu, String... path) {
        Menu last = entry(menu, path).getMenu();
        tell(last, SWT.Show);
        return Arrays.stream(last.getItems()).map(Windows::text).toList();
    }

    private static String text(MenuItem item) {
        return plain(item.getText())
                .replaceFirst("\t.*", "")
                .replaceFirst("^[0-9]+ ", "")
                .strip();
    }

    static Shell shell() {
        return page().getWorkbenchWindow().getShell();
    }

    static IWorkbenchPage page() {
        return PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage();
    }

    // ---- to read

    /** What F1 tells about a control. */
    static String help(Control control) {
        for (Control current = control; current != null; current = current.getParent()) {
            if (current.getData(HELP) instanceof String id) {
                return HelpSystem.getContext(id).getText();
            }
        }
        throw new AssertionError("no help");
    }

    /** What a control is called for those who do not see it: its own text, or what somebody answers who is asked. */
    static String accessibleName(Control control) throws ReflectiveOperationException {
        if (control instanceof Button button) {
            return button.getText();
        }
        // SWT does not say it, but to the system.
        Field listeners = Accessible.class.getDeclaredField("accessibleListeners");
        listeners.setAccessible(true);
        AccessibleEvent event = new AccessibleEvent(control);
        event.childID = ACC.CHILDID_SELF;
        if (listeners.get(control.getAccessible()) instanceof List<?> all) {
            all.forEach(listener -> ((AccessibleListener) listener).getName(event));
        }
        return event.result;
    }

    /** All that the console shows of a process that has ended. */
    String console(IProcess process) throws Exception {
        IDocument document = consoleOf(process).getDocument();
        CompletableFuture<String> written = changed(document);
        run(() -> {
            if (document.getLength() > 0) {
                written.complete(document.get());
            }
        });
        Workbench.await(written);
        return in(() -> document.get().strip());
    }

    /** What a document says after its next change; to be called before what causes that. */
    CompletableFuture<String> changed(IDocument document) {
        CompletableFuture<String> changed = new CompletableFuture<>();
        run(() -> document.addDocumentListener(new IDocumentListener() {
            @Override
            public void documentAboutToBeChanged(DocumentEvent event) {}

            @Override
            public void documentChanged(DocumentEvent event) {
                changed.complete(document.get());
            }
        }));
        return changed;
    }

    /** The texts of the links that the console of a process has. */
    List<String> links(IProcess process) throws BadLocationException {
        TextConsole console = (TextConsole) DebugUITools.getConsole(process);
        List<String> links = new ArrayList<>();
        for (IHyperlink link : console.getHyperlinks()) {
            IRegion region = console.getRegion(link);
            links.add(console.getDocument().get(region.getOffset(), region.getLength()));
        }
        return links;
    }

    private static TextConsole consoleOf(IProcess process) throws Exception {
        CompletableFuture<TextConsole> found = new CompletableFuture<>();
        Runnable look = () -> {
            if (DebugUITools.getConsole(process) instanceof TextConsole console) {
                found.complete(console);
            }
        };
        IConsoleListener listener = new IConsoleListener() {
            @Override
            public void consolesAdded(IConsole[] consoles) {
                look.run();
            }

            @Override
            public void consolesRemoved(IConsole[] consoles) {}
        };
        IConsoleManager manager = ConsolePlugin.getDefault().getConsoleManager();
        manager.addConsoleListener(listener);
        try {
            look.run();
            return Workbench.await(found);
        } finally {
            manager.removeConsoleListener(listener);
        }
    }

    // ---- to photograph

    /** Writes a picture of a window where the build keeps them. */
    void photograph(String name, Control control) {
        settle();
        ImageData picture = in(() -> {
            Image image = new Image(display, control.getBounds().width, control.getBounds().height);
            GC gc = new GC(image);
            try {
                control.print(gc);
                return image.getImageData();
            } finally {
                gc.dispose();
                image.dispose();
            }
        });
        if (colours(picture) < 8) {
            throw new AssertionError("the picture " + name + " shows nothing");
        }
        Path directory = Path.of(System.getProperty("jdock.photos"));
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ImageLoader loader = new ImageLoader();
        loader.data = new ImageData[] {picture};
        loader.save(directory.resolve(name + ".png").toString(), SWT.IMAGE_PNG);
    }

    /** How many colours a picture has: one that shows nothing has one. */
    private static long colours(ImageData picture) {
        List<Integer> pixels = new ArrayList<>();
        for (int y = 0; y < picture.height; y += 3) {
            for (int x = 0; x < picture.width; x += 3) {
                pixels.add(picture.getPixel(x, y));
            }
        }
        return pixels.stream().distinct().count();
    }
}
