package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.eclipse.testing.Needed;
import io.jdock.eclipse.testing.NeedsContainers;
import io.jdock.eclipse.testing.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.core.runtime.FileLocator;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.ServiceCaller;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.junit.model.ITestElement.Result;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;
import org.eclipse.pde.core.target.ITargetDefinition;
import org.eclipse.pde.core.target.ITargetLocation;
import org.eclipse.pde.core.target.ITargetPlatformService;
import org.eclipse.pde.core.target.LoadTargetDefinitionJob;
import org.eclipse.pde.launching.IPDELauncherConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** JUnit plug-in tests, which PDE launches in an Equinox of their own: here with PDE itself. */
@NeedsContainers
class PlugInTestLaunchTest {
    private static final String TYPE = "org.eclipse.pde.ui.JunitLaunchConfig";
    private static final String HEADLESS = "org.eclipse.pde.junit.runtime.coretestapplication";

    /** What runs the tests, and with what this needs is an Equinox. */
    private static final List<String> NEEDED = List.of(
            "org.eclipse.pde.junit.runtime",
            "org.eclipse.jdt.junit5.runtime",
            "org.eclipse.equinox.app",
            "org.eclipse.equinox.launcher",
            "org.junit",
            "junit-jupiter-engine");

    @Test
    void theResultsOfPlugInTestsReachTheJUnitView(@TempDir Path directory) throws Exception {
        choosePlatform(directory.resolve("bundles"));
        try (Workbench workbench = new Workbench(
                "plug-in-tests",
                JavaCore.newContainerEntry(IPath.fromOSString("org.eclipse.pde.core.requiredPlugins")))) {
            workbench.addNature("org.eclipse.pde.PluginNature");
            workbench.file("META-INF/MANIFEST.MF", """
                Manifest-Version: 1.0
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: shop.tests
                Bundle-Version: 1.0.0
                Bundle-RequiredExecutionEnvironment: JavaSE-17
                Require-Bundle: org.eclipse.core.runtime, junit-jupiter-api
                """);
            workbench.file("build.properties", "source.. = src/\noutput.. = bin/\nbin.includes = META-INF/,.\n");
            workbench.compile("PlugInTest", """
                import static org.junit.jupiter.api.Assertions.*;
                import org.eclipse.core.runtime.*;
                import org.junit.jupiter.api.*;
                class PlugInTest {
                    @Test void isInABundle() { assertNotNull(Platform.getBundle("shop.tests")); }
                    @Test void isInAContainer() { assertTrue(ProcessHandle.current().pid() < 10); }
                    @Test void fails() { fail("on purpose"); }
                }
                """);
            ILaunchConfigurationWorkingCopy configuration = workbench.configuration(TYPE, "PlugInTest");
            configuration.setAttribute("org.eclipse.jdt.junit.TEST_KIND", "org.eclipse.jdt.junit.loader.junit5");
            configuration.setAttribute(IPDELauncherConstants.APPLICATION, HEADLESS);
            configuration.setAttribute(
                    IPDELauncherConstants.LOCATION,
                    directory.resolve("workspace").toString());
            configuration.setAttribute(IPDELauncherConstants.ASKCLEAR, false);
            configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_VM_ARGUMENTS, "-XX:TieredStopAtLevel=1");

            TestRun run = TestRun.of(workbench, configuration);

            assertThat(run.results())
                    .containsOnly(
                            Map.entry("isInABundle", Result.OK),
                            Map.entry("isInAContainer", Result.OK),
                            Map.entry("fails", Result.FAILURE));
            assertThat(run.process().getLabel()).contains("[container ");
        }
    }

    /** Has PDE compile against, and launch, the bundles of this Eclipse that such tests need. */
    private static void choosePlatform(Path bundles) throws Exception {
        Files.createDirectory(bundles);
        for (Bundle bundle : Needed.by(NEEDED)) {
            Path file = FileLocator.getBundleFileLocation(bundle).orElseThrow().toPath();
            Files.copy(file, bundles.resolve(file.getFileName()));
        }
        ServiceCaller<ITargetPlatformService> service =
                new ServiceCaller<>(PlugInTestLaunchTest.class, ITargetPlatformService.class);
        ITargetPlatformService platforms = service.current().orElseThrow();
        ITargetDefinition platform = platforms.newTarget();
        platform.setTargetLocations(new ITargetLocation[] {platforms.newDirectoryLocation(bundles.toString())});
        Job choice = new LoadTargetDefinitionJob(platform);
        choice.schedule();
        choice.join();
        service.unget();
        assertThat(choice.getResult().isOK()).as(choice.getResult().toString()).isTrue();
    }
}
