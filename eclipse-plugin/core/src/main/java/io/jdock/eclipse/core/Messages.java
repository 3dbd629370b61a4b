package io.jdock.eclipse.core;

import org.eclipse.osgi.util.NLS;

/** Texts that people read; their properties file says which. NLS fills the fields, which it wants public. */
final class Messages extends NLS {
    public static String ContainersOfThisMachine_closed;
    public static String ImageLibrary_interrupted;
    public static String ImageLibrary_noImage;
    public static String ImageLibrary_severalImages;
    public static String IsolationReader_capability;
    public static String IsolationReader_cpus;
    public static String IsolationReader_directory;
    public static String IsolationReader_image;
    public static String IsolationReader_imageMissing;
    public static String IsolationReader_memory;
    public static String IsolationReader_network;
    public static String IsolationReader_path;
    public static String IsolationReader_pids;
    public static String IsolationReader_portsOfHost;
    public static String IsolationReader_relative;
    public static String IsolationReader_seccomp;
    public static String IsolationReader_source;
    public static String IsolationReader_user;
    public static String IsolationReader_variable;
    public static String IsolationReader_volume;
    public static String IsolationReader_volumeMissing;
    public static String IsolationReader_volumeName;
    public static String IsolationReader_volumeTarget;
    public static String IsolationReader_volumeTwice;
    public static String JvmView_parallel;
    public static String JvmView_serial;
    public static String TransferProgress_part;

    static {
        NLS.initializeMessages("io.jdock.eclipse.core.messages", Messages.class);
    }

    private Messages() {}
}
