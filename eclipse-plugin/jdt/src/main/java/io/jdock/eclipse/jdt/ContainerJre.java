package io.jdock.eclipse.jdt;

import java.io.File;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.jdt.launching.AbstractVMInstall;
import org.eclipse.jdt.launching.IVMRunner;

/** A JDK of this machine, or of an image, whose JVMs run in containers. */
final class ContainerJre extends AbstractVMInstall {
    private final ContainerJreType type;

    ContainerJre(ContainerJreType type, String id) {
        super(type, id);
        this.type = type;
    }

    /** Null, as JDT wants it, for a mode that is neither run nor debug. */
    @Override
    public IVMRunner getVMRunner(String mode) {
        return switch (mode) {
            case ILaunchManager.RUN_MODE ->
                new ContainerRunner(this::start, start -> new ContainerRunner.Running(this, start));
            case ILaunchManager.DEBUG_MODE ->
                new ContainerRunner(this::start, start -> new ContainerRunner.Debugging(this, start));
            default -> null;
        };
    }

    private ContainerStart start(ILaunch launch) {
        return new ContainerStart(type, this, launch);
    }

    /** Null, as JDT wants it, if there is no JDK any more. */
    @Override
    public String getJavaVersion() {
        File location = getInstallLocation();
        return location == null ? null : type.javaVersion(location);
    }
}
