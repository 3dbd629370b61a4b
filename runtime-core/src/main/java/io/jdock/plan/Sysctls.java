package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kernel parameters that belong to a namespace (config-linux.md, "Sysctl"). */
final class Sysctls {
    private static final Set<String> OF_IPC = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced");

    /** The files of these belong to the host's root whatever the namespace, so a system call sets them (uts_namespaces(7)). */
    private static final Map<String, Syscall> NAMES =
            Map.of("kernel.hostname", Syscall.SETHOSTNAME, "kernel.domainname", Syscall.SETDOMAINNAME);

    private final Draft draft;
    private final Mounts mounts;

    Sysctls(Draft draft, Mounts mounts) {
        this.draft = draft;
        this.mounts = mounts;
    }

    void set() {
        if (!draft.spec.linux().sysctl().isEmpty()) {
            draft.network.enter(); // those of the network are its own
        }
        draft.spec.linux().sysctl().forEach(this::set);
    }

    private void set(String name, String value) {
        requireName(name);
        requireOwnNamespace(name);
        if (NAMES.containsKey(name.replace('/', '.'))) {
            setName(NAMES.get(name.replace('/', '.')), name, value);
            return;
        }
        if (!mounts.hasMountAt("/proc")) {
            throw new PlanException("linux.sysctl", "takes a mount of type proc on /proc");
        }
        Code code = draft.step(
                Group.LIMITS, "set " + name + " to " + value, "this parameter belongs to a namespace of the container");
        // Resolved below the descriptor of the proc file system that this program mounted, a write cannot be led to
        // another file, whatever the image or another container puts in its way (CVE-2025-52881).
        Slot proc = mounts.mountAt(code, "/proc");
        Slot file = code.call(
                "file",
                Syscall.OPENAT2,
                Operand.of(proc),
                Operand.of("sys/" + path(name)),
                Structures.openHow(
                        List.of(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC),
                        ResolveFlag.RESOLVE_BENEATH,
                        ResolveFlag.RESOLVE_NO_SYMLINKS,
                        ResolveFlag.RESOLVE_NO_XDEV),
                Structures.OPEN_HOW_SIZE);
        Steps.write(code, file, value);
        code.remedy(Errno.ENOENT, "linux.sysctl: this kernel has no parameter of that name in a namespace");
        code.remedy(Errno.EACCES, "linux.sysctl: only root may change it");
        code.remedy(Errno.EINVAL, "linux.sysctl: the kernel takes no such value");
    }

    private void setName(Syscall call, String name, String value) {
        draft.step(Group.LIMITS, "set " + name + " to " + value, "this parameter belongs to the UTS namespace")
                .run(call, Operand.of(value), Operand.of(value.getBytes(StandardCharsets.UTF_8).length))
                .remedy(Errno.EINVAL, "linux.sysctl: a name has at most 64 bytes");
    }

    /** Parts such as {@code ..} could lead to a parameter of the whole machine. */
    private static void requireName(String name) {
        for (String part : path(name).split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new PlanException(
                        "linux.sysctl", name + " is no name of a parameter, such as net.ipv4.ip_forward");
            }
        }
    }

    /** Both {@code net.ipv4.conf.eth0/1.forwarding} and {@code net/ipv4/...} are read as sysctl(8) reads them. */
    private static String path(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (slash >= 0 && (dot < 0 || slash < dot)) {
            return name;
        }
        StringBuilder path = new StringBuilder(name.length());
        name.chars().forEach(c -> path.append(c == '.' ? '/' : c == '/' ? '.' : (char) c));
        return path.toString();
    }

    private void requireOwnNamespace(String name) {
        String dotted = name.replace('/', '.');
        LinuxNamespaceType owner = dotted.startsWith("net.")
                ? LinuxNamespaceType.NETWORK
                : OF_IPC.contains(dotted) || dotted.startsWith("fs.mqueue.")
                        ? LinuxNamespaceType.IPC
                        : dotted.equals("kernel.domainname") || dotted.equals("kernel.hostname")
                                ? LinuxNamespaceType.UTS
                                : dotted.startsWith("user.") ? LinuxNamespaceType.USER : null;
        if (owner == null) {
            throw new PlanException(
                    "linux.sysctl", name + " belongs to no namespace: it would change the whole machine");
        }
        if (!draft.shape.has(owner)) {
            throw new PlanException(
                    "linux.sysctl",
                    name + " takes a " + owner.json()
                            + " namespace of the container's own: else it would change the host");
        }
    }
}
