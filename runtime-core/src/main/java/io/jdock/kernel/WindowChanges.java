package io.jdock.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Tells when the window of the JVM's terminal has another size (SIGWINCH, signal(7)), as long as it is not closed. The JDK
 * has no public way to hear of a signal: this is the module {@code jdk.unsupported}, called by name, since a compiler warns of
 * its use. A JVM without that module is told nothing.
 */
public final class WindowChanges implements AutoCloseable {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";
    private static final String NAME = "WINCH";

    private final Runnable undo;

    private WindowChanges(Runnable undo) {
        this.undo = undo;
    }

    /**
     * Listens.
     *
     * @param listener called by a thread of the JVM's own
     */
    public static WindowChanges listen(Runnable listener) {
        try {
            Class<?> handler = Class.forName(HANDLER, true, ClassLoader.getSystemClassLoader());
            Object called = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.invoke(listener, arguments); // as a key of the JDK's table of handlers
                        }
                        listener.run();
                        return null;
                    });
            Object former = handle(handler, called);
            return new WindowChanges(() -> {
                Object unused = handle(handler, former);
            });
        } catch (ClassNotFoundException e) {
            return new WindowChanges(() -> {});
        }
    }

    /** Sets who is told, and returns who was told before. */
    private static Object handle(Class<?> handler, Object called) {
        try {
            Class<?> signal = Class.forName(SIGNAL, true, handler.getClassLoader());
            return signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(NAME), called);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("cannot listen to SIG" + NAME, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot listen to SIG" + NAME, e);
        }
    }

    /** From now on those are told who were before. */
    @Override
    public void close() {
        undo.run();
    }
}
