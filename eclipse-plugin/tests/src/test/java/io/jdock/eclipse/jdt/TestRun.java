package io.jdock.eclipse.jdt;

import io.jdock.eclipse.testing.Workbench;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.jdt.junit.model.ITestCaseElement;
import org.eclipse.jdt.junit.model.ITestElement;
import org.eclipse.jdt.junit.model.ITestElement.Result;
import org.eclipse.jdt.junit.model.ITestElementContainer;

/**
 * Tests that have run, as the JUnit view knows of them.
 *
 * @param results of each, by the name of its method
 * @param process that they ran in
 */
record TestRun(Map<String, Result> results, IProcess process) {

    /** Launches them in a container, and waits for their end. */
    static TestRun of(Workbench workbench, ILaunchConfigurationWorkingCopy configuration) throws Exception {
        try (FinishedSession finished = new FinishedSession()) {
            ILaunch launch = workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE);
            IProcess process = workbench.ended(launch);
            if (process.getExitValue() != 0) {
                throw new AssertionError(Workbench.output(process) + Workbench.errors(process));
            }
            Map<String, Result> results = new HashMap<>();
            collect(finished.await(), results);
            return new TestRun(results, process);
        }
    }

    private static void collect(ITestElementContainer container, Map<String, Result> results) {
        for (ITestElement child : container.getChildren()) {
            if (child instanceof ITestCaseElement test) {
                results.put(test.getTestMethodName(), test.getTestResult(true));
            } else if (child instanceof ITestElementContainer inner) {
                collect(inner, results);
            }
        }
    }
}
