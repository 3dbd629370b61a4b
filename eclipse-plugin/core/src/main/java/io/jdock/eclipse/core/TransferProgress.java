package io.jdock.eclipse.core;

import io.jdock.container.ByteSize;
import io.jdock.image.registry.TransferListener;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.osgi.util.NLS;

/**
 * Tells a monitor how much of an image has been transferred, and ends the transfer if that is cancelled. How much there is in all is not
 * known before its last layer begins.
 */
public final class TransferProgress implements TransferListener {
    private final IProgressMonitor monitor;
    private final Map<Digest, Long> done = new HashMap<>(); // guarded by this
    private long expected; // guarded by this

    /** @param name of what is done, for people */
    public TransferProgress(String name, IProgressMonitor monitor) {
        this.monitor = monitor;
        monitor.beginTask(name, IProgressMonitor.UNKNOWN);
    }

    @Override
    public synchronized void begins(ContentDescriptor content) {
        if (done.putIfAbsent(content.digest(), 0L) == null) {
            expected += content.size();
        }
        tell();
    }

    @Override
    public synchronized void advances(ContentDescriptor content, long bytes) {
        done.put(content.digest(), bytes);
        tell();
    }

    @Override
    public synchronized void ends(ContentDescriptor content) {
        advances(content, content.size());
    }

    @Override
    public void note(String text) {
        ILog.of(getClass()).info(text);
    }

    /** @throws OperationCanceledException if nobody wants the image any more */
    private void tell() {
        if (monitor.isCanceled()) {
            throw new OperationCanceledException();
        }
        long sum = done.values().stream().mapToLong(Long::longValue).sum();
        monitor.subTask(NLS.bind(
                Messages.TransferProgress_part, ByteSize.describe(sum), ByteSize.describe(Math.max(sum, expected))));
    }
}
