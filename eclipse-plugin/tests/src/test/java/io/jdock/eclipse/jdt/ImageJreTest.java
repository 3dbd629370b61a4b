package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.eclipse.testing.NeedsContainers;
import io.jdock.eclipse.testing.TestImage;
import io.jdock.eclipse.testing.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.jdt.debug.core.IJavaThread;
import org.eclipse.jdt.debug.core.JDIDebugModel;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.jdt.launching.environments.IExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Container JRE with the JDK of an image, which a project is compiled against and runs in. */
@NeedsContainers
class ImageJreTest {
    @TempDir
    static Path directory;

    private static String location;
    private static IVMInstall jre;

    @BeforeAll
    static void anImageWithJava() throws Exception {
        location = "oci:" + TestImage.ofJava(directory.resolve("image"));
        jre = ContainerJreType.ofImage(location, new NullProgressMonitor());
    }

    @AfterAll
    static void theJreIsRemoved() {
        Path jdk = jre.getInstallLocation().toPath();
        jre.getVMInstallType().disposeVMInstall(jre.getId());
        assertThat(jdk).doesNotExist();
    }

    @Test
    void itIsAnInstalledJreLikeAnyOther() throws Exception {
        assertThat(ContainerJreType.ofImage(location, new NullProgressMonitor()))
                .isSameAs(jre);
        assertThat(jre.getVMInstallType()
                        .validateInstallLocation(jre.getInstallLocation())
                        .isOK())
                .isTrue();
        assertThat(((ContainerJre) jre).getJavaVersion()).isEqualTo(System.getProperty("java.version"));
        IExecutionEnvironment environment =
                JavaRuntime.getExecutionEnvironmentsManager().getEnvironment("JavaSE-17");
        assertThat(environment.getCompatibleVMs()).contains(jre);
    }

    /** Its java would be the image's, and the library by which modules are read is loaded into the IDE. */
    @Test
    void nothingOfTheImageIsExecutedOnThisMachine() throws Exception {
        Path jdk = jre.getInstallLocation().toPath();
        assertThat(jdk.resolve("bin/java")).content().startsWith("#!/bin/sh");
        assertThat(jdk.resolve("lib/jrt-fs.jar"))
                .hasSameBinaryContentAs(Path.of(System.getProperty("java.home"), "lib/jrt-fs.jar"));
        try (var files = Files.walk(jdk)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".so"));
        }
    }

    @Test
    void aProjectIsCompiledAgainstItAndRunsInTheImage() throws Exception {
        try (Workbench workbench = new Workbench("image-jre", jre)) {
            assertThatExceptionOfType(AssertionError.class)
                    .as("the image has no such module")
                    .isThrownBy(() -> workbench.compile("Logging", "class Logging { java.util.logging.Logger l; }"));
            workbench.delete("Logging");
            IFile source = workbench.compile("Imaged", """
                import java.nio.file.*;
                public class Imaged {
                    public static void main(String[] arguments) {
                        String home = System.getProperty("java.home");
                        System.out.println(home + " " + Files.exists(Path.of("/usr/bin")));
                    }
                }
                """);
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Imaged");
            var breakpoint = JDIDebugModel.createLineBreakpoint(source, "Imaged", 5, -1, -1, 0, true, null);
            CompletableFuture<DebugEvent> stop = workbench.suspended(DebugEvent.BREAKPOINT);

            ILaunch launch = workbench.launch(configuration, ILaunchManager.DEBUG_MODE);
            IJavaThread thread = (IJavaThread) Workbench.await(stop).getSource();
            assertThat(thread.findVariable("home").getValue().getValueString()).isEqualTo("/opt/java");
            breakpoint.delete();
            thread.resume();
            IProcess process = workbench.ended(launch);

            assertThat(Workbench.output(process).strip())
                    .as(Workbench.errors(process))
                    .isEqualTo("/opt/java false");
            assertThat(process.getLabel()).contains("[container ");
        }
    }

    @Test
    void whatIsCancelledLeavesNothing() throws Exception {
        Path layout = TestImage.likeAJdk(directory.resolve("cancelled/layout"));
        NullProgressMonitor impatient = new NullProgressMonitor() {
            @Override
            public void subTask(String name) {
                setCanceled(name.equals("Copying lib/modules"));
            }
        };
        IVMInstall[] before = jre.getVMInstallType().getVMInstalls();
        String[] directories = jre.getInstallLocation().getParentFile().list();

        assertThatExceptionOfType(OperationCanceledException.class)
                .isThrownBy(() -> ContainerJreType.ofImage("oci:" + layout, impatient));

        assertThat(jre.getVMInstallType().getVMInstalls()).containsExactly(before);
        assertThat(jre.getInstallLocation().getParentFile().list()).containsExactlyInAnyOrder(directories);
    }

    @Test
    void anImageWithoutAJdkIsRefused() throws Exception {
        Path empty = TestImage.layout(directory.resolve("empty"), new byte[1024], "{}");
        assertThatExceptionOfType(CoreException.class)
                .isThrownBy(() -> ContainerJreType.ofImage("oci:" + empty, new NullProgressMonitor()))
                .withMessageContaining("there is no JDK in it");
    }
}
