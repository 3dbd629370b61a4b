package io.jdock.eclipse.ui;

import org.eclipse.osgi.util.NLS;

/** Texts that people read; their properties file says which. NLS fills the fields, which it wants public. */
final class Messages extends NLS {
    public static String ContainerJrePage_image;
    public static String ContainerJrePage_imageText;
    public static String ContainerJrePage_imageTitle;
    public static String ContainerPreferencePage_description;
    public static String ContainerPreferencePage_examine;
    public static String ContainerPreferencePage_notSaved;
    public static String ContainerTab_name;
    public static String ContainerTab_when;
    public static String ImageProposals_asking;
    public static String ImageProposals_reading;
    public static String JreTabPage_elsewhere;
    public static String MachineDialog_consequence;
    public static String MachineDialog_degraded;
    public static String MachineDialog_fact;
    public static String MachineDialog_missing;
    public static String MachineDialog_ok;
    public static String MachineDialog_remedy;
    public static String MachineDialog_seen;
    public static String MachineDialog_title;
    public static String ProgramTab_command;
    public static String ProgramTab_name;
    public static String SettingsButtons_explain;
    public static String SettingsButtons_explainText;
    public static String SettingsButtons_explainTitle;
    public static String SettingsButtons_maven;
    public static String SettingsForm_browse;
    public static String SettingsForm_capabilities;
    public static String SettingsForm_capabilitiesTip;
    public static String SettingsForm_cpus;
    public static String SettingsForm_environment;
    public static String SettingsForm_files;
    public static String SettingsForm_limits;
    public static String SettingsForm_location;
    public static String SettingsForm_locationTip;
    public static String SettingsForm_measured;
    public static String SettingsForm_memory;
    public static String SettingsForm_network;
    public static String SettingsForm_networkHost;
    public static String SettingsForm_networkLabel;
    public static String SettingsForm_networkNameLabel;
    public static String SettingsForm_networkNameTip;
    public static String SettingsForm_networkNamed;
    public static String SettingsForm_networkNone;
    public static String SettingsForm_networkPrivate;
    public static String SettingsForm_pids;
    public static String SettingsForm_ports;
    public static String SettingsForm_portsHint;
    public static String SettingsForm_readOnly;
    public static String SettingsForm_rights;
    public static String SettingsForm_seccomp;
    public static String SettingsForm_seccompHint;
    public static String SettingsForm_seccompTip;
    public static String SettingsForm_source;
    public static String SettingsForm_sourceDirectory;
    public static String SettingsForm_sourceHost;
    public static String SettingsForm_sourceImage;
    public static String SettingsForm_system;
    public static String SettingsForm_user;
    public static String SettingsForm_userHint;
    public static String SettingsForm_variables;
    public static String SettingsForm_variablesHint;
    public static String SettingsForm_volumes;
    public static String SettingsForm_volumesHint;
    public static String TextDialog_copy;

    static {
        NLS.initializeMessages("io.jdock.eclipse.ui.messages", Messages.class);
    }

    private Messages() {}
}
