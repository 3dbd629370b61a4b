package io.jdock.plan;

import io.jdock.kernel.AtFlag;
import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Errno;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Statx;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.LinuxTimeOffset;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Namespaces: joined ones, new ones, and what makes a new one usable (namespaces(7)). */
final class Namespaces {
    /** execve(2) puts argc and the pointers to the arguments on the stack: 8 bytes each. */
    private static final int FIRST_ARGUMENT = 16;

    private final Draft draft;
    private @Nullable Slot mounts;

    Namespaces(Draft draft) {
        this.draft = draft;
    }

    /** Opens every namespace that is to be joined before the first is entered, since paths mean the host's files. */
    void join() {
        Map<LinuxNamespaceType, Slot> files = new EnumMap<>(LinuxNamespaceType.class);
        draft.shape.joined().forEach((type, path) -> {
            Code code = draft.step(
                    Group.NAMESPACES, "open the " + word(type) + " namespace " + path, "paths mean the host's files");
            code.remedy(Errno.ENOENT, "the process that had this namespace is gone, or the path is wrong");
            files.put(
                    type,
                    code.call(
                            word(type),
                            Syscall.OPENAT,
                            Draft.here(),
                            Operand.of(path),
                            Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC),
                            Operand.of(0)));
        });
        mounts = files.remove(LinuxNamespaceType.MOUNT);
        if (mounts != null) {
            refuseCallersMounts(mounts);
        }
        // The user namespace first: entering it gives the rights that entering the others takes (setns(2)).
        if (files.containsKey(LinuxNamespaceType.USER)) {
            enter(LinuxNamespaceType.USER, files.remove(LinuxNamespaceType.USER));
        }
        files.forEach(this::enter);
    }

    private void enter(LinuxNamespaceType type, Slot file) {
        draft.step(
                        Group.NAMESPACES,
                        "enter the " + word(type) + " namespace "
                                + draft.shape.joined().get(type),
                        "it is shared with whoever made it")
                .run(Syscall.SETNS, Operand.of(file), Operand.of(Shape.flag(type)))
                .remedy(Errno.EINVAL, "the file is no " + word(type) + " namespace, or it is the caller's own")
                .remedy(Errno.EPERM, "it belongs to a user namespace in which the caller has no rights");
    }

    /** The root of a mount namespace is changed for all who live in it. Each file of /proc/&lt;pid&gt;/ns has its own inode. */
    private void refuseCallersMounts(Slot file) {
        Code code = draft.step(
                Group.NAMESPACES,
                "make sure that the mount namespace is not the caller's or the host's",
                "the container's root takes the place of the root that was there, for all who live in the namespace");
        Slot joined = inode(code, Set.of(), Operand.of(file), "", Operand.of(AtFlag.AT_EMPTY_PATH));
        for (String path : List.of("/proc/self/ns/mnt", "/proc/1/ns/mnt")) {
            // EACCES, ENOENT: who may not see the namespaces of process 1 may not enter them either
            Slot other = inode(code, Set.of(Errno.EACCES, Errno.ENOENT), Draft.here(), path, Operand.of(0));
            Label differs = new Label("differs");
            code.branch(joined, Condition.NOT_EQUAL, Operand.of(other), differs);
            code.fail(Errno.EBUSY);
            code.mark(differs);
        }
        code.remedy(Errno.EBUSY, "it is; make one for the container, for example with unshare(1)");
    }

    /** The inode's number, 0 if there is no such file. */
    private static Slot inode(Code code, Set<Errno> tolerated, Operand directory, String path, Operand flags) {
        Datum.Space status = new Datum.Space("status", Statx.SIZE);
        Slot inode = new Slot("inode");
        code.store(Width.DOUBLE, status, Statx.INODE, Operand.of(0));
        code.attempt(
                tolerated,
                Syscall.STATX,
                directory,
                Operand.of(path),
                flags,
                Operand.of(Statx.STATX_INO, "STATX_INO"),
                Operand.of(status));
        code.load(inode, Width.DOUBLE, Operand.of(status), Statx.INODE);
        return inode;
    }

    /**
     * Moves what is complete into the mount namespace that is to be joined. Up to here the first process is in a new one, a
     * copy of the caller's: paths mean the same as always, and a step that fails leaves the other namespace as it was.
     */
    void joinMounts(Mounts built) {
        Slot file = mounts;
        if (file == null) {
            return;
        }
        Slot tree = built.root().copy();
        enter(LinuxNamespaceType.MOUNT, file);
        built.separate();
        built.root().replace(tree);
    }

    /** Enters all namespaces of a running container at once, through a handle that no other process can take over. */
    void joinContainer() {
        List<CloneFlag> flags = Arrays.stream(LinuxNamespaceType.values())
                .filter(draft.shape::has)
                .map(Shape::flag)
                .toList();
        draft.step(
                        Group.NAMESPACES,
                        "enter the container's namespaces",
                        "one call enters all, so there is no moment with half of them (setns(2), since Linux 5.8)")
                .run(Syscall.SETNS, Operand.of(draft.descriptors.container(), "container"), new Operand.Flags(flags))
                .remedy(Errno.ESRCH, "the container has ended")
                .remedy(Errno.EPERM, "the container belongs to another user");
    }

    /** The new namespaces that the first process is born in. */
    List<CloneFlag> bornIn() {
        List<CloneFlag> flags = new ArrayList<>();
        if (mounts != null) {
            flags.add(CloneFlag.CLONE_NEWNS); // see joinMounts()
        }
        for (LinuxNamespaceType type : draft.shape.made()) {
            boolean later = type == LinuxNamespaceType.TIME
                    || entersCgroupFirst(type)
                    || (type == LinuxNamespaceType.NETWORK && draft.network.isMadeBeside());
            if (!later) {
                flags.add(Shape.flag(type));
            }
        }
        return flags;
    }

    /** The root of a cgroup namespace is the group that its maker is in at that moment (cgroup_namespaces(7)). */
    private boolean entersCgroupFirst(LinuxNamespaceType type) {
        return type == LinuxNamespaceType.CGROUP && !draft.launch.cgroup().all().isEmpty();
    }

    /** Namespaces that the first process makes itself, once it is where it belongs. */
    void unshareLate() {
        if (draft.shape.makes(LinuxNamespaceType.CGROUP) && entersCgroupFirst(LinuxNamespaceType.CGROUP)) {
            draft.step(
                            Group.NAMESPACES,
                            "make a cgroup namespace",
                            "its root is the container's own control group, so the host's tree cannot be seen")
                    .run(Syscall.UNSHARE, Operand.of(CloneFlag.CLONE_NEWCGROUP));
        }
        if (draft.shape.makes(LinuxNamespaceType.TIME)) {
            timeNamespace();
        }
    }

    private void timeNamespace() {
        Code code = draft.step(
                Group.NAMESPACES, "make a time namespace", "the clocks since boot can differ from the host's");
        code.run(Syscall.UNSHARE, Operand.of(CloneFlag.CLONE_NEWTIME));
        code.remedy(Errno.EINVAL, "this kernel has no time namespaces (CONFIG_TIME_NS)");
        draft.spec.linux().timeOffsets().forEach(this::timeOffset);
        Code enter = draft.step(
                Group.NAMESPACES,
                "enter the time namespace",
                "its maker stays outside until it asks, so that the clocks can be set (time_namespaces(7))");
        Slot file = enter.call(
                "time",
                Syscall.OPENAT,
                Draft.here(),
                Operand.of("/proc/self/ns/time_for_children"),
                Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
        enter.run(Syscall.SETNS, Operand.of(file), Operand.of(CloneFlag.CLONE_NEWTIME));
        enter.run(Syscall.CLOSE, Operand.of(file));
    }

    private void timeOffset(String clock, LinuxTimeOffset offset) {
        Code code = draft.step(
                Group.NAMESPACES,
                "set the offset of the " + clock + " clock",
                "time since boot, as the container sees it");
        Steps.writeFile(
                code,
                Draft.here(),
                "/proc/self/timens_offsets",
                clock + " " + offset.secs() + " " + offset.nanosecs() + "\n");
        code.remedy(Errno.ERANGE, "no clock may go below zero");
    }

    /** Host and domain name. */
    void names() {
        if (draft.launch.named()) {
            hostNameFromArgument();
        } else {
            name(Syscall.SETHOSTNAME, "host name", draft.spec.hostname());
        }
        name(Syscall.SETDOMAINNAME, "NIS domain name", draft.spec.domainname());
    }

    private void hostNameFromArgument() {
        Code code = draft.step(
                Group.NAMESPACES,
                "set the host name to the container's id",
                "the UTS namespace keeps it from the host's; the id is the program's argument, which ps(1) shows; nobody"
                        + " asked for it, so that a filter of an outer container may refuse it");
        Slot stack = new Slot("stack");
        Slot id = new Slot("argv[1]");
        code.stack(stack);
        code.load(id, Width.DOUBLE, Operand.of(stack), FIRST_ARGUMENT);
        code.attempt(Set.of(Errno.EPERM), Syscall.SETHOSTNAME, Operand.of(id), Operand.of(Launch.NAME_LENGTH));
    }

    private void name(Syscall call, String what, @Nullable String value) {
        if (value == null) {
            return;
        }
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        draft.step(Group.NAMESPACES, "set the " + what + " to " + value, "the UTS namespace keeps it from the host's")
                .run(call, Operand.of(value), Operand.of(length))
                .remedy(
                        Errno.EPERM, // in a namespace of the container's own, it is not the kernel that says so
                        "the seccomp filter of an outer container refuses it: leave it out, or start that with --security-opt"
                                + " seccomp=unconfined")
                .remedy(Errno.EINVAL, "at most 64 bytes");
    }

    private static String word(LinuxNamespaceType type) {
        return type.json();
    }
}
