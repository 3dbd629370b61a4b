package io.jdock.eclipse.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IFolder;
import org.eclipse.core.resources.IMarker;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.IProjectDescription;
import org.eclipse.core.resources.IResource;
import org.eclipse.core.resources.IncrementalProjectBuilder;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IPath;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.IDebugEventSetListener;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchListener;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.core.model.IStreamMonitor;
import org.eclipse.jdt.core.IClasspathAttribute;
import org.eclipse.jdt.core.IClasspathEntry;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.debug.core.IJavaDebugTarget;
import org.eclipse.jdt.debug.core.IJavaStackFrame;
import org.eclipse.jdt.debug.eval.EvaluationManager;
import org.eclipse.jdt.debug.eval.IAstEvaluationEngine;
import org.eclipse.jdt.debug.eval.IEvaluationResult;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.jdt.launching.environments.IExecutionEnvironment;

/** A Java project in the running workbench, and the launches of a test; gone with {@link #close}. */
public final class Workbench implements AutoCloseable {
    /** Against a test that hangs; nothing is measured by it. */
    private static final long PATIENCE_SECONDS = 30;

    private final IProject project;
    private final List<ILaunch> launches = new ArrayList<>();
    private final List<IDebugEventSetListener> listeners = new ArrayList<>();

    /** A project with the workspace's JRE. */
    public Workbench(String name, IClasspathEntry... libraries) throws CoreException {
        this(name, JavaRuntime.newDefaultJREContainerPath(), libraries);
    }

    /** A project with a JRE of its own. */
    public Workbench(String name, IVMInstall jre) throws CoreException {
        this(name, JavaRuntime.newJREContainerPath(jre));
    }

    /** A project that says what it runs in, and leaves the JRE to the workspace. */
    public Workbench(String name, IExecutionEnvironment environment) throws CoreException {
        this(name, JavaRuntime.newJREContainerPath(environment));
    }

    /** A project that may have a module of its own. */
    public static Workbench modular(String name) throws CoreException {
        IClasspathAttribute module = JavaCore.newClasspathAttribute(IClasspathAttribute.MODULE, "true");
        return new Workbench(
                JavaCore.newContainerEntry(
                        JavaRuntime.newDefaultJREContainerPath(), null, new IClasspathAttribute[] {module}, false),
                name);
    }

    private Workbench(String name, IPath jre, IClasspathEntry... libraries) throws CoreException {
        this(JavaCore.newContainerEntry(jre), name, libraries);
    }

    private Workbench(IClasspathEntry jre, String name, IClasspathEntry... libraries) throws CoreException {
        project = ResourcesPlugin.getWorkspace().getRoot().getProject(name);
        project.create(null);
        project.open(null);
        IProjectDescription description = project.getDescription();
        description.setNatureIds(new String[] {JavaCore.NATURE_ID});
        project.setDescription(description, null); // not at creation: that would not set up the Java builder
        IFolder sources = project.getFolder("src");
        sources.create(true, true, null);
        List<IClasspathEntry> classPath = new ArrayList<>(List.of(libraries));
        classPath.add(JavaCore.newSourceEntry(sources.getFullPath()));
        classPath.add(jre);
        IPath output = project.getFullPath().append("bin");
        JavaCore.create(project).setRawClasspath(classPath.toArray(IClasspathEntry[]::new), output, null);
    }

    /**
     * Adds a class, and compiles.
     *
     * @param className with slashes, if it is in a package
     */
    public IFile compile(String className, String source) throws CoreException {
        IFile file = file("src/" + className + ".java", source);
        project.build(IncrementalProjectBuilder.FULL_BUILD, null);
        for (IMarker problem : project.findMarkers(IMarker.PROBLEM, true, IResource.DEPTH_INFINITE)) {
            if (problem.getAttribute(IMarker.SEVERITY, 0) == IMarker.SEVERITY_ERROR) {
                throw new AssertionError(problem.getAttribute(IMarker.MESSAGE, "does not compile"));
            }
        }
        return file;
    }

    /** Adds a file that is not compiled, and the directory that it is in. */
    public IFile file(String name, String content) throws CoreException {
        IFile file = project.getFile(name);
        if (file.getParent() instanceof IFolder folder && !folder.exists()) {
            folder.create(true, true, null);
        }
        file.create(new ByteArrayInputStream(content.getBytes(UTF_8)), true, null);
        return file;
    }

    /** Makes the project one of a kind more, beside a Java project. */
    public void addNature(String nature) throws CoreException {
        IProjectDescription description = project.getDescription();
        description.setNatureIds(new String[] {JavaCore.NATURE_ID, nature});
        project.setDescription(description, null);
    }

    /** Removes a class. */
    public void delete(String className) throws CoreException {
        project.getFile("src/" + className + ".java").delete(true, null);
    }

    /** Gives a class another source, and compiles what that takes. */
    public void change(IFile file, String source) throws CoreException {
        file.setContents(new ByteArrayInputStream(source.getBytes(UTF_8)), true, false, null);
        project.build(IncrementalProjectBuilder.INCREMENTAL_BUILD, null);
    }

    /** The project's directory. */
    public Path location() {
        return project.getLocation().toPath();
    }

    public ILaunchConfigurationWorkingCopy configuration(String typeId, String className) throws CoreException {
        var configuration = DebugPlugin.getDefault()
                .getLaunchManager()
                .getLaunchConfigurationType(typeId)
                .newInstance(null, className);
        configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_PROJECT_NAME, project.getName());
        configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_MAIN_TYPE_NAME, className);
        return configuration;
    }

    public ILaunchConfigurationWorkingCopy application(String className) throws CoreException {
        return configuration(IJavaLaunchConfigurationConstants.ID_JAVA_APPLICATION, className);
    }

    public ILaunch launch(ILaunchConfigurationWorkingCopy configuration, String mode) throws CoreException {
        ILaunch launch = configuration.launch(mode, null);
        launches.add(launch);
        return launch;
    }

    /** What is launched by somebody else, such as an entry of a menu; its processes are there. */
    public ILaunch launched(Runnable action) throws Exception {
        CompletableFuture<ILaunch> launched = new CompletableFuture<>();
        ILaunchListener listener = new ILaunchListener() {
            @Override
            public void launchAdded(ILaunch launch) {}

            @Override
            public void launchChanged(ILaunch launch) {
                if (launch.getProcesses().length > 0) {
                    launched.complete(launch);
                }
            }

            @Override
            public void launchRemoved(ILaunch launch) {}
        };
        ILaunchManager manager = DebugPlugin.getDefault().getLaunchManager();
        manager.addLaunchListener(listener);
        try {
            action.run();
            launches.add(await(launched));
            return launched.join();
        } finally {
            manager.removeLaunchListener(listener);
        }
    }

    /** The next event that is one of those wanted; to be called before what causes it. */
    public CompletableFuture<DebugEvent> event(Predicate<DebugEvent> wanted) {
        CompletableFuture<DebugEvent> found = new CompletableFuture<>();
        IDebugEventSetListener listener = events -> {
            for (DebugEvent event : events) {
                if (wanted.test(event)) {
                    found.complete(event);
                }
            }
        };
        listeners.add(listener);
        DebugPlugin.getDefault().addDebugEventListener(listener);
        found.whenComplete((event, failure) -> DebugPlugin.getDefault().removeDebugEventListener(listener));
        return found;
    }

    /**
     * The next stop of a thread; to be called before what causes it.
     *
     * @param detail why it stops, such as {@link DebugEvent#BREAKPOINT}
     */
    public CompletableFuture<DebugEvent> suspended(int detail) {
        return event(event -> event.getKind() == DebugEvent.SUSPEND && event.getDetail() == detail);
    }

    /** What an expression is worth where a thread has stopped, as the view Expressions tells. */
    public String evaluated(String expression, IJavaStackFrame frame) throws Exception {
        IAstEvaluationEngine engine = EvaluationManager.newAstEvaluationEngine(
                JavaCore.create(project), (IJavaDebugTarget) frame.getDebugTarget());
        CompletableFuture<IEvaluationResult> result = new CompletableFuture<>();
        engine.evaluate(expression, frame, result::complete, DebugEvent.EVALUATION, false);
        IEvaluationResult evaluated = await(result);
        if (evaluated.hasErrors()) {
            throw new AssertionError(String.join("; ", evaluated.getErrorMessages()), evaluated.getException());
        }
        return evaluated.getValue().getValueString();
    }

    /** Waits until a process has written something. */
    public static void awaitOutput(IProcess process) throws Exception {
        CompletableFuture<Void> written = new CompletableFuture<>();
        IStreamMonitor output = process.getStreamsProxy().getOutputStreamMonitor();
        output.addListener((text, monitor) -> written.complete(null));
        if (output.getContents().isEmpty()) {
            await(written);
        }
    }

    public static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for the end of a launch's process; its output is complete then. */
    public IProcess ended(ILaunch launch) throws Exception {
        IProcess process = launch.getProcesses()[0];
        CompletableFuture<DebugEvent> end =
                event(event -> event.getKind() == DebugEvent.TERMINATE && event.getSource() == process);
        if (!process.isTerminated()) {
            await(end);
        }
        return process;
    }

    public static String output(IProcess process) {
        return process.getStreamsProxy().getOutputStreamMonitor().getContents();
    }

    public static String errors(IProcess process) {
        return process.getStreamsProxy().getErrorStreamMonitor().getContents();
    }

    @Override
    public void close() throws CoreException {
        listeners.forEach(DebugPlugin.getDefault()::removeDebugEventListener);
        for (ILaunch launch : launches) {
            if (!launch.isTerminated()) {
                launch.terminate();
            }
            DebugPlugin.getDefault().getLaunchManager().removeLaunch(launch);
        }
        project.delete(true, true, null);
    }
}
