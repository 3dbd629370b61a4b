package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
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

/** Container JREs in the wizard of Installed JREs. */
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
}
