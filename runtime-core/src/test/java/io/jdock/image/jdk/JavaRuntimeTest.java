package io.jdock.image.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.image.ImageDraft;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaRuntimeTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    @TempDir
    private Path directory;

    private LocalStore store;
    private Path work;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
        work = directory.resolve("work");
    }

    // ---- what programs need

    @Test
    void theJavaProgramNamesItsLinkerAndItsLibraries() throws IOException {
        ElfNeeds java = ElfNeeds.of(JDK.resolve("bin/java"));

        assertThat(java.interpreter())
                .hasValueSatisfying(linker -> assertThat(linker).startsWith("/lib"));
        assertThat(java.libraries()).contains("libjli.so").anyMatch(name -> name.startsWith("libc."));
        assertThat(java.searchPath()).anyMatch(path -> path.startsWith("$ORIGIN"));
    }

    @Test
    void whatIsNoProgramNeedsNothing() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "x".repeat(100));
        Path empty = Files.createFile(directory.resolve("empty"));

        assertThat(List.of(ElfNeeds.of(text), ElfNeeds.of(empty)))
                .containsOnly(new ElfNeeds(Optional.empty(), List.of(), List.of()));
    }

    @Test
    void aProgramThatIsCutOffIsRefused() throws IOException {
        byte[] start = new byte[100];
        try (var file = Files.newInputStream(JDK.resolve("bin/java"))) {
            assertThat(file.readNBytes(start, 0, start.length)).isEqualTo(start.length);
        }
        Path cut = Files.write(directory.resolve("cut"), start);

        assertThatThrownBy(() -> ElfNeeds.of(cut))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no sound ELF");
    }

    @Test
    void directoriesOfLibrariesAreThoseOfTheConfigurationAndTheUsualOnes() throws IOException {
        Path etc = Files.createDirectories(directory.resolve("etc/ld.so.conf.d"));
        Files.writeString(
                directory.resolve("etc/ld.so.conf"), "# comment\ninclude ld.so.conf.d/*.conf\n/opt/lib # mine\n");
        Files.writeString(etc.resolve("b.conf"), "/second\n");
        Files.writeString(etc.resolve("a.conf"), "/first\ninclude /etc/ld.so.conf.d/a.conf\n");
        for (String made : List.of("first", "second", "opt/lib", "usr/lib")) {
            Files.createDirectories(directory.resolve(made));
        }

        assertThat(new SystemLibraries(directory).directories())
                .containsExactly(
                        directory.resolve("first"),
                        directory.resolve("second"),
                        directory.resolve("opt/lib"),
                        directory.resolve("usr/lib"));
    }

    @Test
    void librariesOfLibrariesAreFound() throws IOException {
        Map<String, Path> found =
                new SystemLibraries(Path.of("/")).closure(Set.of("libz.so.1", "libnonsuch.so.9"), Set.of());

        assumeTrue(found.containsKey("libz.so.1"), "zlib is not installed");
        assertThat(found.keySet()).anyMatch(name -> name.startsWith("libc.")).doesNotContain("libnonsuch.so.9");
    }

    // ---- layers

    @Test
    void javaBecomesTwoLayersAndIsLinkedOnce() throws Exception {
        assumeTrue(Files.isExecutable(JDK.resolve("bin/jlink")), "this is no JDK with jlink");
        List<ImageDraft.Step> steps = new JavaRuntime(JDK, new LayerWriter(store), work).write(List.of("java.base"));

        assertThat(names(steps.get(0)))
                .contains("etc/passwd", "tmp/", "proc/")
                .anyMatch(name -> name.matches(".*/ld-[^/]*\\.so\\.[0-9]"))
                .anyMatch(name -> name.matches(".*/libc\\.[^/]*"));
        assertThat(names(steps.get(1))).contains("opt/java/bin/java", "opt/java/lib/modules");
        assertThat(work).isEmptyDirectory();

        // from the same JDK without its tools, so that linking again would fail
        List<ImageDraft.Step> again =
                new JavaRuntime(withoutTools(), new LayerWriter(store), work).write(List.of("java.base"));
        assertThat(again).isEqualTo(steps);
    }

    private Path withoutTools() throws IOException {
        Path home = Files.createDirectory(directory.resolve("jdk"));
        for (String part : List.of("release", "lib", "jmods")) {
            if (Files.exists(JDK.resolve(part))) {
                Files.createSymbolicLink(home.resolve(part), JDK.resolve(part));
            }
        }
        return home;
    }

    @Test
    void aRuntimeWithoutJlinkIsNamed() throws IOException {
        Path home = withoutTools();
        JavaRuntime runtime = new JavaRuntime(home, new LayerWriter(store), work);

        assertThatThrownBy(() -> runtime.write(List.of("java.base")))
                .hasMessageStartingWith(home + ": there is no jlink, so this is no whole JDK; run Maven with a JDK");
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void aModuleThatIsNotThereIsNamed() {
        assumeTrue(Files.isExecutable(JDK.resolve("bin/jlink")), "this is no JDK with jlink");

        assertThatThrownBy(() -> new JavaRuntime(JDK, new LayerWriter(store), work).write(List.of("no.such.module")))
                .hasMessageContaining("jlink failed")
                .hasMessageContaining("no.such.module");
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void theUsualModulesAreThoseThatTheJdkHas() throws IOException {
        Path home = Files.createDirectory(directory.resolve("other"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"99\"\nMODULES=\"java.base java.se jdk.net\"\n");

        assertThat(new JavaRuntime(home, new LayerWriter(store), work).usualModules())
                .containsExactly("java.se", "jdk.net");
    }

    @Test
    void modulesAreFoundInClasses() throws Exception {
        assumeTrue(Files.isExecutable(JDK.resolve("bin/jdeps")), "this is no JDK with jdeps");
        Path classes = Files.createDirectories(directory.resolve("classes/io/jdock/image/jdk"));
        try (var own = JavaRuntimeTest.class.getResourceAsStream("Logs.class")) {
            Files.copy(Objects.requireNonNull(own), classes.resolve("Logs.class"));
        }

        assertThat(new JavaRuntime(JDK, new LayerWriter(store), work).modulesOf(List.of(directory.resolve("classes"))))
                .containsExactlyInAnyOrder("java.base", "java.logging");
    }

    private Set<String> names(ImageDraft.Step step) throws IOException {
        Set<String> names = new TreeSet<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(
                store.open(step.layer().orElseThrow().packed().digest())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}

/** Needs another module than {@code java.base}. */
final class Logs {
    private Logs() {}

    static Logger logger() {
        return Logger.getLogger("logs");
    }
}
