package io.jdock.eclipse.ui.views;

import java.io.IOException;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;

/** Something that a user has asked a view for: it shows among the operations in progress, and a failure is told. */
final class ViewJob extends Job {

    /** What is done. */
    interface Task {
        void run(IProgressMonitor monitor) throws CoreException, IOException, InterruptedException;
    }

    private final Task task;
    private final Runnable after;
    private final Object lock = new Object();
    private Thread runner; // guarded by the lock; null while nothing runs

    /** @param after is run when it has ended, in whatever way */
    ViewJob(String name, Task task, Runnable after) {
        super(name);
        this.task = task;
        this.after = after;
        setUser(true);
    }

    @Override
    protected IStatus run(IProgressMonitor monitor) {
        synchronized (lock) {
            runner = Thread.currentThread();
        }
        try {
            task.run(monitor);
            return Status.OK_STATUS;
        } catch (InterruptedException | OperationCanceledException e) {
            return Status.CANCEL_STATUS; // the thread's flag is the job's business alone
        } catch (CoreException | IOException | RuntimeException e) {
            return monitor.isCanceled() ? Status.CANCEL_STATUS : Status.error(message(e), e);
        } finally {
            synchronized (lock) {
                runner = null;
                boolean unused = Thread.interrupted(); // of a cancellation that came too late
            }
            after.run();
        }
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** What waits for a registry or a process is woken. */
    @Override
    protected void canceling() {
        synchronized (lock) {
            if (runner != null) {
                runner.interrupt();
            }
        }
    }
}
