package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.ResolveFlag;
import io.jdock.kernel.Syscall;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a Linux security module is told of the application: an AppArmor profile or an SELinux label, which the kernel gives
 * to whatever this process executes next (proc_pid_attr(5), {@code exec}).
 */
final class SecurityLabels {
    private final Draft draft;
    private final @Nullable String profile;
    private final @Nullable String label;
    private @Nullable Slot proc;

    SecurityLabels(Draft draft) {
        this.draft = draft;
        this.profile = draft.process.apparmorProfile();
        this.label = draft.process.selinuxLabel();
        require("apparmor", "AppArmor", "process.apparmorProfile", profile);
        require("selinux", "SELinux", "process.selinuxLabel", label);
        require("selinux", "SELinux", "linux.mountLabel", draft.spec.linux().mountLabel());
    }

    private void require(String module, String name, String field, @Nullable String value) {
        if (value != null && !draft.launch.securityModules().contains(module)) {
            throw new PlanException(
                    field, "takes a kernel with " + name + ", which this one lacks or has switched off; leave it out");
        }
    }

    private boolean isAsked() {
        return profile != null || label != null;
    }

    /**
     * Takes hold of the proc file system that this program has mounted for the container, before a hook or another
     * container could put something else in its place (CVE-2019-16884, CVE-2025-52881).
     */
    void prepare(Mounts mounts) {
        if (!isAsked()) {
            return;
        }
        if (!mounts.hasMountAt("/proc")) {
            throw new PlanException(
                    profile == null ? "process.selinuxLabel" : "process.apparmorProfile",
                    "takes a mount of type proc on /proc, since labels are set there");
        }
        proc = mounts.mountAt(step("hold on to /proc", "the label is written there at the end"), "/proc");
    }

    /** The same for a further process, with the host's, as what the container has there is no longer known. */
    void prepareOutside() {
        if (isAsked()) {
            proc = step("hold on to the host's /proc", "what the running container has there need not be one")
                    .call(
                            "proc",
                            Syscall.OPENAT,
                            Draft.here(),
                            Operand.of("/proc"),
                            Operand.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC),
                            Operand.of(0));
        }
    }

    /** Just before the rights go: whoever opens the file has to have the rights of whoever writes to it (Linux 5.13). */
    void set() {
        if (profile != null) {
            Code code =
                    step("ask for the AppArmor profile " + profile, "it confines the application from its start on");
            write(code, "thread-self/attr/apparmor/exec", "exec " + profile);
            code.remedy(
                    Errno.ENOENT, "process.apparmorProfile: no profile of that name is loaded (apparmor_parser(8))");
            code.remedy(Errno.EACCES, "process.apparmorProfile: the caller's own profile allows no change to it");
        }
        if (label != null) {
            Code code = step("ask for the SELinux label " + label, "it confines the application from its start on");
            write(code, "thread-self/attr/exec", label);
            code.remedy(Errno.EINVAL, "process.selinuxLabel: the policy knows no such label");
            code.remedy(Errno.EACCES, "process.selinuxLabel: the policy lets the caller set no label");
        }
    }

    private void write(Code code, String path, String text) {
        Slot file = code.call(
                "file",
                Syscall.OPENAT2,
                Operand.of(Objects.requireNonNull(proc, "prepared before")),
                Operand.of(path),
                Structures.openHow(
                        List.of(OpenFlag.O_WRONLY, OpenFlag.O_CLOEXEC),
                        ResolveFlag.RESOLVE_BENEATH,
                        ResolveFlag.RESOLVE_NO_MAGICLINKS,
                        ResolveFlag.RESOLVE_NO_XDEV),
                Structures.OPEN_HOW_SIZE);
        Steps.write(code, file, text);
    }

    private Code step(String what, String why) {
        return draft.step(Group.RIGHTS, what, why);
    }
}
