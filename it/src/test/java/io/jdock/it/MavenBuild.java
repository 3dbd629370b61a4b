package io.jdock.it;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A build of a copy of a project. Immutable; a test says where it departs from the usual, and runs it:
 *
 * <pre>{@code
 * FinishedBuild build = MavenBuild.ofExample("hello").by(Caller.ORDINARY_USER).run("jdock:run", "-Djdock.memory=256m");
 * }</pre>
 *
 * @param source the project
 * @param copied whether that is a copy already, which the build may run in
 * @param caller the user who runs Maven
 * @param maven which Maven
 * @param jdk which JDK, for Maven and for the application
 * @param environment variables that Maven has besides the usual ones
 */
record MavenBuild(
        Path source, boolean copied, Caller caller, MavenVersion maven, Jdk jdk, Map<String, String> environment) {
    private static final Path TARGET = Path.of(System.getProperty("jdock.it.target"));

    /** A build of a test ends before the second compiler's work pays: without it, Maven takes half of the processor's time. */
    private static final String JVM_OPTION = "-XX:TieredStopAtLevel=1";

    /** Shared by all tests of this JVM, for what they do not do again. */
    private static final WarmMavens WARM = new WarmMavens();

    /** A project in {@code src/it}. */
    static MavenBuild of(String project) {
        return new MavenBuild(
                TARGET.resolveSibling("src/it").resolve(project),
                false,
                Caller.SELF,
                MavenVersion.CURRENT,
                Jdk.CURRENT,
                Map.of());
    }

    /** A project in {@code examples}. */
    static MavenBuild ofExample(String project) {
        Path examples = TARGET.getParent().resolveSibling("examples");
        return new MavenBuild(
                examples.resolve(project), false, Caller.SELF, MavenVersion.CURRENT, Jdk.CURRENT, Map.of());
    }

    MavenBuild by(Caller other) {
        return new MavenBuild(source, copied, other, maven, jdk, environment);
    }

    MavenBuild with(MavenVersion other) {
        return new MavenBuild(source, copied, caller, other, jdk, environment);
    }

    MavenBuild with(Jdk other) {
        return new MavenBuild(source, copied, caller, maven, other, environment);
    }

    /** With one more variable in Maven's environment. */
    MavenBuild with(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new MavenBuild(source, copied, caller, maven, jdk, Map.copyOf(more));
    }

    /** The same build in a copy made now, which all its runs then share. */
    MavenBuild copiedOnce() throws IOException {
        caller.assumeAvailable();
        return new MavenBuild(copy(), true, caller, maven, jdk, environment);
    }

    /** Runs a build to its end: where this Maven and JDK run the tests too, in a Maven that has run others already. */
    FinishedBuild run(String... arguments) throws IOException, InterruptedException {
        if (maven != MavenVersion.CURRENT || jdk != Jdk.CURRENT) {
            return start(arguments).await();
        }
        caller.assumeAvailable();
        Path directory = copied ? source : copy();
        WarmMaven warm = WARM.of(List.of(caller, environment), this::startWarm);
        return warm.run(directory, arguments(List.of("--batch-mode"), arguments));
    }

    private WarmMaven startWarm() throws IOException {
        List<String> java = new ArrayList<>(variables());
        java.addAll(List.of(jdk.assumeAvailable().resolve("bin/java").toString(), JVM_OPTION));
        return WarmMaven.start(
                Files.createDirectories(TARGET.resolve("builds")), maven.home(), caller, java, RunningBuild.PATIENCE);
    }

    /** Starts {@code mvn}, as from a shell script. */
    RunningBuild start(String... arguments) throws IOException {
        caller.assumeAvailable();
        Path directory = copied ? source : copy();
        Path output = Files.createTempFile(directory.getParent(), directory.getFileName() + "-", ".log");
        Process process = new ProcessBuilder(caller.wrap(command(List.of("--batch-mode"), arguments)))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        return new RunningBuild(process, directory, output);
    }

    /** Starts Maven as from a shell on a terminal. */
    Process startOn(File terminal, String... arguments) throws IOException {
        caller.assumeAvailable();
        List<String> command = new ArrayList<>(List.of("setsid", "--ctty"));
        command.addAll(caller.wrap(command(List.of(), arguments)));
        return new ProcessBuilder(command)
                .directory((copied ? source : copy()).toFile())
                .redirectInput(terminal)
                .redirectOutput(Redirect.appendTo(terminal))
                .redirectError(Redirect.appendTo(terminal))
                .start();
    }

    private List<String> command(List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(variables());
        command.add("MAVEN_OPTS=" + JVM_OPTION);
        command.add(maven.home().resolve("bin/mvn").toString());
        command.addAll(arguments(options, arguments));
        return command;
    }

    private List<String> variables() throws IOException {
        List<String> variables =
                new ArrayList<>(List.of("env", "--default-signal=INT", "JAVA_HOME=" + jdk.assumeAvailable()));
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        return variables;
    }

    private List<String> arguments(List<String> options, String... arguments) throws IOException {
        List<String> all = new ArrayList<>();
        all.add("-Dmaven.repo.local=" + LocalRepository.of(caller).directory());
        all.add("-Djdock.version=" + System.getProperty("jdock.version"));
        all.add("--no-transfer-progress");
        all.addAll(options);
        all.addAll(List.of(arguments));
        return all;
    }

    private Path copy() throws IOException {
        Path copies = Files.createDirectories(TARGET.resolve("builds"));
        Path copy = Files.createTempDirectory(copies, source.getFileName() + "-");
        Files.delete(copy);
        Tree.copy(source, copy, caller);
        Tree.delete(copy.resolve("target"));
        return copy;
    }
}
