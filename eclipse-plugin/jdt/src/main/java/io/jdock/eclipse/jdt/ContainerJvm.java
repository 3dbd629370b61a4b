package io.jdock.eclipse.jdt;

import io.jdock.container.Container;
import java.util.Map;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.model.RuntimeProcess;
import org.eclipse.osgi.util.NLS;

/** The process of a launch whose JVM, or other program, runs in a container. */
public final class ContainerJvm extends RuntimeProcess {
    private final Container container;

    ContainerJvm(ILaunch launch, Container container, String name, Map<String, String> attributes) {
        super(launch, container, name, attributes);
        this.container = container;
    }

    /** That it runs in. */
    public Container container() {
        return container;
    }

    /** With what the exit status alone does not tell: that the kernel killed it for want of memory. */
    @Override
    public String getLabel() {
        String label = super.getLabel();
        // The superclass asks before the container is known.
        return container != null && isTerminated() && container.oomKilled()
                ? NLS.bind(Messages.ContainerJvm_outOfMemory, label)
                : label;
    }

    /** A console is called by its launch, unless the process has this attribute. */
    @Override
    public String getAttribute(String key) {
        return key.equals(ATTR_PROCESS_LABEL) && container != null && isTerminated() && container.oomKilled()
                ? getLabel()
                : super.getAttribute(key);
    }
}
