package io.jdock.cli;

import io.jdock.cli.TopOptions.LogFormat;
import io.jdock.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Tells what went wrong: to people on standard error, and to the program that called in the log that it asked for. */
final class Failures {
    static final int FAILED = 1;

    private final TopOptions top;
    private final PrintWriter err;

    Failures(TopOptions top, PrintWriter err) {
        this.top = top;
        this.err = err;
    }

    void report(Exception problem) {
        String message = message(problem);
        err.println("jdock: " + message);
        if (top.debug()) {
            problem.printStackTrace(err);
        }
        err.flush();
        top.log().ifPresent(log -> write(log, "error", message));
    }

    /** Not on standard error if there is a log: with callers such as Podman, that is the application's too. */
    void warn(String message) {
        if (top.log().isPresent()) {
            write(top.log().get(), "warning", message);
        } else {
            err.println("jdock: warning: " + message);
            err.flush();
        }
    }

    /** Exceptions of this project speak to people; of others the kind is worth telling. */
    private static String message(Exception problem) {
        String message = problem.getMessage();
        boolean ours =
                problem.getClass().getName().startsWith("io.jdock.") || problem instanceof IllegalArgumentException;
        return ours && message != null ? message : problem.toString();
    }

    private void write(Path log, String level, String message) {
        try {
            Files.writeString(log, line(level, message) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            err.println("jdock: cannot write the log " + log + ": " + e);
        }
    }

    private String line(String level, String message) {
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        if (top.logFormat() == LogFormat.TEXT) {
            String escaped = message.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            return "time=\"" + time + "\" level=" + level + " msg=\"" + escaped + "\"";
        }
        return Reports.compact(
                new JsonObject().put("level", level).put("msg", message).put("time", time));
    }
}
