package io.jdock.eclipse.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.eclipse.testing.Workbench;
import java.util.Arrays;
import java.util.List;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchManager;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** The same Eclipse after jdock was removed from it. */
class RemovedTest {
    @Test
    void nothingIsLeft() {
        List<Bundle> bundles = Arrays.asList(
                FrameworkUtil.getBundle(RemovedTest.class).getBundleContext().getBundles());
        assertThat(bundles)
                .extracting(Bundle::getSymbolicName)
                .contains("org.eclipse.jdt.ui")
                .doesNotContain("com.github.luben.zstd-jni", "com.jcraft.jzlib", "slf4j.nop")
                .noneMatch(name -> name.startsWith("io.jdock.") && !name.startsWith("io.jdock.eclipse.installation"));
        assertThat(DebugPlugin.getDefault().getLaunchManager().getLaunchModes())
                .noneMatch(mode -> mode.getIdentifier().startsWith("io.jdock."));
    }

    @Test
    void javaIsLaunchedAsBefore() throws Exception {
        try (Workbench workbench = new Workbench("local")) {
            workbench.compile("Local", "public class Local { public static void main(String[] arguments) {} }");
            ILaunch launch = workbench.launch(workbench.application("Local"), ILaunchManager.RUN_MODE);
            assertThat(workbench.ended(launch).getExitValue()).isZero();
        }
    }
}
