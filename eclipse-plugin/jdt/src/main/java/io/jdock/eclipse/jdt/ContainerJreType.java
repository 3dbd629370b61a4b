package io.jdock.eclipse.jdt;

import io.jdock.eclipse.core.Containers;
import io.jdock.image.Trees;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.ServiceCaller;
import org.eclipse.jdt.internal.launching.LibraryInfo;
import org.eclipse.jdt.internal.launching.StandardVMType;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.IVMInstallChangedListener;
import org.eclipse.jdt.launching.IVMInstallType;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.jdt.launching.PropertyChangeEvent;
import org.eclipse.jdt.launching.VMStandin;
import org.eclipse.osgi.util.NLS;
import org.osgi.framework.FrameworkUtil;

/**
 * The type of the Container JREs. Each has a JDK, of this machine or of an image, is compiled against like any other, and starts its
 * JVMs in containers. JDT makes one instance.
 */
public final class ContainerJreType extends StandardVMType {
    /** As plugin.xml declares it. */
    public static final String ID = "io.jdock.eclipse.jdt.containerJre";

    /** Held as long as the IDE runs: a service that nobody holds is deactivated, and its containers end. */
    private final ServiceCaller<Containers> containers = new ServiceCaller<>(getClass(), Containers.class);

    public ContainerJreType() {
        JavaRuntime.addVMInstallChangedListener(new IVMInstallChangedListener() {
            @Override
            public void defaultVMInstallChanged(IVMInstall previous, IVMInstall current) {}

            @Override
            public void vmChanged(PropertyChangeEvent event) {}

            @Override
            public void vmAdded(IVMInstall vm) {}

            @Override
            public void vmRemoved(IVMInstall vm) {
                removed(vm);
            }
        });
    }

    @Override
    public String getName() {
        return Messages.ContainerJreType_name;
    }

    @Override
    protected IVMInstall doCreateVMInstall(String id) {
        return new ContainerJre(this, id);
    }

    /** None: a new workspace gets JDT's own JRE as its default, not one of ours. */
    @Override
    public File detectInstallLocation() {
        return null;
    }

    String javaVersion(File location) {
        return getVMVersion(location, findJavaExecutable(location));
    }

    /** Where JDT asks the {@code java} of a JDK, that of an image is not asked: it runs in containers only. */
    @Override
    protected LibraryInfo generateLibraryInfo(File home, File java) {
        return ImageJdk.at(home.toPath())
                .map(jdk -> new LibraryInfo(
                        jdk.version().orElse(""),
                        jdk.bootClassPath().toArray(String[]::new),
                        jdk.directories("ext").toArray(String[]::new),
                        jdk.directories("endorsed").toArray(String[]::new)))
                .orElseGet(() -> super.generateLibraryInfo(home, java));
    }

    /**
     * The IDE's containers, for whoever shows or explains them.
     *
     * @throws CoreException if they cannot be had
     */
    public static Containers containersOfIde() throws CoreException {
        return ((ContainerJreType) JavaRuntime.getVMInstallType(ID)).containers();
    }

    Containers containers() throws CoreException {
        return containers.current().orElseThrow(() -> Failures.failure(Messages.ContainerJreType_noService, null));
    }

    /**
     * The Container JRE with the same JDK as another JRE; it is added to the installed ones if there is none yet.
     *
     * @throws CoreException if the installed JREs cannot be saved
     */
    static synchronized IVMInstall counterpart(IVMInstall jre) throws CoreException {
        if (jre instanceof ContainerJre) {
            return jre;
        }
        IVMInstallType type = JavaRuntime.getVMInstallType(ID);
        for (IVMInstall known : type.getVMInstalls()) {
            if (jre.getInstallLocation().equals(known.getInstallLocation())) {
                return known;
            }
        }
        VMStandin added = new VMStandin(type, freeId(type));
        added.setName(NLS.bind(Messages.ContainerJreType_counterpartName, jre.getName()));
        added.setInstallLocation(jre.getInstallLocation());
        added.setLibraryLocations(jre.getLibraryLocations());
        added.setJavadocLocation(jre.getJavadocLocation());
        return install(added);
    }

    private static IVMInstall install(VMStandin added) throws CoreException {
        IVMInstall made = added.convertToRealVM();
        JavaRuntime.saveVMConfiguration();
        return made;
    }

    // ---- JDKs of images

    /**
     * The Container JRE with the JDK of an image; it is added to the installed ones if there is none yet.
     *
     * @param location of the image, as the setting for the place of the system has it
     * @param monitor is told how it goes on, and asked whether it shall
     * @throws CoreException if the image cannot be had or has no JDK, or the installed JREs cannot be saved; the message says why
     * @throws OperationCanceledException if the monitor is cancelled; then nothing is left
     */
    public static IVMInstall ofImage(String location, IProgressMonitor monitor) throws CoreException {
        return install(imageJdk(location, monitor), location);
    }

    private static synchronized IVMInstall install(File jdk, String location) throws CoreException {
        IVMInstallType type = JavaRuntime.getVMInstallType(ID);
        for (IVMInstall known : type.getVMInstalls()) {
            if (jdk.equals(known.getInstallLocation())) {
                return known;
            }
        }
        VMStandin added = new VMStandin(type, freeId(type));
        // The name becomes part of a path.
        String name = NLS.bind(Messages.ContainerJreType_imageName, location.replace('/', '_'));
        added.setName(freeName(type, name));
        added.setInstallLocation(jdk);
        return install(added);
    }

    /**
     * The directory with what compilers read of the JDK of an image, and by which a Container JRE knows the image. It is made if it
     * is not there, and goes with the last JRE that has it.
     *
     * @param monitor is told how it goes on, and asked whether it shall
     * @throws CoreException if the image cannot be had or has no JDK; the message says why
     * @throws OperationCanceledException if the monitor is cancelled; then nothing is left of it
     */
    public static File imageJdk(String location, IProgressMonitor monitor) throws CoreException {
        try {
            return new ImageJdkMaker(imageJdks(), monitor)
                    .make(containersOfIde().images(), location)
                    .directory()
                    .toFile();
        } catch (OperationCanceledException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw Failures.failure(NLS.bind(Messages.ContainerJreType_imageFailed, location, e.getMessage()), e);
        }
    }

    private static Path imageJdks() {
        return Platform.getStateLocation(FrameworkUtil.getBundle(ContainerJreType.class))
                .append("jdks")
                .toPath();
    }

    private void removed(IVMInstall jre) {
        File location = jre.getInstallLocation();
        if (jre.getVMInstallType() != this
                || location == null
                || !location.toPath().startsWith(imageJdks())
                || Arrays.stream(getVMInstalls()).anyMatch(other -> location.equals(other.getInstallLocation()))) {
            return;
        }
        try {
            Trees.delete(location.toPath());
        } catch (IOException e) {
            ILog.of(getClass()).error(e.getMessage(), e);
        }
    }

    private static String freeName(IVMInstallType type, String name) {
        String free = name;
        for (int number = 2; type.findVMInstallByName(free) != null; number++) {
            free = name + " (" + number + ")";
        }
        return free;
    }

    private static String freeId(IVMInstallType type) {
        int number = type.getVMInstalls().length;
        while (type.findVMInstall(ID + "." + number) != null) {
            number++;
        }
        return ID + "." + number;
    }
}
