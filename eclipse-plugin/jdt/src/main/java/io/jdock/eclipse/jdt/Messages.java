package io.jdock.eclipse.jdt;

import org.eclipse.osgi.util.NLS;

/** Texts that people read; their properties file says which. NLS fills the fields. */
final class Messages extends NLS {
    static String ContainerJreType_name;
    static String ContainerJreType_noService;
    static String ContainerJreType_counterpartName;
    static String ContainerLaunchDelegate_noDelegate;
    static String ContainerLaunchDelegate_noJre;
    static String ContainerStart_failed;
    static String ContainerStart_label;

    static {
        NLS.initializeMessages("io.jdock.eclipse.jdt.messages", Messages.class);
    }

    private Messages() {}
}
