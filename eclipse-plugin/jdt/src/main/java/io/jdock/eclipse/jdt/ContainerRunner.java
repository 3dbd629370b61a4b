package io.jdock.eclipse.jdt;

import java.io.File;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.jdt.internal.launching.StandardVMDebugger;
import org.eclipse.jdt.internal.launching.StandardVMRunner;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.IVMRunner;
import org.eclipse.jdt.launching.VMRunnerConfiguration;

/**
 * Runs JVMs as JDT's own runners do, but for the process: that is a container. Everything before and after, from the command
 * line to the debugger's connection, stays JDT's.
 *
 * @param starts how a launch's container is started
 * @param runners JDT's runner for one
 */
record ContainerRunner(Function<ILaunch, ContainerStart> starts, Function<ContainerStart, IVMRunner> runners)
        implements IVMRunner {

    @Override
    public void run(VMRunnerConfiguration configuration, ILaunch launch, IProgressMonitor monitor)
            throws CoreException {
        ContainerStart start = starts.apply(launch);
        start.fetch(monitor);
        runners.apply(start).run(configuration, launch, monitor);
    }

    @Override
    public String showCommandLine(VMRunnerConfiguration configuration, ILaunch launch, IProgressMonitor monitor)
            throws CoreException {
        return runners.apply(starts.apply(launch)).showCommandLine(configuration, launch, monitor);
    }

    /** For the mode run. */
    static final class Running extends StandardVMRunner {
        private final ContainerStart start;

        Running(IVMInstall jre, ContainerStart start) {
            super(jre);
            this.start = start;
        }

        @Override
        protected Process exec(String[] command, File workingDirectory, String[] environment) throws CoreException {
            return start.start(command, workingDirectory, environment, false);
        }

        @Override
        protected Process exec(String[] command, File workingDirectory, String[] environment, boolean mergeOutput)
                throws CoreException {
            return start.start(command, workingDirectory, environment, mergeOutput);
        }

        @Override
        protected IProcess newProcess(ILaunch launch, Process process, String label, Map<String, String> attributes)
                throws CoreException {
            return start.process(
                    process, label, attributes, name -> super.newProcess(launch, process, name, attributes));
        }
    }

    /** For the mode debug. */
    static final class Debugging extends StandardVMDebugger {
        private final ContainerStart start;

        Debugging(IVMInstall jre, ContainerStart start) {
            super(jre);
            this.start = start;
        }

        @Override
        protected Process exec(String[] command, File workingDirectory, String[] environment) throws CoreException {
            return start.start(command, workingDirectory, environment, false);
        }

        @Override
        protected Process exec(String[] command, File workingDirectory, String[] environment, boolean mergeOutput)
                throws CoreException {
            return start.start(command, workingDirectory, environment, mergeOutput);
        }

        @Override
        protected IProcess newProcess(ILaunch launch, Process process, String label, Map<String, String> attributes)
                throws CoreException {
            return start.process(
                    process, label, attributes, name -> super.newProcess(launch, process, name, attributes));
        }
    }
}
