package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.container.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmContainerTest {
    private static final Path JDK = Path.of("/usr/lib/jvm/a");

    @TempDir
    Path directory;

    private Path project;
    private Path library;

    @BeforeEach
    void aProjectAndALibrary() throws IOException {
        project = Files.createDirectory(directory.resolve("project"));
        library = Files.createFile(directory.resolve("library.jar"));
    }

    @Test
    void theWorkingDirectoryIsWritableAndWhatIsNamedIsReadable() {
        assertThat(jvm(JDK, "-cp", library.toString(), "Main").spec().volumes())
                .containsExactly(Volume.readOnly(library), Volume.writable(project));
    }

    @Test
    void whatIsInTheWorkingDirectoryIsNotMountedAgain() throws IOException {
        Path classes = Files.createDirectory(project.resolve("bin"));
        assertThat(jvm(JDK, "-cp", classes.toString(), "Main").spec().volumes())
                .containsExactly(Volume.writable(project));
    }

    @Test
    void theWorkingDirectoryStaysWritableBelowWhatIsReadable() {
        assertThat(jvm(JDK, "-cp", directory.toString(), "Main").spec().volumes())
                .containsExactly(Volume.readOnly(directory), Volume.writable(project));
    }

    @Test
    void aJdkOutsideOfTheSystemIsMounted() throws IOException {
        Path jdk = Files.createDirectory(directory.resolve("jdk"));
        assertThat(jvm(jdk, "Main").spec().volumes()).contains(Volume.readOnly(jdk));
    }

    @Test
    void theKernelsOwnFilesAreNotMounted() {
        assertThat(jvm(JDK, "-Djava.security.egd=/dev/./urandom", "Main").spec().volumes())
                .containsExactly(Volume.writable(project));
    }

    @Test
    void theEnvironmentIsTheLaunchsAndHowPeopleHereWrite() {
        assertThat(jvm(JDK, "Main").spec().environment())
                .containsEntry("GREETING", "hello")
                .containsEntry("LANG", "C.UTF-8")
                .containsEntry("JAVA_HOME", JDK.toString())
                .containsEntry("HOME", "/root")
                .doesNotContainKey("SECRET");
    }

    @Test
    void aLaunchsVariablesArePickedByName() {
        String[] merged = {"SECRET=s", "A=1=2", "B=", "CLASSPATH=/x"};
        assertThat(LaunchEnvironment.pick(Set.of("A", "B"), merged))
                .isEqualTo(Map.of("A", "1=2", "B", "", "CLASSPATH", "/x"));
    }

    private JvmContainer jvm(Path jdk, String... arguments) {
        List<String> command = new ArrayList<>(List.of(jdk + "/bin/java"));
        command.addAll(List.of(arguments));
        return new JvmContainer(
                command,
                project,
                jdk,
                Map.of("SECRET", "s", "LANG", "C.UTF-8", "HOME", "/home/me"),
                Map.of("GREETING", "hello"),
                false);
    }
}
