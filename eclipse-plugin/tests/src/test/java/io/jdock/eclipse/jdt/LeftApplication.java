package io.jdock.eclipse.jdt;

import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.Workbench;
import java.util.concurrent.CountDownLatch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;

/** An IDE that launches an application in a container, says in which, and waits to be killed. */
public final class LeftApplication implements IApplication {
    static final String ID = "io.jdock.eclipse.jdt.left";

    /** The word that the processes in the container have among their arguments. */
    static final String MARKER = "io.jdock.marker";

    /** What it begins to say when the application runs. */
    static final String LAUNCHED = "launched ";

    @Override
    public Object start(IApplicationContext context) throws Exception {
        Workbench workbench = new Workbench("left");
        workbench.compile("Left", """
            public class Left {
                public static void main(String[] arguments) throws Exception {
                    new ProcessBuilder("/bin/sh", "-c", "trap '' TERM; while :; do sleep 1000; done", arguments[0]).start();
                    System.out.println("ready");
                    Thread.sleep(Long.MAX_VALUE);
                }
            }
            """);
        ILaunchConfigurationWorkingCopy configuration = workbench.application("Left");
        configuration.setAttribute(
                IJavaLaunchConfigurationConstants.ATTR_PROGRAM_ARGUMENTS, System.getProperty(MARKER));
        LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.MEMORY, "128m"), configuration);
        IProcess process = workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE)
                .getProcesses()[0];
        Workbench.awaitOutput(process);
        System.out.println(LAUNCHED + ((ContainerJvm) process).container().id());
        new CountDownLatch(1).await();
        return EXIT_OK;
    }

    @Override
    public void stop() {}
}
