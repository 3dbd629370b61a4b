package io.jdock.maven;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.maven.execution.ExecutionListener;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.jspecify.annotations.Nullable;

/**
 * Does something when Maven has carried out the last goal, or one has failed. At the end of its JVM it is too late: Maven has closed the
 * class loaders of plugins by then; and the JVM of a Maven daemon does not end.
 *
 * <p>A plugin that is no extension of the build hears of it only as the listener of the session, before the one that was it.
 */
final class SessionEnd implements InvocationHandler {
    private final @Nullable ExecutionListener others;
    private final Runnable action;

    private SessionEnd(@Nullable ExecutionListener others, Runnable action) {
        this.others = others;
        this.action = action;
    }

    /** At the end of a session, before what was added earlier. */
    static void add(MavenSession session, Runnable action) {
        MavenExecutionRequest request = session.getRequest();
        synchronized (request) { // goals of several modules may be carried out at once, by sessions that share it
            request.setExecutionListener((ExecutionListener) Proxy.newProxyInstance(
                    ExecutionListener.class.getClassLoader(),
                    new Class<?>[] {ExecutionListener.class},
                    new SessionEnd(request.getExecutionListener(), action)));
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(this, arguments);
        }
        if (method.getName().equals("sessionEnded")) {
            action.run();
        }
        try {
            return others == null ? null : method.invoke(others, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
