package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Volume;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Isolation;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.core.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmContainerTest {
    private static final Path JDK = Path.of("/usr/lib/jvm/a");

    @TempDir
    Path directory;

    private Isolation isolation;
    private Path project;
    private Path library;

    @BeforeEach
    void aProjectAndALibrary() throws Exception {
        choose(ContainerSettings.STANDARD);
        project = Files.createDirectory(directory.resolve("project"));
        library = Files.createFile(directory.resolve("library.jar"));
    }

    @Test
    void theWorkingDirectoryIsWritableAndWhatIsNamedIsReadable() throws IOException {
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
    void theWorkingDirectoryStaysWritableBelowWhatIsReadable() throws IOException {
        assertThat(jvm(JDK, "-cp", directory.toString(), "Main").spec().volumes())
                .containsExactly(Volume.readOnly(directory), Volume.writable(project));
    }

    @Test
    void aJdkOutsideOfTheSystemIsMounted() throws IOException {
        Path jdk = Files.createDirectory(directory.resolve("jdk"));
        assertThat(jvm(jdk, "Main").spec().volumes()).contains(Volume.readOnly(jdk));
    }

    @Test
    void theKernelsOwnFilesAreNotMounted() throws IOException {
        assertThat(jvm(JDK, "-Djava.security.egd=/dev/./urandom", "Main").spec().volumes())
                .containsExactly(Volume.writable(project));
    }

    @Test
    void theEnvironmentIsTheLaunchsAndHowPeopleHereWrite() throws IOException {
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

    @Test
    void whatTheUserMountsTakesTheJvmsPlace() throws Exception {
        choose(ContainerSettings.STANDARD.with(Setting.VOLUMES, library + ":" + project + ":ro"));
        assertThat(jvm(JDK, "Main").spec().volumes()).containsExactly(new Volume(library, project, true));
    }

    @Test
    void settingsOfTheLaunchGoBeforeThoseOfTheContainer() throws Exception {
        choose(ContainerSettings.STANDARD.with(Setting.ENVIRONMENT, "GREETING=good day\nLANG=de_DE.UTF-8"));
        assertThat(jvm(JDK, "Main").spec().environment())
                .containsEntry("GREETING", "hello")
                .containsEntry("LANG", "de_DE.UTF-8");
    }

    @Test
    void aReadOnlyContainerCannotWriteToItsWorkingDirectory() throws Exception {
        choose(ContainerSettings.STANDARD.with(Setting.READ_ONLY, "true"));
        ContainerSpec spec = jvm(JDK, "Main").spec();
        assertThat(spec.readOnlyRoot()).isTrue();
        assertThat(spec.volumes()).containsExactly(Volume.readOnly(project));
    }

    @Test
    void aDirectoryWithAJavaOfItsOwnUsesThat() throws Exception {
        Path root = Files.createDirectory(directory.resolve("root"));
        choose(ContainerSettings.STANDARD.with(Setting.SOURCE, "directory").with(Setting.LOCATION, root.toString()));
        assertThat(jvm(JDK, "Main").spec().command()).first().isEqualTo(JDK + "/bin/java");
        assertThat(jvm(JDK, "Main").spec().volumes()).contains(Volume.readOnly(JDK));

        Files.createFile(Files.createDirectories(root.resolve("usr/bin")).resolve("java"));
        assertThat(jvm(JDK, "Main").spec().command()).first().isEqualTo("java");
        assertThat(jvm(JDK, "Main").spec().environment()).doesNotContainKey("JAVA_HOME");
        assertThat(jvm(JDK, "Main").spec().volumes()).containsExactly(Volume.writable(project));
    }

    @Test
    void theJdkOfAnImageIsNotMountedIntoAnotherSystem() throws Exception {
        ImageJdk jdk = new ImageJdk(directory.resolve("jdk"), "team/jdk:21", "/opt/java");
        Path root = Files.createDirectory(directory.resolve("root"));
        choose(ContainerSettings.STANDARD.with(Setting.SOURCE, "directory").with(Setting.LOCATION, root.toString()));
        JvmContainer jvm = jvm(Optional.of(jdk), jdk.directory(), "Main");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(jvm::describe)
                .withMessageContaining(root + " has no java")
                .withMessageContaining("team/jdk:21");

        Files.createFile(Files.createDirectories(root.resolve("usr/bin")).resolve("java"));
        assertThat(jvm.describe().spec().command()).first().isEqualTo("java");
    }

    @Test
    void doorsLeadToTheIdeOnlyFromANetworkOfItsOwn() throws Exception {
        String debugger = "-agentlib:jdwp=transport=dt_socket,suspend=y,address=localhost:4711";
        assertThat(jvm(JDK, debugger, "Main").spec().hostLoopback()).containsExactly(4711);
        choose(ContainerSettings.STANDARD.with(Setting.NETWORK, "host"));
        assertThat(jvm(JDK, debugger, "Main").spec().hostLoopback()).isEmpty();
    }

    private void choose(ContainerSettings settings) throws SettingException {
        isolation = Isolation.of(settings, directory);
    }

    private JvmContainer.Description jvm(Path jdk, String... arguments) throws IOException {
        return jvm(Optional.empty(), jdk, arguments).describe();
    }

    private JvmContainer jvm(Optional<ImageJdk> imageJdk, Path jdk, String... arguments) {
        List<String> command = new ArrayList<>(List.of(jdk + "/bin/java"));
        command.addAll(List.of(arguments));
        return new JvmContainer(
                command,
                project,
                jdk,
                imageJdk,
                Map.of("SECRET", "s", "LANG", "C.UTF-8", "HOME", "/home/me"),
                Map.of("GREETING", "hello"),
                false,
                isolation,
                Optional.empty());
    }
}
