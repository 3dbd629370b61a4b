package io.jdock.eclipse.jdt;

import org.eclipse.osgi.util.NLS;

/** Texts that people read; their properties file says which. NLS fills the fields, which it wants public. */
final class Messages extends NLS {
    public static String ContainerJreType_imageFailed;
    public static String ContainerJreType_imageName;
    public static String ContainerJreType_name;
    public static String ContainerJreType_noService;
    public static String ContainerJreType_counterpartName;
    public static String ContainerJvm_outOfMemory;
    public static String ContainerLaunchDelegate_noDelegate;
    public static String ContainerLaunchDelegate_noJre;
    public static String ContainerStart_failed;
    public static String ContainerStart_host;
    public static String ContainerStart_label;
    public static String ImageJdkMaker_copying;
    public static String ImageJdkMaker_looking;
    public static String ImageJdkMaker_noJdk;
    public static String ImageJdkMaker_noJdkRemedy;
    public static String ImageJdkMaker_noRelease;
    public static String JvmContainer_noJava;
    public static String PlannedLaunch_nothing;
    public static String ProgramLaunchDelegate_noProgram;

    static {
        NLS.initializeMessages("io.jdock.eclipse.jdt.messages", Messages.class);
    }

    private Messages() {}
}
