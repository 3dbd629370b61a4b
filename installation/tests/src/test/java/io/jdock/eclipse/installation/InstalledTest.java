package io.jdock.eclipse.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.eclipse.testing.Needed;
import io.jdock.eclipse.testing.NeedsContainers;
import io.jdock.eclipse.testing.TestImage;
import io.jdock.eclipse.testing.Workbench;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.Platform;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.jdt.debug.core.IJavaThread;
import org.eclipse.jdt.debug.core.JDIDebugModel;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** jdock, installed by p2 from its update site into an Eclipse that was made without it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstalledTest {
    @TempDir
    Path directory;

    /** An IDE in which nobody wants a container pays nothing for jdock. */
    @Test
    @Order(1) // before the others use it
    void noClassOfJdockIsLoadedBeforeItIsUsed() {
        assertThat(PlatformUI.getWorkbench().getWorkbenchWindowCount()).isEqualTo(1);
        assertThat(Idle.bundles())
                .hasSize(3)
                .allSatisfy((name, state) -> assertThat(state).as(name).isEqualTo(Bundle.STARTING));
    }

    @Test
    void allBundlesResolve() {
        List<Bundle> bundles = Arrays.asList(
                FrameworkUtil.getBundle(InstalledTest.class).getBundleContext().getBundles());
        assertThat(bundles)
                .filteredOn(bundle -> bundle.getState() == Bundle.INSTALLED)
                .isEmpty();
        assertThat(bundles)
                .extracting(Bundle::getSymbolicName)
                .contains("io.jdock.core", "io.jdock.eclipse.core", "io.jdock.eclipse.jdt", "io.jdock.eclipse.ui");
    }

    /** So that Eclipses without windows, such as those of builds, can have them. */
    @Test
    void whatStartsContainersNeedsNoWindows() {
        assertThat(Needed.by(List.of("io.jdock.eclipse.core", "io.jdock.eclipse.jdt")))
                .extracting(Bundle::getSymbolicName)
                .contains("io.jdock.core")
                .noneMatch(name -> name.matches("org\\.eclipse\\.(swt|jface|ui)\\b.*|.*\\.ui"));
    }

    @Test
    void sourcesAndLicencesComeWithIt() throws Exception {
        for (String name : Idle.bundles().keySet()) {
            assertThat(Platform.getBundle(name).getEntry("about.html")).as(name).isNotNull();
            assertThat(Platform.getBundle(name).getEntry("LICENSE")).as(name).isNotNull();
        }
        Path installation =
                Path.of(URI.create(Platform.getInstallLocation().getURL().toString()));
        assertThat(installation.resolve("configuration/org.eclipse.equinox.source/source.info"))
                .as("where Eclipse looks for sources")
                .content()
                .contains("io.jdock.core.source,", "io.jdock.eclipse.jdt.source,", "io.jdock.eclipse.ui.source,");
    }

    @Test
    @NeedsContainers
    void anApplicationIsDebuggedInAContainer() throws Exception {
        try (Workbench workbench = new Workbench("debugged")) {
            IFile source = workbench.compile("Debugged", """
                import java.nio.file.*;
                public class Debugged {
                    public static void main(String[] arguments) throws Exception {
                        long pid = ProcessHandle.current().pid();
                        Files.writeString(Path.of("pid"), "" + pid);
                    }
                }
                """);
            var breakpoint = JDIDebugModel.createLineBreakpoint(source, "Debugged", 5, -1, -1, 0, true, null);
            CompletableFuture<DebugEvent> stop = workbench.suspended(DebugEvent.BREAKPOINT);

            ILaunch launch = workbench.launch(workbench.application("Debugged"), "io.jdock.debug");
            IJavaThread thread = (IJavaThread) Workbench.await(stop).getSource();
            String pid = thread.findVariable("pid").getValue().getValueString();
            breakpoint.delete();
            thread.resume();
            IProcess process = workbench.ended(launch);

            assertThat(process.getExitValue()).isZero();
            assertThat(Integer.parseInt(pid)).as("number of a process of few").isLessThan(10);
            assertThat(workbench.location().resolve("pid")).hasContent(pid);
            assertThat(process.getLabel()).contains("[container ");
        }
    }

    /** Which takes all the libraries that pack and unpack, native ones too. */
    @Test
    @NeedsContainers
    void anApplicationRunsInAnImage() throws Exception {
        Bundle runtime = Platform.getBundle("io.jdock.core");
        Path image = TestImage.ofLibraries(directory.resolve("image"), tar -> zstd(tar, runtime));
        try (Workbench workbench = new Workbench("imaged")) {
            workbench.compile("Imaged", """
                import java.nio.file.*;
                public class Imaged {
                    public static void main(String[] arguments) throws Exception {
                        String made = Files.readString(Path.of("/made-for-the-image"));
                        Files.writeString(Path.of("seen"), made + (Files.exists(Path.of("/usr/bin")) ? " and more" : ""));
                    }
                }
                """);
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Imaged");
            Map.of("source", "image", "location", "oci:" + image)
                    .forEach((setting, value) -> configuration.setAttribute("io.jdock.container." + setting, value));

            IProcess process = workbench.ended(workbench.launch(configuration, "io.jdock.run"));

            assertThat(process.getExitValue()).isZero();
            assertThat(workbench.location().resolve("seen")).hasContent("in a layer");
        }
        assertThat(runtime.loadClass("com.jcraft.jzlib.Deflater"))
                .as("what deflates layers")
                .isNotNull();
    }

    /** By the library that the runtime's bundle is wired to. */
    private static byte[] zstd(byte[] bytes, Bundle runtime) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream zstd = (OutputStream) runtime.loadClass("com.github.luben.zstd.ZstdOutputStream")
                .getConstructor(OutputStream.class)
                .newInstance(compressed)) {
            zstd.write(bytes);
        }
        return compressed.toByteArray();
    }
}
