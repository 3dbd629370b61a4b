package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each file is on disk: what does not exist is not collected. */
class CommandLinePathsTest {
    @TempDir
    Path directory;

    private Path one;
    private Path two;

    @BeforeEach
    void twoJars() throws IOException {
        one = file("one.jar");
        two = file("two.jar");
    }

    @Test
    void theClassPathByEachOfItsNames() {
        for (String option : List.of("-cp", "-classpath", "--class-path", "-p", "--module-path")) {
            assertThat(collect(option, one + ":" + two, "Main")).containsExactly(one, two);
        }
        assertThat(collect("--class-path=" + one + ":" + two, "Main")).containsExactly(one, two);
    }

    @Test
    void aWildcardStandsForItsDirectory() {
        assertThat(collect("-cp", directory + "/*", "Main")).containsExactly(directory);
    }

    @Test
    void relativePathsStartAtTheWorkingDirectory() {
        assertThat(collect("-cp", "one.jar:../" + directory.getFileName() + "/two.jar", "Main"))
                .containsExactly(one, two);
    }

    @Test
    void theBootClassPathAndPatches() {
        assertThat(collect("-Xbootclasspath/a:" + one + ":" + two, "Main")).containsExactly(one, two);
        assertThat(collect("--patch-module", "java.base=" + one + ":" + two, "Main"))
                .containsExactly(one, two);
        assertThat(collect("--patch-module=java.base=" + one, "Main")).containsExactly(one);
    }

    @Test
    void anAgentAndTheFilesInItsOptions() throws IOException {
        Path report = file("report.exec");
        assertThat(collect("-javaagent:" + one + "=destfile=" + report + ",includes=a.*", "Main"))
                .containsExactly(one, report);
        assertThat(collect("-agentpath:" + two, "Main")).containsExactly(two);
        assertThat(collect("-agentlib:jdwp=transport=dt_socket,suspend=y,address=localhost:1", "Main"))
                .isEmpty();
    }

    @Test
    void aPropertyThatIsAPathOrSeveral() throws IOException {
        Path colon = file("with:colon");
        Path equals = file("with=equals");
        Path comma = file("with,comma");
        assertThat(collect("-Da=" + colon, "-Db=" + equals, "-Dc=" + comma, "Main"))
                .containsExactly(colon, equals, comma);
        assertThat(collect("-Djava.library.path=" + one + ":" + two, "Main")).containsExactly(one, two);
        assertThat(collect("-XX:SharedArchiveFile=" + one, "Main")).containsExactly(one);
    }

    @Test
    void aPropertyThatOnlyLooksLikeAPath() {
        assertThat(collect("-Dcontext=/home", "-Droot=/", "-Drelative=one.jar", "-Dnone=/no/such/file", "Main"))
                .isEmpty();
    }

    @Test
    void anArgumentFileAndWhatItNames() throws IOException {
        Path arguments = directory.resolve("arguments = a:b, c.txt");
        Files.writeString(arguments, "-cp \"" + one + ":" + two + "\"");
        assertThat(collect("@" + arguments, "Main")).containsExactly(arguments, one, two);
    }

    @Test
    void anArgumentFileMayNameTheMainClassToo() throws IOException {
        Path arguments = directory.resolve("arguments.txt");
        Files.writeString(arguments, "-cp " + one + " Main");
        assertThat(collect("@" + arguments, "-cp", two.toString())).containsExactly(arguments, one);
    }

    @Test
    void anArchiveThatStandsForAClassPath() throws IOException {
        Path blank = file("with blank.jar");
        Path archive = directory.resolve("class path.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(Attributes.Name.CLASS_PATH, two.toUri() + " with%20blank.jar none.jar http://example.org/x.jar");
        new JarOutputStream(Files.newOutputStream(archive), manifest).close();

        assertThat(collect("-classpath", archive.toString(), "Main")).containsExactly(archive, two, blank);
        assertThat(collect("-jar", archive.toString())).containsExactly(archive, two, blank);
        assertThat(collect("-cp", one.toString(), "Main"))
                .as("an archive that cannot be read")
                .containsExactly(one);
    }

    /** The names of tests, of packages, of what failed. */
    @ParameterizedTest
    @ValueSource(strings = {"-testNameFile", "-packageNameFile", "-testfailures"})
    void whatTheRunnerOfTestsIsToldInAFile(String option) throws IOException {
        Path names = file("names: a=b,c.txt");
        String runner = "org.eclipse.jdt.internal.junit.runner.RemoteTestRunner";
        assertThat(collect("-cp", one.toString(), runner, "-port", "1", option, names.toString()))
                .containsExactly(one, names);
    }

    @Test
    void theClassPathOfAScrapbook() throws IOException {
        Path classes = file("with blank");
        String main = "org.eclipse.jdt.internal.debug.ui.snippeteditor.ScrapbookMain";
        assertThat(collect(
                        "-cp",
                        one.toString(),
                        main,
                        classes.toUri().toString(),
                        two.toUri().toString()))
                .containsExactly(one, classes, two);
    }

    @Test
    void theConfigurationOfAnEquinoxAndTheBundlesThatItNames() throws IOException {
        Path blank = file("with blank.jar");
        Path classes = Files.createDirectory(directory.resolve("classes"));
        Path configuration = directory.resolve("configuration");
        Path list = configuration.resolve("org.eclipse.equinox.simpleconfigurator/bundles.info");
        Files.createDirectories(list.getParent());
        Files.writeString(
                configuration.resolve("config.ini"),
                "osgi.bundles=reference\\:file\\:" + one
                        + "@1\\:start,reference\\:file\\:/no/such.jar@start\nosgi.os=linux\n");
        Files.writeString(
                list, "#version=1\na.bundle,1.0.0," + two.toUri() + ",4,false\nb,1,file:" + blank + ",4,true\n");
        Path development = Files.writeString(directory.resolve("dev.properties"), "a.bundle=bin," + classes + "\n");
        Path workspace = directory.resolve("workspace");
        Path tests = Files.createFile(directory.resolve("tests"));

        List<String> command = List.of(
                "/usr/bin/java",
                EquinoxFiles.MAIN_CLASS,
                "-testNameFile",
                tests.toString(),
                "-application",
                "org.eclipse.pde.junit.runtime.coretestapplication",
                "-debug", // without a file
                "-data",
                workspace.toString(),
                "-configuration",
                "file:" + configuration + "/",
                "-dev",
                "file:" + development,
                "-className",
                "org.example.SomeTest");
        CommandLinePaths paths = CommandLinePaths.of(command, directory);

        assertThat(paths.read()).containsExactlyInAnyOrder(one, two, blank, development, classes, tests);
        assertThat(paths.written()).containsExactly(workspace, configuration);
    }

    @Test
    void anEquinoxWithoutAWorkspaceHasNone() {
        assertThat(CommandLinePaths.of(
                                List.of("/usr/bin/java", EquinoxFiles.MAIN_CLASS, "-data", "@none", "-configuration"),
                                directory)
                        .written())
                .isEmpty();
    }

    @Test
    void whatFollowsTheApplicationIsItsOwnAffair() {
        assertThat(collect("-jar", one.toString(), "-cp", two.toString())).containsExactly(one);
        assertThat(collect("Main", "-cp", two.toString())).isEmpty();
        assertThat(collect("-p", one.toString(), "-m", "a/b.C", "-cp", two.toString()))
                .containsExactly(one);
    }

    @Test
    void aValueIsNotTakenForTheMainClass() {
        assertThat(collect("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", one.toString(), "Main"))
                .containsExactly(one);
    }

    private Iterable<Path> collect(String... arguments) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/java"));
        command.addAll(List.of(arguments));
        return CommandLinePaths.of(command, directory).read();
    }

    private Path file(String name) throws IOException {
        return Files.createFile(directory.resolve(name));
    }
}
