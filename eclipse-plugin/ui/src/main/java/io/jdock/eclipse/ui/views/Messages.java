package io.jdock.eclipse.ui.views;

import org.eclipse.osgi.util.NLS;

/** Texts that people read; their properties file says which. NLS fills the fields, which it wants public. */
final class Messages extends NLS {
    public static String BuildConsole_found;
    public static String BuildDialog_browse;
    public static String BuildDialog_build;
    public static String BuildDialog_file;
    public static String BuildDialog_message;
    public static String BuildDialog_name;
    public static String BuildDialog_noFile;
    public static String BuildDialog_title;
    public static String ContainerActions_attach;
    public static String ContainerActions_commit;
    public static String ContainerActions_commitText;
    public static String ContainerActions_commitTitle;
    public static String ContainerActions_committing;
    public static String ContainerActions_configuration;
    public static String ContainerActions_console;
    public static String ContainerActions_debuggerOf;
    public static String ContainerActions_inspect;
    public static String ContainerActions_kill;
    public static String ContainerActions_killing;
    public static String ContainerActions_pause;
    public static String ContainerActions_pausing;
    public static String ContainerActions_remove;
    public static String ContainerActions_removeEnded;
    public static String ContainerActions_restart;
    public static String ContainerActions_resume;
    public static String ContainerActions_resuming;
    public static String ContainerActions_shell;
    public static String ContainerActions_shellOf;
    public static String ContainerActions_stop;
    public static String ContainerActions_stopping;
    public static String ContainerText_ended;
    public static String ContainerText_outOfMemory;
    public static String ContainerText_paused;
    public static String ContainerText_running;
    public static String ContainerWatch_name;
    public static String ContainersView_cpu;
    public static String ContainersView_id;
    public static String ContainersView_memory;
    public static String ContainersView_name;
    public static String ContainersView_noService;
    public static String ContainersView_pid;
    public static String ContainersView_ports;
    public static String ContainersView_started;
    public static String ContainersView_state;
    public static String ContainersView_system;
    public static String ImageActions_build;
    public static String ImageActions_building;
    public static String ImageActions_configuration;
    public static String ImageActions_freed;
    public static String ImageActions_inspect;
    public static String ImageActions_jre;
    public static String ImageActions_jreText;
    public static String ImageActions_jreTitle;
    public static String ImageActions_layers;
    public static String ImageActions_makingJre;
    public static String ImageActions_prune;
    public static String ImageActions_pruneText;
    public static String ImageActions_pruneTitle;
    public static String ImageActions_pull;
    public static String ImageActions_pullText;
    public static String ImageActions_pullTitle;
    public static String ImageActions_pulling;
    public static String ImageActions_push;
    public static String ImageActions_pushText;
    public static String ImageActions_pushTitle;
    public static String ImageActions_pushing;
    public static String ImageActions_refresh;
    public static String ImageActions_remove;
    public static String ImageActions_removing;
    public static String ImageActions_tag;
    public static String ImageActions_tagText;
    public static String ImageActions_tagTitle;
    public static String ImagesView_created;
    public static String ImagesView_digest;
    public static String ImagesView_layers;
    public static String ImagesView_name;
    public static String ImagesView_platform;
    public static String ImagesView_reading;
    public static String ImagesView_size;
    public static String ImagesView_unusable;

    static {
        NLS.initializeMessages("io.jdock.eclipse.ui.views.messages", Messages.class);
    }

    private Messages() {}
}
