package io.jdock.eclipse.ui.views;

import io.jdock.build.BuildListener;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.ui.console.ConsolePlugin;
import org.eclipse.ui.console.IConsole;
import org.eclipse.ui.console.MessageConsole;
import org.eclipse.ui.console.MessageConsoleStream;

/** A console that tells how a build goes; it stays there when the build has ended. */
final class BuildConsole implements BuildListener, AutoCloseable {
    private final MessageConsoleStream stream;

    private BuildConsole(MessageConsoleStream stream) {
        this.stream = stream;
    }

    static BuildConsole show(String title) {
        MessageConsole console = new MessageConsole(title, null);
        ConsolePlugin.getDefault().getConsoleManager().addConsoles(new IConsole[] {console});
        ConsolePlugin.getDefault().getConsoleManager().showConsoleView(console);
        return new BuildConsole(console.newMessageStream());
    }

    @Override
    public void step(String text) {
        stream.println(text);
    }

    @Override
    public void found() {
        stream.println("  " + Messages.BuildConsole_found);
    }

    @Override
    public void note(String text) {
        stream.println("  " + text);
    }

    @Override
    public OutputStream output() {
        return stream;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
