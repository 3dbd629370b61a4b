package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The application's process (config.md, "Process"). The Go type is {@code Process}.
 *
 * @param terminal whether standard input and output are a terminal
 * @param consoleSize size of the terminal; ignored without one
 * @param user who it runs as; {@link User#ROOT} where absent
 * @param args the program and its arguments, at least one entry
 * @param env the whole environment, each {@code name=value}
 * @param cwd absolute path in the container
 * @param capabilities null leaves the runtime's own
 * @param rlimits at most one of each type
 * @param noNewPrivileges whether programs with set-user-id or file capabilities give no rights
 * @param apparmorProfile name of the AppArmor profile
 * @param oomScoreAdj -1000 to 1000; null leaves the runtime's own
 * @param scheduler how it is scheduled
 * @param selinuxLabel SELinux context
 * @param ioPriority priority of reads and writes
 * @param execCPUAffinity processors, for exec only
 */
public record ProcessSpec(
        boolean terminal,
        @Nullable Box consoleSize,
        User user,
        List<String> args,
        List<String> env,
        String cwd,
        @Nullable LinuxCapabilities capabilities,
        List<Rlimit> rlimits,
        boolean noNewPrivileges,
        @Nullable String apparmorProfile,
        @Nullable Integer oomScoreAdj,
        @Nullable Scheduler scheduler,
        @Nullable String selinuxLabel,
        @Nullable LinuxIOPriority ioPriority,
        @Nullable CPUAffinity execCPUAffinity) {
    /** Where programs are looked for if the environment has no {@code PATH}, as in Docker. */
    public static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public ProcessSpec {
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
        apparmorProfile = Values.text(apparmorProfile);
        selinuxLabel = Values.text(selinuxLabel);
    }

    /** A builder for a command that user 0 runs in {@code /}. */
    public static Builder builder(List<String> args) {
        return new Builder(args);
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder(args);
        builder.terminal = terminal;
        builder.consoleSize = consoleSize;
        builder.user = user;
        builder.env = env;
        builder.cwd = cwd;
        builder.capabilities = capabilities;
        builder.rlimits = rlimits;
        builder.noNewPrivileges = noNewPrivileges;
        builder.apparmorProfile = apparmorProfile;
        builder.oomScoreAdj = oomScoreAdj;
        builder.scheduler = scheduler;
        builder.selinuxLabel = selinuxLabel;
        builder.ioPriority = ioPriority;
        builder.execCPUAffinity = execCPUAffinity;
        return builder;
    }

    /** Collects the components; each one not set is absent. Not safe for use by several threads. */
    public static final class Builder {
        private boolean terminal;
        private @Nullable Box consoleSize;
        private User user = User.ROOT;
        private List<String> args = List.of();
        private List<String> env = List.of();
        private String cwd = "/";
        private @Nullable LinuxCapabilities capabilities;
        private List<Rlimit> rlimits = List.of();
        private boolean noNewPrivileges;
        private @Nullable String apparmorProfile;
        private @Nullable Integer oomScoreAdj;
        private @Nullable Scheduler scheduler;
        private @Nullable String selinuxLabel;
        private @Nullable LinuxIOPriority ioPriority;
        private @Nullable CPUAffinity execCPUAffinity;

        private Builder(List<String> args) {
            this.args = args;
        }

        /** See {@link ProcessSpec#terminal()}. */
        public Builder terminal(boolean terminal) {
            this.terminal = terminal;
            return this;
        }

        /** See {@link ProcessSpec#consoleSize()}. */
        public Builder consoleSize(@Nullable Box consoleSize) {
            this.consoleSize = consoleSize;
            return this;
        }

        /** See {@link ProcessSpec#user()}. */
        public Builder user(User user) {
            this.user = user;
            return this;
        }

        /** See {@link ProcessSpec#args()}. */
        public Builder args(List<String> args) {
            this.args = args;
            return this;
        }

        /** See {@link ProcessSpec#env()}. */
        public Builder env(List<String> env) {
            this.env = env;
            return this;
        }

        /** See {@link ProcessSpec#cwd()}. */
        public Builder cwd(String cwd) {
            this.cwd = cwd;
            return this;
        }

        /** See {@link ProcessSpec#capabilities()}. */
        public Builder capabilities(@Nullable LinuxCapabilities capabilities) {
            this.capabilities = capabilities;
            return this;
        }

        /** See {@link ProcessSpec#rlimits()}. */
        public Builder rlimits(List<Rlimit> rlimits) {
            this.rlimits = rlimits;
            return this;
        }

        /** See {@link ProcessSpec#noNewPrivileges()}. */
        public Builder noNewPrivileges(boolean noNewPrivileges) {
            this.noNewPrivileges = noNewPrivileges;
            return this;
        }

        /** See {@link ProcessSpec#apparmorProfile()}. */
        public Builder apparmorProfile(@Nullable String apparmorProfile) {
            this.apparmorProfile = apparmorProfile;
            return this;
        }

        /** See {@link ProcessSpec#oomScoreAdj()}. */
        public Builder oomScoreAdj(@Nullable Integer oomScoreAdj) {
            this.oomScoreAdj = oomScoreAdj;
            return this;
        }

        /** See {@link ProcessSpec#scheduler()}. */
        public Builder scheduler(@Nullable Scheduler scheduler) {
            this.scheduler = scheduler;
            return this;
        }

        /** See {@link ProcessSpec#selinuxLabel()}. */
        public Builder selinuxLabel(@Nullable String selinuxLabel) {
            this.selinuxLabel = selinuxLabel;
            return this;
        }

        /** See {@link ProcessSpec#ioPriority()}. */
        public Builder ioPriority(@Nullable LinuxIOPriority ioPriority) {
            this.ioPriority = ioPriority;
            return this;
        }

        /** See {@link ProcessSpec#execCPUAffinity()}. */
        public Builder execCPUAffinity(@Nullable CPUAffinity execCPUAffinity) {
            this.execCPUAffinity = execCPUAffinity;
            return this;
        }

        /** The record; its values are not validated, see {@link SpecValidator}. */
        public ProcessSpec build() {
            return new ProcessSpec(
                    terminal,
                    consoleSize,
                    user,
                    args,
                    env,
                    cwd,
                    capabilities,
                    rlimits,
                    noNewPrivileges,
                    apparmorProfile,
                    oomScoreAdj,
                    scheduler,
                    selinuxLabel,
                    ioPriority,
                    execCPUAffinity);
        }
    }

    static ProcessSpec fromJson(JsonValue json) {
        return new ProcessSpec(
                json.at("terminal").flagOr(false),
                json.at("consoleSize").orNull(Box::fromJson),
                json.at("user").or(User.ROOT, User::fromJson),
                json.at("args").texts(),
                json.at("env").texts(),
                json.at("cwd").text(),
                json.at("capabilities").orNull(LinuxCapabilities::fromJson),
                json.at("rlimits").list(Rlimit::fromJson),
                json.at("noNewPrivileges").flagOr(false),
                json.at("apparmorProfile").textOrNull(),
                json.at("oomScoreAdj").int32OrNull(),
                json.at("scheduler").orNull(Scheduler::fromJson),
                json.at("selinuxLabel").textOrNull(),
                json.at("ioPriority").orNull(LinuxIOPriority::fromJson),
                json.at("execCPUAffinity").orNull(CPUAffinity::fromJson));
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfSet("terminal", terminal)
                .putObject("consoleSize", consoleSize, Box::toJson)
                .put("user", user.toJson())
                .putIfPresent("args", args)
                .putIfPresent("env", env)
                .put("cwd", cwd)
                .putObject("capabilities", capabilities, LinuxCapabilities::toJson)
                .putList("rlimits", rlimits, Rlimit::toJson)
                .putIfSet("noNewPrivileges", noNewPrivileges)
                .putIfPresent("apparmorProfile", apparmorProfile)
                .putIfPresent("oomScoreAdj", oomScoreAdj)
                .putObject("scheduler", scheduler, Scheduler::toJson)
                .putIfPresent("selinuxLabel", selinuxLabel)
                .putObject("ioPriority", ioPriority, LinuxIOPriority::toJson)
                .putObject("execCPUAffinity", execCPUAffinity, CPUAffinity::toJson);
    }
}
