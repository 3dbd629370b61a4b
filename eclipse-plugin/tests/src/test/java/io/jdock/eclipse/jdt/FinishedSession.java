package io.jdock.eclipse.jdt;

import io.jdock.eclipse.testing.Workbench;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jdt.junit.JUnitCore;
import org.eclipse.jdt.junit.TestRunListener;
import org.eclipse.jdt.junit.model.ITestRunSession;

/** The next run of tests that the JUnit view learns the end of, from the making of this object on. */
final class FinishedSession implements AutoCloseable {
    private final CompletableFuture<ITestRunSession> finished = new CompletableFuture<>();
    private final TestRunListener listener = new TestRunListener() {
        @Override
        public void sessionFinished(ITestRunSession session) {
            finished.complete(session);
        }
    };

    FinishedSession() {
        JUnitCore.addTestRunListener(listener);
    }

    /** Waits until its results are known. */
    ITestRunSession await() throws Exception {
        return Workbench.await(finished);
    }

    @Override
    public void close() {
        JUnitCore.removeTestRunListener(listener);
    }
}
