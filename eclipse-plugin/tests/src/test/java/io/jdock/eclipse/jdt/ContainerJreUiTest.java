package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.TestImage;
import io.jdock.eclipse.testing.Workbench;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.eclipse.core.runtime.Platform;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.ui.ILaunchConfigurationTab;
import org.eclipse.jdt.internal.debug.ui.jres.EditVMInstallWizard;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.jdt.launching.VMStandin;
import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Container JREs in the wizard of Installed JREs, and in the tab JRE of launches. */
class ContainerJreUiTest {
    private final Windows windows = new Windows(PlatformUI.getWorkbench().getDisplay());

    @Test
    void theJdkOfAnImageCanBeTaken(@TempDir Path directory) throws Exception {
        Path layout = TestImage.likeAJdk(directory.resolve("layout"));
        VMStandin jre = new VMStandin(JavaRuntime.getVMInstallType(ContainerJreType.ID), "edited");
        jre.setName("Edited");
        jre.setInstallLocation(JavaRuntime.getDefaultVMInstall().getInstallLocation());
        Shell wizard = windows.opening(
                "Edit JRE",
                () -> new WizardDialog(Windows.shell(), new EditVMInstallWizard(jre, new IVMInstall[] {jre})).open());
        CompletableFuture<String> taken = new CompletableFuture<>();
        windows.run(() -> {
            Text home = Windows.find(
                            wizard, Text.class, field -> field.getText().startsWith("/"))
                    .orElseThrow();
            home.addModifyListener(event -> taken.complete(home.getText()));
        });
        Shell ask = windows.opening(
                "The JDK of an image", () -> Windows.press(Windows.button(wizard, "The JDK of an Image...")));
        windows.run(() -> {
            Text image = Windows.find(ask, Text.class, Text::getEditable).orElseThrow();
            image.setText("Not A Name");
            assertThat(Windows.button(ask, "OK").isEnabled()).isFalse();
            image.setText("oci:" + layout);
            Windows.press(Windows.button(ask, "OK"));
        });
        Path jdk = Path.of(Workbench.await(taken));
        windows.photograph("container-jre", wizard);
        windows.run(() -> Windows.press(Windows.button(wizard, "Finish")));

        assertThat(ImageJdk.at(jdk)).map(ImageJdk::image).hasValue("oci:" + layout);
    }

    /** As of the plug-ins for TestNG or Maven, which this workbench does not have: any type that JDT does not know stands for them. */
    @Test
    void theTabJreSaysWhatTheContainerIsLikeForTypesWithoutATabForThat() throws Exception {
        ILaunchConfigurationWorkingCopy other = ProgramLaunchTest.program("other", "");
        ILaunchConfigurationWorkingCopy java = DebugPlugin.getDefault()
                .getLaunchManager()
                .getLaunchConfigurationType("org.eclipse.jdt.launching.localJavaApplication")
                .newInstance(null, "java");
        LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.MEMORY, "64m"), other);
        LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.MEMORY, "64m"), java);
        windows.in(() -> {
            Shell shell = new Shell(PlatformUI.getWorkbench().getDisplay());
            ILaunchConfigurationTab page = pageOfTheTabJre();
            page.createControl(shell);
            Text memory = Windows.find(shell, Text.class, text -> text.getData("io.jdock.setting") == Setting.MEMORY)
                    .orElseThrow();

            page.initializeFrom(java);
            memory.setText("32m");
            page.performApply(java);
            page.initializeFrom(other);
            assertThat(memory.getText()).isEqualTo("64m");
            memory.setText("128m");
            page.performApply(other);
            assertThat(page.isValid(other)).isTrue();
            page.dispose();
            shell.dispose();
            return null;
        });
        assertThat(LaunchSettings.load(other).get(Setting.MEMORY)).isEqualTo("128m");
        assertThat(LaunchSettings.load(java).get(Setting.MEMORY))
                .as("what the tab Container says")
                .isEqualTo("64m");
    }

    private static ILaunchConfigurationTab pageOfTheTabJre() throws Exception {
        for (var page : Platform.getExtensionRegistry()
                .getConfigurationElementsFor("org.eclipse.jdt.debug.ui.vmInstallTypePage")) {
            if (page.getAttribute("vmInstallTypeID").equals(ContainerJreType.ID)) {
                return (ILaunchConfigurationTab) page.createExecutableExtension("class");
            }
        }
        throw new AssertionError("no page");
    }
}
