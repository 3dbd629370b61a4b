package io.jdock.it.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The runtime under test and a bundle, for each test anew. */
abstract class Conformance {
    @TempDir
    private Path directory;

    private String id = "";
    private OciRuntime runtime;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(Bundle.BUSYBOX), "busybox-static is not installed");
        Path executable = Path.of(System.getProperty("runtime", "../bin/jdock")).toAbsolutePath();
        id = "conformance-" + ProcessHandle.current().pid() + "-" + directory.getFileName();
        runtime = new OciRuntime(executable, Files.createDirectory(directory.resolve("memory")));
    }

    @AfterEach
    void deleteContainers() throws IOException, InterruptedException {
        runtime.close();
    }

    final OciRuntime runtime() {
        return runtime;
    }

    /** A directory for this test alone. */
    final Path directory() {
        return directory;
    }

    /** The id of this test's container; no other container of the machine has it. */
    final String id() {
        return id;
    }

    final Bundle bundle(String script) throws IOException {
        return Bundle.make(directory.resolve("bundle"), script);
    }

    /** What a script says in a container whose configuration was changed. */
    final String said(String script, Consumer<Bundle> change) throws IOException, InterruptedException {
        return runtime.run(id, bundle(script).with(change)).succeeded().out().strip();
    }

    /** A configuration that the runtime must refuse, leaving no container. */
    final void refused(Consumer<Bundle> change) throws IOException, InterruptedException {
        runtime.create(id, bundle("sleep 1000").with(change)).failed();
        runtime.knowsNothingOf(id);
    }

    static void assumeRoot() throws IOException {
        assumeTrue((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "root is needed");
    }
}
