package io.jdock.benchmarks;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Spawn.Executable;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.LinuxCapabilities;
import io.jdock.oci.LinuxNamespace;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.Mount;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.SeccompCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes an OCI configuration as a command line of bwrap(1), as far as that goes: it has no sysfs, and neither masks nor
 * write-protects paths in /proc.
 */
final class BubblewrapCommand {
    /** The first descriptor after the standard ones, which {@link Command} gives to the first of its files. */
    private static final String FILTER = "3";

    private final RuntimeSpec configuration;
    private final ProcessSpec process;
    private final List<String> line = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    private BubblewrapCommand(RuntimeSpec configuration) {
        this.configuration = configuration;
        this.process = Objects.requireNonNull(configuration.process());
    }

    /**
     * @param executable bwrap
     * @param directory where the seccomp filter is put
     */
    static Command of(RuntimeSpec configuration, String executable, Path directory) throws IOException {
        BubblewrapCommand command = new BubblewrapCommand(configuration);
        command.write(executable, directory);
        return new Command(
                "bwrap", new Executable.File(executable), command.line, command.process.env(), command.files);
    }

    private void write(String executable, Path directory) throws IOException {
        add(executable, "--die-with-parent", "--new-session");
        configuration.linux().namespaces().forEach(this::add);
        add(
                "--uid",
                String.valueOf(process.user().uid()),
                "--gid",
                String.valueOf(process.user().gid()));
        if (configuration.hostname() != null) {
            add("--hostname", configuration.hostname());
        }
        for (Mount mount : configuration.mounts()) {
            add(mount);
        }
        LinuxCapabilities capabilities = process.capabilities();
        if (capabilities != null) {
            capabilities.bounding().forEach(name -> add("--cap-add", name));
        }
        LinuxSeccomp seccomp = configuration.linux().seccomp();
        if (seccomp != null) {
            Path filter = directory.resolve("seccomp.bpf");
            SeccompCompiler compiler = new SeccompCompiler(SyscallTable.load());
            Files.write(
                    filter, compiler.compile(seccomp, Architecture.current()).instructions());
            files.add(filter);
            add("--seccomp", FILTER);
        }
        add("--chdir", process.cwd(), "--");
        line.addAll(process.args());
    }

    private void add(LinuxNamespace namespace) {
        switch (namespace.type()) {
            case PID -> add("--unshare-pid");
            case NETWORK -> add("--unshare-net");
            case IPC -> add("--unshare-ipc");
            case UTS -> add("--unshare-uts");
            case USER -> add("--unshare-user");
            case CGROUP -> add("--unshare-cgroup");
            case MOUNT -> {} // bwrap always makes one
            case TIME -> throw new IllegalArgumentException("bwrap makes no time namespaces");
        }
    }

    /** The root is a tmpfs already; /dev brings its nodes, links and devpts along. */
    private void add(Mount mount) throws IOException {
        String target = mount.destination();
        String source = mount.source();
        List<String> options = mount.options();
        if (options.contains("copy-symlink")) {
            add("--symlink", Files.readSymbolicLink(Path.of(target)).toString(), target);
        } else if (source != null && options.contains("rbind")) {
            add(options.contains("rro") ? "--ro-bind" : "--bind", source, target);
        } else if (target.equals("/dev")) {
            add("--dev", target);
        } else if (!target.equals("/")) {
            switch (Objects.requireNonNull(mount.type())) {
                case "tmpfs" -> add("--perms", mode(options), "--tmpfs", target);
                case "proc" -> add("--proc", target);
                case "mqueue" -> add("--mqueue", target);
                case "devpts", "sysfs" -> {}
                default -> throw new IllegalArgumentException("no mount for bwrap: " + mount);
            }
        }
    }

    private static String mode(List<String> options) {
        return options.stream()
                .filter(option -> option.startsWith("mode="))
                .map(option -> "0" + option.substring("mode=".length()))
                .findFirst()
                .orElse("0755");
    }

    private void add(String... words) {
        line.addAll(List.of(words));
    }
}
