package io.jdock.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long {@code mvn jdock:run} takes from the start of Maven to its end, compared with {@code mvn exec:exec}. */
final class ColdStart {
    private static final String EXEC = "org.codehaus.mojo:exec-maven-plugin:3.6.4:exec";

    private final Path maven;
    private final Path project;

    /**
     * @param maven the command
     * @param project directory of the project, which has been compiled
     */
    ColdStart(Path maven, Path project) {
        this.maven = maven;
        this.project = project;
    }

    /**
     * Nanoseconds.
     *
     * @param jdock {@code jdock:run}, which compiles what has changed and runs the class in a container
     * @param compileAndExec {@code process-classes exec:exec}, which does the same without a container
     * @param exec {@code exec:exec} alone
     */
    record Times(Samples jdock, Samples compileAndExec, Samples exec) {}

    /** Runs all in turn, after a first time that is not counted. */
    Times run(String mainClass, int rounds) throws IOException, InterruptedException {
        List<String> executed = List.of(EXEC, "-Dexec.executable=java", "-Dexec.args=-cp target/classes " + mainClass);
        List<String> compiledAndExecuted = new ArrayList<>(executed);
        compiledAndExecuted.add(0, "process-classes");
        List<List<String>> commands = List.of(List.of("jdock:run"), compiledAndExecuted, executed);
        for (List<String> command : commands) {
            time(command, List.of());
        }
        long[][] times = new long[commands.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < commands.size(); i++) {
                int which = (i + round) % commands.size();
                times[which][round] = time(commands.get(which), List.of("--offline"));
            }
        }
        return new Times(new Samples(times[0]), new Samples(times[1]), new Samples(times[2]));
    }

    private long time(List<String> goals, List<String> options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(maven.toString(), "--batch-mode", "--quiet"));
        line.addAll(options);
        line.addAll(goals);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(project.toFile())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT);
        long start = System.nanoTime();
        int status = builder.start().waitFor();
        long time = System.nanoTime() - start;
        if (status != 0) {
            throw new IOException("exit status " + status + " of " + String.join(" ", line));
        }
        return time;
    }
}
