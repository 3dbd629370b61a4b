package io.jdock.eclipse.jdt;

import io.jdock.eclipse.core.Containers;
import java.io.File;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ServiceCaller;
import org.eclipse.jdt.internal.launching.StandardVMType;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.IVMInstallType;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.jdt.launching.VMStandin;
import org.eclipse.osgi.util.NLS;

/**
 * The type of the Container JREs. Each has a JDK of this machine, is compiled against like any other, and starts its JVMs in
 * containers. JDT makes one instance.
 */
public final class ContainerJreType extends StandardVMType {
    /** As plugin.xml declares it. */
    public static final String ID = "io.jdock.eclipse.jdt.containerJre";

    /** Held as long as the IDE runs: a service that nobody holds is deactivated, and its containers end. */
    private final ServiceCaller<Containers> containers = new ServiceCaller<>(getClass(), Containers.class);

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
        IVMInstall made = added.convertToRealVM();
        JavaRuntime.saveVMConfiguration();
        return made;
    }

    private static String freeId(IVMInstallType type) {
        int number = type.getVMInstalls().length;
        while (type.findVMInstall(ID + "." + number) != null) {
            number++;
        }
        return ID + "." + number;
    }
}
