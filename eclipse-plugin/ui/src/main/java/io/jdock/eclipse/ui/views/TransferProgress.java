package io.jdock.eclipse.ui.views;

import io.jdock.image.registry.TransferListener;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.osgi.util.NLS;

/** Tells a monitor how much of an image has been transferred. How much there is in all is not known before its last layer begins. */
final class TransferProgress implements TransferListener {
    private final IProgressMonitor monitor;
    private final Map<Digest, Long> done = new HashMap<>(); // guarded by this
    private long expected; // guarded by this

    TransferProgress(String name, IProgressMonitor monitor) {
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

    private void tell() {
        long sum = done.values().stream().mapToLong(Long::longValue).sum();
        monitor.subTask(NLS.bind(
                Messages.TransferProgress_part, ContainerText.size(sum), ContainerText.size(Math.max(sum, expected))));
    }
}
