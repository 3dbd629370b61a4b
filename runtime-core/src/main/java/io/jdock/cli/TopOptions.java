package io.jdock.cli;

import io.jdock.container.OciRuntime;
import io.jdock.host.BaseDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What all commands share: the options before a command's name, and standard output. */
final class TopOptions {
    static final Option VERSION =
            Option.flag("Print the version of this program and of the specification.", "-v", "-V", "--version");

    private static final Option ROOT = Option.of(
            "<directory>",
            "Where containers are remembered. Default: /run/jdock, without root $XDG_RUNTIME_DIR/jdock.",
            "--root");
    private static final Option LOG = Option.of(
            "<file>", "Where errors are written to, besides standard error, and warnings, in place of it.", "--log");
    private static final Option LOG_FORMAT = Option.of("text|json", "How errors are written there.", "--log-format");
    private static final Option DEBUG = Option.flag("Print the stack traces of errors.", "--debug");
    /** Callers of runc may give it. */
    private static final Option ROOTLESS =
            Option.of("auto|true|false", "Makes no difference: jdock sees what the caller may do.", "--rootless");

    private static final Option SYSTEMD_CGROUP = Option.flag(
            "Have systemd make control groups: linux.cgroupsPath is slice:prefix:name then.", "--systemd-cgroup");

    private static final Option CGROUP_MANAGER =
            Option.of("cgroupfs|systemd", "Who makes control groups; systemd as --systemd-cgroup.", "--cgroup-manager");
    /** Callers of runc may give it. */
    private static final Option CRIU =
            Option.of("<file>", "Makes no difference: jdock makes no checkpoints.", "--criu");

    static final Syntax SYNTAX = new Syntax(
            "jdock",
            "Runs containers as the OCI runtime specification says.",
            List.of(ROOT, LOG, LOG_FORMAT, DEBUG, SYSTEMD_CGROUP, CGROUP_MANAGER, ROOTLESS, CRIU, VERSION),
            List.of(new Operand("<command>", Operand.Count.REST, "What to do, with options and operands of its own.")));

    /** Who makes control groups. */
    enum CgroupManager {
        CGROUPFS,
        SYSTEMD
    }

    /** How errors are written to the log. */
    enum LogFormat {
        TEXT,
        JSON
    }

    private final Arguments given;
    private final LogFormat logFormat;
    private final boolean systemd;
    private final PrintWriter out;
    private final Failures failures;

    TopOptions(Arguments given, PrintWriter out, PrintWriter err) {
        this.given = given;
        this.logFormat = given.word(LOG_FORMAT, LogFormat.TEXT);
        this.systemd = given.has(SYSTEMD_CGROUP)
                || given.word(CGROUP_MANAGER, CgroupManager.CGROUPFS) == CgroupManager.SYSTEMD;
        this.out = out;
        this.failures = new Failures(this, err);
    }

    /** The engine, with its memory where the options say. */
    OciRuntime runtime() {
        return OciRuntime.open(given.path(ROOT), BaseDirectory.SESSION.in(System.getenv()), systemd, failures::warn);
    }

    /** Standard output. */
    PrintWriter out() {
        return out;
    }

    /** Where problems are told. */
    Failures failures() {
        return failures;
    }

    Optional<Path> log() {
        return given.path(LOG);
    }

    LogFormat logFormat() {
        return logFormat;
    }

    boolean debug() {
        return given.has(DEBUG);
    }
}
