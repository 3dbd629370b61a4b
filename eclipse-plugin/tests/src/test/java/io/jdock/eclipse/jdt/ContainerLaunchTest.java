package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Limits;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.JvmView;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.NeedsContainers;
import io.jdock.eclipse.testing.Workbench;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.FileLocator;
import org.eclipse.core.runtime.IPath;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.ServiceCaller;
import org.eclipse.debug.core.DebugEvent;
import org.eclipse.debug.core.DebugException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunch;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.debug.core.ILaunchManager;
import org.eclipse.debug.core.model.IProcess;
import org.eclipse.debug.internal.core.LaunchManager;
import org.eclipse.jdt.core.IClasspathEntry;
import org.eclipse.jdt.core.JavaCore;
import org.eclipse.jdt.debug.core.IJavaDebugTarget;
import org.eclipse.jdt.debug.core.IJavaHotCodeReplaceListener;
import org.eclipse.jdt.debug.core.IJavaStackFrame;
import org.eclipse.jdt.debug.core.IJavaThread;
import org.eclipse.jdt.debug.core.JDIDebugModel;
import org.eclipse.jdt.junit.JUnitCore;
import org.eclipse.jdt.junit.model.ITestElement.Result;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.jdt.launching.environments.IExecutionEnvironment;
import org.eclipse.osgi.service.debug.DebugOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches as a user has them, in a workbench that really runs. */
@NeedsContainers
class ContainerLaunchTest {
    private static final String JUNIT = "org.eclipse.jdt.junit.launchconfig";

    @Test
    void anUnmodifiedApplicationRunsInAContainer() throws Exception {
        try (Workbench workbench = new Workbench("application")) {
            workbench.compile("Application", """
                import java.nio.file.*;
                public class Application {
                    public static void main(String[] arguments) throws Exception {
                        System.out.println(String.join("|", arguments));
                        System.out.println(System.getenv("GREETING"));
                        System.out.println(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
                        System.out.println(Path.of("").toAbsolutePath());
                        Files.writeString(Path.of("written.txt"), "by the application");
                        System.err.println("an error");
                        System.exit(3);
                    }
                }
                """);
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Application");
            configuration.setAttribute(
                    IJavaLaunchConfigurationConstants.ATTR_PROGRAM_ARGUMENTS,
                    "\"two words\" \"a \\\"quote\\\"\" three");
            configuration.setAttribute(ILaunchManager.ATTR_ENVIRONMENT_VARIABLES, Map.of("GREETING", "good = morning"));

            ILaunch launch = workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE);
            IProcess process = workbench.ended(launch);

            assertThat(process.getExitValue()).as(Workbench.errors(process)).isEqualTo(3);
            Path project = workbench.location();
            List<String> lines = Workbench.output(process).lines().toList();
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0)).isEqualTo("two words|a \"quote\"|three");
            assertThat(lines.get(1)).isEqualTo("good = morning");
            assertThat(lines.get(2))
                    .startsWith("pid:[")
                    .isNotEqualTo(
                            Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
            assertThat(lines.get(3)).isEqualTo(project.toString());
            assertThat(project.resolve("written.txt")).hasContent("by the application");
            assertThat(Files.getOwner(project.resolve("written.txt"))).isEqualTo(Files.getOwner(project));
            assertThat(Workbench.errors(process)).isEqualToIgnoringNewLines("an error");
            assertThat(process.getLabel()).contains("[container ");
            assertThat(launch.getLaunchMode()).isEqualTo(ContainerLaunchDelegate.RUN_MODE);
        }
    }

    @Test
    void theContainerJreServesAnOrdinaryLaunchToo() throws Exception {
        try (Workbench workbench = new Workbench("jre")) {
            workbench.compile("Merged", """
                public class Merged {
                    public static void main(String[] arguments) {
                        System.err.println("error");
                        System.out.println("output");
                    }
                }
                """);
            IVMInstall jre = ContainerJreType.counterpart(JavaRuntime.getDefaultVMInstall());
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Merged");
            configuration.setAttribute(
                    IJavaLaunchConfigurationConstants.ATTR_JRE_CONTAINER_PATH,
                    JavaRuntime.newJREContainerPath(jre).toPortableString());
            configuration.setAttribute(DebugPlugin.ATTR_MERGE_OUTPUT, true);

            IProcess process = workbench.ended(workbench.launch(configuration, ILaunchManager.RUN_MODE));

            assertThat(process.getExitValue()).isZero();
            assertThat(Workbench.output(process).lines()).containsExactly("error", "output");
            assertThat(process.getLabel()).contains("[container ");
        }
    }

    /** Whose projects are built and run with the JRE that is chosen for it. */
    @Test
    void anExecutionEnvironmentCanHaveAContainerJre() throws Exception {
        IExecutionEnvironment environment =
                JavaRuntime.getExecutionEnvironmentsManager().getEnvironment("JavaSE-17");
        IVMInstall before = environment.getDefaultVM();
        environment.setDefaultVM(ContainerJreType.counterpart(JavaRuntime.getDefaultVMInstall()));
        try (Workbench workbench = new Workbench("environment", environment)) {
            workbench.compile("Seventeen", "public class Seventeen { public static void main(String[] arguments) {} }");

            ILaunch launch = workbench.launch(workbench.application("Seventeen"), ILaunchManager.RUN_MODE);

            assertThat(workbench.ended(launch).getExitValue()).isZero();
            assertThat(launch.getProcesses()[0].getLabel()).contains("[container ");
        } finally {
            environment.setDefaultVM(before);
        }
    }

    @Test
    void aJreHasOneCounterpartWhichIsInstalled() throws Exception {
        IVMInstall jre = JavaRuntime.getDefaultVMInstall();
        IVMInstall counterpart = ContainerJreType.counterpart(jre);

        assertThat(ContainerJreType.counterpart(jre)).isSameAs(counterpart);
        assertThat(ContainerJreType.counterpart(counterpart)).isSameAs(counterpart);
        assertThat(JavaRuntime.getVMInstallType(ContainerJreType.ID).getVMInstalls())
                .containsExactly(counterpart);
        assertThat(counterpart.getInstallLocation()).isEqualTo(jre.getInstallLocation());
        assertThat(((ContainerJre) counterpart).getJavaVersion()).isNotBlank();
        assertThat(JavaRuntime.getLibraryLocations(counterpart)).isNotEmpty();
    }

    /** In a network of the container's own, in which the debugger's port is that of a relay, and in this machine's. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "private", "host"})
    void theDebuggerStopsEvaluatesAndSteps(String network) throws Exception {
        try (Workbench workbench = new Workbench("debug")) {
            IFile source = workbench.compile("Debugged", """
                public class Debugged {
                    public static void main(String[] arguments) {
                        int answer = 6 * 7;
                        System.out.println(answer);
                        System.exit(answer);
                    }
                }
                """);
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Debugged");
            LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.NETWORK, network), configuration);
            var breakpoint = JDIDebugModel.createLineBreakpoint(source, "Debugged", 4, -1, -1, 0, true, null);
            CompletableFuture<DebugEvent> stop = workbench.suspended(DebugEvent.BREAKPOINT);

            ILaunch launch = workbench.launch(configuration, ContainerLaunchDelegate.DEBUG_MODE);
            IJavaThread thread = (IJavaThread) Workbench.await(stop).getSource();

            assertThat(thread.getBreakpoints()).containsExactly(breakpoint);
            IJavaStackFrame frame = (IJavaStackFrame) thread.getTopStackFrame();
            assertThat(frame.getLineNumber()).isEqualTo(4);
            assertThat(thread.findVariable("answer").getValue().getValueString())
                    .isEqualTo("42");
            assertThat(workbench.evaluated("answer + java.util.List.of(1).size()", frame))
                    .isEqualTo("43");

            CompletableFuture<DebugEvent> step = workbench.suspended(DebugEvent.STEP_END);
            thread.stepOver();
            assertThat(Workbench.await(step).getSource()).isSameAs(thread);
            assertThat(thread.getTopStackFrame().getLineNumber()).isEqualTo(5);
            breakpoint.delete();
            thread.resume();
            IProcess process = workbench.ended(launch);
            assertThat(process.getExitValue()).isEqualTo(42);
            assertThat(Workbench.output(process).strip()).isEqualTo("42");
        }
    }

    @Test
    @NeedsContainers(networked = true)
    void launchesOnANetworkFindEachOtherByTheirNames() throws Exception {
        try (Workbench workbench = new Workbench("named")) {
            workbench.compile("Greeter", """
                import java.net.*;
                public class Greeter {
                    public static void main(String[] arguments) throws Exception {
                        try (ServerSocket server = new ServerSocket(4711)) {
                            System.out.println("ready");
                            server.accept().getOutputStream().write("good morning".getBytes());
                        }
                    }
                }
                """);
            workbench.compile("Guest", """
                import java.net.*;
                public class Guest {
                    public static void main(String[] arguments) throws Exception {
                        try (Socket socket = new Socket("greeter", 4711)) {
                            System.out.println(new String(socket.getInputStream().readAllBytes()));
                        }
                    }
                }
                """);
            ContainerSettings settings = ContainerSettings.STANDARD.with(Setting.NETWORK, "house");
            ILaunchConfigurationWorkingCopy greeter = workbench.application("Greeter");
            ILaunchConfigurationWorkingCopy guest = workbench.application("Guest");
            LaunchSettings.save(settings, greeter);
            LaunchSettings.save(settings, guest);

            ILaunch serving = workbench.launch(greeter, ContainerLaunchDelegate.RUN_MODE);
            Workbench.awaitOutput(serving.getProcesses()[0]);
            IProcess asking = workbench.ended(workbench.launch(guest, ContainerLaunchDelegate.RUN_MODE));

            assertThat(Workbench.output(asking).strip())
                    .as(Workbench.errors(asking))
                    .isEqualTo("good morning");
            assertThat(workbench.ended(serving).getExitValue()).isZero();
        }
    }

    @Test
    void codeIsReplacedWhileItRuns() throws Exception {
        try (Workbench workbench = new Workbench("replace")) {
            String source = """
                public class Changing {
                    public static void main(String[] arguments) {
                        System.out.println(word());
                        System.out.println(word());
                    }
                    static String word() { return "before"; }
                }
                """;
            IFile file = workbench.compile("Changing", source);
            var breakpoint = JDIDebugModel.createLineBreakpoint(file, "Changing", 4, -1, -1, 0, true, null);
            CompletableFuture<DebugEvent> stop = workbench.suspended(DebugEvent.BREAKPOINT);
            ILaunch launch = workbench.launch(workbench.application("Changing"), ContainerLaunchDelegate.DEBUG_MODE);
            IJavaThread thread = (IJavaThread) Workbench.await(stop).getSource();

            Replacement replacement = new Replacement();
            JDIDebugModel.addHotCodeReplaceListener(replacement);
            workbench.change(file, source.replace("before", "after"));
            Workbench.await(replacement.done);
            JDIDebugModel.removeHotCodeReplaceListener(replacement);
            breakpoint.delete();
            thread.resume();

            assertThat(Workbench.output(workbench.ended(launch)).lines()).containsExactly("before", "after");
        }
    }

    private static final class Replacement implements IJavaHotCodeReplaceListener {
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        @Override
        public void hotCodeReplaceSucceeded(IJavaDebugTarget target) {
            done.complete(null);
        }

        @Override
        public void hotCodeReplaceFailed(IJavaDebugTarget target, DebugException exception) {
            done.completeExceptionally(new AssertionError("not replaced", exception));
        }

        @Override
        public void obsoleteMethods(IJavaDebugTarget target) {}
    }

    /** As it is, and in the two forms that JDT gives it where it is too long for the system. */
    @Test
    void aClassPathOfManyJarsIsThere(@TempDir Path directory) throws Exception {
        IClasspathEntry[] jars = new IClasspathEntry[300];
        for (int i = 0; i < jars.length; i++) {
            Path jar = directory.resolve("library-with-a-name-that-is-not-short-" + i + ".jar");
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
                zip.putNextEntry(new ZipEntry("resource-" + i));
            }
            jars[i] = JavaCore.newLibraryEntry(IPath.fromPath(jar), null, null);
        }
        try (Workbench workbench = new Workbench("jars", jars)) {
            workbench.compile("Found", """
                public class Found {
                    public static void main(String[] arguments) {
                        int found = 0;
                        while (Found.class.getResource("/resource-" + found) != null) found++;
                        System.out.println(found);
                    }
                }
                """);
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Found");
            for (ClassPathForm form : ClassPathForm.values()) {
                configuration.setAttribute(
                        IJavaLaunchConfigurationConstants.ATTR_USE_ARGFILE, form == ClassPathForm.ARGUMENT_FILE);
                configuration.setAttribute(
                        IJavaLaunchConfigurationConstants.ATTR_USE_CLASSPATH_ONLY_JAR, form == ClassPathForm.ARCHIVE);

                IProcess process = workbench.ended(workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE));

                assertThat(Workbench.output(process).strip())
                        .as("%s: %s", form, Workbench.errors(process))
                        .isEqualTo("300");
                assertThat(process.getAttribute(IProcess.ATTR_CMDLINE)).contains(form.sign);
            }
        }
    }

    private enum ClassPathForm {
        OPTION("library-with-a-name-that-is-not-short-299.jar"),
        ARGUMENT_FILE("-args-"),
        ARCHIVE("-classpathOnly-");

        /** What the command line has then. */
        private final String sign;

        ClassPathForm(String sign) {
            this.sign = sign;
        }
    }

    /** As PDE launches plug-in tests: with a configuration that names all bundles, and a workspace that is not there yet. */
    @Test
    void anEquinoxFindsItsBundles(@TempDir Path directory) throws Exception {
        Path configuration = Files.createDirectory(directory.resolve("configuration"));
        Path own =
                Path.of(URI.create(Platform.getConfigurationLocation().getURL().toString()));
        Files.copy(own.resolve("config.ini"), configuration.resolve("config.ini"));
        IPath launcher = IPath.fromPath(Path.of(System.getProperty("java.class.path")));
        try (Workbench workbench = new Workbench("equinox", JavaCore.newLibraryEntry(launcher, null, null))) {
            ILaunchConfigurationWorkingCopy application = workbench.application(EquinoxFiles.MAIN_CLASS);
            application.setAttribute(IJavaLaunchConfigurationConstants.ATTR_VM_ARGUMENTS, "-XX:TieredStopAtLevel=1");
            application.setAttribute(
                    IJavaLaunchConfigurationConstants.ATTR_PROGRAM_ARGUMENTS,
                    "-application org.eclipse.jdt.core.JavaIndexer -data " + directory.resolve("workspace")
                            + " -configuration file:" + configuration + "/");

            IProcess process = workbench.ended(workbench.launch(application, ContainerLaunchDelegate.RUN_MODE));

            assertThat(Workbench.output(process).strip())
                    .as("what JDT's application says to no arguments")
                    .isEqualTo("No jar file is specified.");
            assertThat(directory.resolve("workspace/.metadata")).isDirectory();
            assertThat(process.getLabel()).contains("[container ");
        }
    }

    @Test
    void aModuleRunsAsOne() throws Exception {
        try (Workbench workbench = Workbench.modular("module")) {
            workbench.compile("module-info", "module shop { requires java.logging; }");
            workbench.compile("shop/Counter", """
                package shop;
                public class Counter {
                    public static void main(String[] arguments) {
                        System.out.println(Counter.class.getModule() + " " + ProcessHandle.current().pid());
                    }
                }
                """);
            ILaunch launch = workbench.launch(workbench.application("shop.Counter"), ContainerLaunchDelegate.RUN_MODE);
            IProcess process = workbench.ended(launch);

            assertThat(Workbench.output(process)).as(Workbench.errors(process)).matches("module shop [2-9]\\s+");
        }
    }

    @Test
    void theResultsOfTestsReachTheJUnitView() throws Exception {
        try (Workbench workbench =
                new Workbench("tests", JavaCore.newContainerEntry(JUnitCore.JUNIT5_CONTAINER_PATH))) {
            workbench.compile("SomeTest", """
                import static org.junit.jupiter.api.Assertions.*;
                import org.junit.jupiter.api.*;
                class SomeTest {
                    @Test void passes() {}
                    @Test void isPid() { assertTrue(ProcessHandle.current().pid() < 10); }
                    @Test void fails() { fail("on purpose"); }
                }
                """);
            assertThat(results(workbench, "SomeTest", "org.eclipse.jdt.junit.loader.junit5"))
                    .containsOnly(
                            Map.entry("passes", Result.OK),
                            Map.entry("isPid", Result.OK),
                            Map.entry("fails", Result.FAILURE));
        }
    }

    @Test
    void theResultsOfOldTestsReachItToo() throws Exception {
        try (Workbench workbench = new Workbench("old-tests", library("org.junit"), library("org.hamcrest.core"))) {
            workbench.compile("OldTest", """
                import static org.junit.Assert.*;
                import org.junit.Test;
                public class OldTest {
                    @Test public void isPid() { assertTrue(ProcessHandle.current().pid() < 10); }
                    @Test(timeout = 60_000) public void fails() { fail("on purpose"); }
                }
                """);
            assertThat(results(workbench, "OldTest", "org.eclipse.jdt.junit.loader.junit4"))
                    .containsOnly(Map.entry("isPid", Result.OK), Map.entry("fails", Result.FAILURE));
        }
    }

    private static IClasspathEntry library(String bundle) {
        Path archive = FileLocator.getBundleFileLocation(Platform.getBundle(bundle))
                .orElseThrow()
                .toPath();
        return JavaCore.newLibraryEntry(IPath.fromPath(archive), null, null);
    }

    /** Runs a class of tests. */
    private static Map<String, Result> results(Workbench workbench, String className, String kind) throws Exception {
        ILaunchConfigurationWorkingCopy configuration = workbench.configuration(JUNIT, className);
        configuration.setAttribute("org.eclipse.jdt.junit.TEST_KIND", kind);
        return TestRun.of(workbench, configuration).results();
    }

    @Test
    void terminatingEndsAllProcesses() throws Exception {
        try (Workbench workbench = new Workbench("terminate")) {
            workbench.compile("Endless", """
                public class Endless {
                    public static void main(String[] arguments) throws Exception {
                        new ProcessBuilder("/bin/sleep", arguments[0]).start();
                        System.out.println("ready");
                        Thread.sleep(Long.MAX_VALUE);
                    }
                }
                """);
            String marker = Integer.toString(100_000_000 + (UUID.randomUUID().hashCode() & 0xfffffff));
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Endless");
            configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_PROGRAM_ARGUMENTS, marker);

            ILaunch launch = workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE);
            IProcess process = launch.getProcesses()[0];
            Workbench.awaitOutput(process);
            assertThat(processesWith(marker)).isGreaterThanOrEqualTo(2);
            launch.terminate();

            assertThat(workbench.ended(launch).getExitValue()).isEqualTo(143);
            assertThat(processesWith(marker)).isZero();
        }
    }

    /** The debug view would say that it cannot be terminated if that took more than five seconds. */
    @Test
    void whatDoesNotEndWhenItIsAskedToIsKilled() throws Exception {
        try (Workbench workbench = new Workbench("stubborn")) {
            workbench.compile("Stubborn", """
                public class Stubborn {
                    public static void main(String[] arguments) throws Exception {
                        Thread main = Thread.currentThread();
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                            while (true) try { main.join(); } catch (InterruptedException e) {}
                        }));
                        System.out.println("ready");
                        main.join();
                    }
                }
                """);
            ILaunch launch = workbench.launch(workbench.application("Stubborn"), ContainerLaunchDelegate.RUN_MODE);
            Workbench.awaitOutput(launch.getProcesses()[0]);

            launch.terminate();

            assertThat(workbench.ended(launch).getExitValue()).isEqualTo(137);
        }
    }

    @Test
    void theNetworkIsTheContainersOwnUnlessTheLaunchSaysOtherwise() throws Exception {
        try (Workbench workbench = new Workbench("network")) {
            workbench.compile("Network", """
                import java.nio.file.*;
                public class Network {
                    public static void main(String[] arguments) throws Exception {
                        System.out.println(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
                    }
                }
                """);
            String own = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Network");

            ILaunch launch = workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE);
            assertThat(Workbench.output(workbench.ended(launch)))
                    .startsWith("net:[")
                    .doesNotContain(own);

            LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.NETWORK, "host"), configuration);
            ILaunch inHosts = workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE);
            assertThat(Workbench.output(workbench.ended(inHosts))).contains(own);
        }
    }

    @Test
    @NeedsContainers(limited = true)
    void theJvmSeesWhatTheSettingsSayItWill() throws Exception {
        try (Workbench workbench = new Workbench("limits")) {
            workbench.compile("Seen", """
                import java.lang.management.ManagementFactory;
                import com.sun.management.HotSpotDiagnosticMXBean;
                public class Seen {
                    public static void main(String[] arguments) {
                        var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
                        System.out.println(options.getVMOption("MaxHeapSize").getValue());
                        System.out.println(options.getVMOption("UseSerialGC").getValue());
                        System.out.println(Runtime.getRuntime().availableProcessors());
                    }
                }
                """);
            Limits limits = Limits.NONE.withMemory(600 << 20).withCpus(0.5);
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Seen");
            LaunchSettings.save(
                    ContainerSettings.STANDARD.with(Setting.MEMORY, "600m").with(Setting.CPUS, "0.5"), configuration);

            IProcess process = workbench.ended(workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE));

            JvmView view = JvmView.of(limits, Long.MAX_VALUE, 64);
            long rounded = 2 << 20; // the heap consists of regions and pages
            List<String> lines = Workbench.output(process).lines().toList();
            assertThat(lines).as(Workbench.errors(process)).hasSize(3);
            assertThat(Long.parseLong(lines.get(0))).isBetween(view.heap() - rounded, view.heap() + rounded);
            assertThat(lines.get(1)).isEqualTo(Boolean.toString(view.serial()));
            assertThat(lines.get(2)).isEqualTo(Integer.toString(view.processors()));
        }
    }

    @Test
    @NeedsContainers(limited = true)
    void theProcessIsSaidToHaveBeenKilledForWantOfMemory() throws Exception {
        try (Workbench workbench = new Workbench("oom")) {
            workbench.compile("Hungry", """
                import java.util.*;
                public class Hungry {
                    public static void main(String[] arguments) {
                        List<byte[]> all = new ArrayList<>();
                        while (true) {
                            byte[] more = new byte[1 << 20];
                            Arrays.fill(more, (byte) 1);
                            all.add(more);
                        }
                    }
                }
                """);
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Hungry");
            configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_VM_ARGUMENTS, "-Xmx1g");
            LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.MEMORY, "64m"), configuration);

            IProcess process = workbench.ended(workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE));

            assertThat(process.getExitValue()).isEqualTo(137);
            assertThat(process.getLabel()).contains("[container ").endsWith("(killed: out of memory)");
            assertThat(process.getAttribute(IProcess.ATTR_PROCESS_LABEL))
                    .as("in its console")
                    .isEqualTo(process.getLabel());
        }
    }

    @Test
    void whatWouldHappenIsKnownWithoutItsHappening() throws Exception {
        try (Workbench workbench = new Workbench("planned")) {
            workbench.compile("Planned", "public class Planned { public static void main(String[] arguments) {} }");
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Planned");
            LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.ENVIRONMENT, "A=b"), configuration);

            ContainerSpec planned = PlannedLaunch.of(configuration, new NullProgressMonitor());

            assertThat(planned.command()).endsWith("Planned");
            assertThat(planned.environment()).containsEntry("A", "b");
            assertThat(planned.workingDirectory()).isEqualTo(workbench.location());
        }
    }

    @Test
    void whatALaunchAsksForCanBeTraced(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trace.log");
        ServiceCaller<DebugOptions> service = new ServiceCaller<>(getClass(), DebugOptions.class);
        DebugOptions options = service.current().orElseThrow();
        try (Workbench workbench = new Workbench("traced")) {
            workbench.compile("Traced", "public class Traced { public static void main(String[] arguments) {} }");
            options.setFile(file.toFile());
            options.setDebugEnabled(true);
            options.setOption("io.jdock.eclipse.jdt/launch", "true");
            workbench.ended(workbench.launch(workbench.application("Traced"), ContainerLaunchDelegate.RUN_MODE));
        } finally {
            options.setOption("io.jdock.eclipse.jdt/launch", "false");
            options.setDebugEnabled(false);
            service.unget();
        }
        assertThat(file).content().contains("Traced: ContainerSpec[", "network=");
    }

    @Test
    void aSettingThatCannotBeUsedStopsTheLaunchAndSaysWhy() throws Exception {
        try (Workbench workbench = new Workbench("refused")) {
            workbench.compile("Refused", "public class Refused { public static void main(String[] arguments) {} }");
            ILaunchConfigurationWorkingCopy configuration = workbench.application("Refused");
            LaunchSettings.save(ContainerSettings.STANDARD.with(Setting.MEMORY, "much"), configuration);

            assertThatExceptionOfType(CoreException.class)
                    .isThrownBy(() -> workbench.launch(configuration, ContainerLaunchDelegate.RUN_MODE))
                    .withMessageContaining("Memory: 'much' is no size");
        }
    }

    /** Of plug-ins that this workbench does not have. */
    @ParameterizedTest
    @ValueSource(strings = {"org.testng.eclipse.launchconfig", "org.eclipse.m2e.Maven2LaunchConfigurationType"})
    void otherLaunchTypesHaveTheModesToo(String type) {
        LaunchManager manager = (LaunchManager) DebugPlugin.getDefault().getLaunchManager();
        assertThat(manager.getLaunchDelegates(type))
                .singleElement()
                .satisfies(delegate -> assertThat(delegate.getModes())
                        .containsExactlyInAnyOrder(
                                Set.of(ContainerLaunchDelegate.RUN_MODE), Set.of(ContainerLaunchDelegate.DEBUG_MODE)));
    }

    private static long processesWith(String argument) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> commandLine(process).contains(argument))
                    .count();
        }
    }

    private static List<String> commandLine(Path process) {
        try {
            return List.of(Files.readString(process.resolve("cmdline")).split("\0"));
        } catch (IOException e) {
            return List.of(); // no process, or one that has just ended
        }
    }
}
