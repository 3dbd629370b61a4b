package io.jdock.eclipse.installation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IFolder;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IDebugEventSetListener;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.jdt.core.IClasspathEntry;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;
import org.eclipse.jdt.launching.JavaRuntime;

/** A Java project of one class; gone with {@link #close}. */
final class Project implements AutoCloseable {
    /** Against a test that hangs; nothing is measured by it. */
    private static final long PATIENCE_SECONDS = 30;

    private final IProject project;
    private final IFile source;
    private final String className;

    Project(String className, String text) throws CoreException {
        this.className = className;
        project = ResourcesPlugin.getWorkspace().getRoot().getProject(className);
        project.create(null);
        project.open(null);
        IProjectDescription description = project.getDescription();
        description.setNatureIds(new String[] {JavaCore.NATURE_ID});
        project.setDescription(description, null); // not at creation: that would not set up the Java builder
        IFolder sources = project.getFolder("src");
        sources.create(true, true, null);
        IClasspathEntry[] classPath = {
            JavaCore.newSourceEntry(sources.getFullPath()),
            JavaCore.newContainerEntry(JavaRuntime.newDefaultJREContainerPath())
        };
        JavaCore.create(project)
                .setRawClasspath(classPath, project.getFullPath().append("bin"), null);
        source = sources.getFile(className + ".java");
        source.create(new ByteArrayInputStream(text.getBytes(UTF_8)), true, null);
        project.build(IncrementalProjectBuilder.FULL_BUILD, null);
    }

    /** The project's directory, in which its application runs. */
    Path location() {
        return project.getLocation().toPath();
    }

    IFile source() {
        return source;
    }

    ILaunchConfigurationWorkingCopy configuration() throws CoreException {
        var configuration = DebugPlugin.getDefault()
                .getLaunchManager()
                .getLaunchConfigurationType(IJavaLaunchConfigurationConstants.ID_JAVA_APPLICATION)
                .newInstance(null, className);
        configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_PROJECT_NAME, project.getName());
        configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_MAIN_TYPE_NAME, className);
        return configuration;
    }

    /** The next event that is one of those wanted; to be called before what causes it. */
    static CompletableFuture<DebugEvent> event(Predicate<DebugEvent> wanted) {
        CompletableFuture<DebugEvent> found = new CompletableFuture<>();
        IDebugEventSetListener listener = events -> {
            for (DebugEvent event : events) {
                if (wanted.test(event)) {
                    found.complete(event);
                }
            }
        };
        DebugPlugin.getDefault().addDebugEventListener(listener);
        found.whenComplete((event, failure) -> DebugPlugin.getDefault().removeDebugEventListener(listener));
        return found;
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for the end of a launch's process. */
    static IProcess ended(ILaunch launch) throws Exception {
        IProcess process = launch.getProcesses()[0];
        CompletableFuture<DebugEvent> end =
                event(event -> event.getKind() == DebugEvent.TERMINATE && event.getSource() == process);
        if (!process.isTerminated()) {
            await(end);
        }
        return process;
    }

    @Override
    public void close() throws CoreException {
        project.delete(true, true, null);
    }
}
