package io.jdock.plan;

import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Flag;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxIdMapping;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The user namespace and its id maps (user_namespaces(7)).
 *
 * <p>The caller alone is mapped by the container's first process itself. Any other map takes rights outside of the
 * namespace, so a short-lived holder makes the namespace, the monitor (or newuidmap) writes the maps from outside, and
 * the monitor then enters it before it starts the container.
 */
final class IdMaps {
    private static final String SELF = "/proc/self/";

    private final Draft draft;
    private @Nullable Slot namespace;

    IdMaps(Draft draft) {
        this.draft = draft;
    }

    /** The user namespace's descriptor for id-mapped mounts; empty without root, to whom they are kept (mount_setattr(2)). */
    Optional<Slot> namespace() {
        return draft.launch.caller().privileged() ? Optional.ofNullable(namespace) : Optional.empty();
    }

    /** Goes into the user namespace around the container's, if there is one. */
    void enterOuter() {
        if (draft.launch.nested()) {
            draft.step(
                            Group.IDENTITY,
                            "enter the user namespace of the container's network",
                            "who has rights in it has them in all containers of the network, and can connect them")
                    .run(
                            Syscall.SETNS,
                            Operand.of(draft.descriptors.outer(), "outer"),
                            Operand.of(CloneFlag.CLONE_NEWUSER));
        }
    }

    /** Makes the namespace with its maps, if others than the container's own process write them. */
    void prepare() {
        if (draft.shape.mapWriter() != Shape.MapWriter.HELPERS && draft.shape.mapWriter() != Shape.MapWriter.MONITOR) {
            return;
        }
        Holder holder = startHolder();
        if (draft.shape.mapWriter() == Shape.MapWriter.MONITOR) {
            writeFromOutside(holder, "uid_map", draft.spec.linux().uidMappings());
            writeFromOutside(holder, "gid_map", draft.spec.linux().gidMappings());
        } else {
            runHelper(
                    holder,
                    "newuidmap",
                    draft.launch.caller().newuidmap(),
                    draft.spec.linux().uidMappings());
            runHelper(
                    holder,
                    "newgidmap",
                    draft.launch.caller().newgidmap(),
                    draft.spec.linux().gidMappings());
        }
        namespace = takeOver(holder);
    }

    /** Another user namespace, with maps for a mount and for nothing else. */
    Slot makeForMount(List<LinuxIdMapping> users, List<LinuxIdMapping> groups) {
        Holder holder = startHolder();
        writeFromOutside(holder, "uid_map", users);
        writeFromOutside(holder, "gid_map", groups);
        return takeOver(holder);
    }

    private record Holder(Slot pid, Slot directory, Datum pidText, Slot leash) {}

    private Holder startHolder() {
        Code code = draft.step(
                Group.IDENTITY,
                "make a user namespace",
                "its id maps can only be written from outside, so a short-lived process holds it open");
        Datum.Space pipe = new Datum.Space("pipe", 8);
        Slot reading = new Slot("reading");
        Slot leash = new Slot("leash");
        Slot pid = new Slot("holder");
        Label parent = new Label("parent");
        code.run(Syscall.PIPE2, Operand.of(pipe), Operand.of(OpenFlag.O_CLOEXEC));
        code.load(reading, Width.WORD, Operand.of(pipe), 0);
        code.load(leash, Width.WORD, Operand.of(pipe), 4);
        // Memory is shared instead of copied: the holder writes to none.
        code.split(
                pid,
                Set.of(),
                parent,
                Syscall.CLONE,
                Operand.of((Flag) CloneFlag.CLONE_NEWUSER, CloneFlag.CLONE_VM, Constant.SIGCHLD),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0));
        code.remedy(Errno.EPERM, "user namespaces are not allowed here: see 'jdock:doctor'");
        code.remedy(Errno.ENOSPC, "no more user namespaces: raise sysctl user.max_user_namespaces");
        code.run(Syscall.CLOSE, Operand.of(leash));
        code.run(Syscall.READ, Operand.of(reading), Operand.of(pipe), Operand.of(1));
        code.run(Syscall.EXIT_GROUP, Operand.of(0));
        code.mark(parent);
        code.run(Syscall.CLOSE, Operand.of(reading));
        return new Holder(pid, openDirectory(code, pid), digits, leash);
    }

    private final Datum.Struct digits = new Datum.Struct(
            "/proc/<holder>",
            List.of(new Field.Raw("/proc/0000000000".getBytes(StandardCharsets.UTF_8)), new Field.Int(8, 0)));

    private Slot openDirectory(Code code, Slot pid) {
        code.decimal(pid, digits, "/proc/".length(), new Slot("end"));
        return code.call(
                "directory",
                Syscall.OPENAT,
                Draft.here(),
                Operand.of(digits),
                Operand.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
    }

    private void writeFromOutside(Holder holder, String file, List<LinuxIdMapping> mappings) {
        Code code = draft.step(
                Group.IDENTITY,
                "write " + file + ": " + describe(mappings),
                "ids inside become other, unprivileged ids outside");
        Steps.writeFile(code, Operand.of(holder.directory()), file, text(mappings));
        code.remedy(Errno.EPERM, "the caller may not map these ids");
        code.remedy(Errno.EINVAL, "ranges overlap, or there are more than 340 lines");
    }

    private void runHelper(Holder holder, String name, Optional<String> path, List<LinuxIdMapping> mappings) {
        String helper = path.orElseThrow(() -> new PlanException(
                name.equals("newuidmap") ? "linux.uidMappings" : "linux.gidMappings",
                "maps more than the caller alone, which takes " + name + "(1): install the package uidmap"));
        Code code = draft.step(
                Group.IDENTITY,
                "run " + name + ": " + describe(mappings),
                "it is set-user-id root and checks that /etc/sub" + (name.equals("newuidmap") ? "u" : "g")
                        + "id grants the range");
        code.remedy(
                Errno.ECANCELED, name + " refused, see its message: /etc/subuid and /etc/subgid must grant the range");
        Slot pid = new Slot(name);
        Label parent = new Label("parent");
        code.callInto(
                pid,
                Set.of(),
                Syscall.CLONE,
                Operand.of(Constant.SIGCHLD),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0));
        code.branch(pid, Condition.NOT_EQUAL, 0, parent);
        code.run(Syscall.EXECVE, Operand.of(helper), arguments(name, holder, mappings), Steps.strings("{}", List.of()));
        code.mark(parent);
        Waiting.forSuccess(code, pid);
    }

    private static Operand arguments(String name, Holder holder, List<LinuxIdMapping> mappings) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field.Pointer(new Datum.Text(name), 0));
        fields.add(new Field.Pointer(holder.pidText(), "/proc/".length()));
        for (LinuxIdMapping mapping : mappings) {
            for (long number : new long[] {mapping.containerID(), mapping.hostID(), mapping.size()}) {
                fields.add(new Field.Pointer(new Datum.Text(Long.toString(number)), 0));
            }
        }
        fields.add(new Field.Int(8, 0));
        return Operand.of(new Datum.Struct("{" + name + ", <holder>, " + describe(mappings) + "}", fields));
    }

    private Slot takeOver(Holder holder) {
        Code code = draft.step(
                Group.IDENTITY, "take the user namespace over from its holder", "the holder has done its work");
        Slot file = code.call(
                "user",
                Syscall.OPENAT,
                Operand.of(holder.directory()),
                Operand.of("ns/user"),
                Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
        code.run(Syscall.CLOSE, Operand.of(holder.directory()));
        code.run(Syscall.CLOSE, Operand.of(holder.leash()));
        Waiting.forSuccess(code, holder.pid());
        return file;
    }

    /** The monitor goes in, so that the container's other namespaces belong to this user namespace. */
    void enter() {
        Slot file = namespace;
        if (file != null) {
            draft.step(Group.IDENTITY, "enter the user namespace", "all other namespaces will belong to it")
                    .run(Syscall.SETNS, Operand.of(file), Operand.of(CloneFlag.CLONE_NEWUSER));
        }
    }

    /** The first steps of the container's own process. */
    void settle() {
        if (draft.shape.mapWriter() == Shape.MapWriter.SELF) {
            mapSelf();
        } else if (draft.shape.has(LinuxNamespaceType.USER)) {
            becomeRoot();
            boolean looked = draft.launch.network().isPresent(); // at its network, by whoever starts it
            if (looked || draft.process.oomScoreAdj() != null || draft.shape.makes(LinuxNamespaceType.TIME)) {
                ownProcFiles(draft.step(
                        Group.IDENTITY,
                        "own the files of /proc/self",
                        "after a change of user they belong to the host's root, and could not be written"));
            }
        }
    }

    /** For a further process: the maps are there already. */
    void settleInside() {
        if (draft.shape.has(LinuxNamespaceType.USER) && draft.shape.mapWriter() != Shape.MapWriter.SELF) {
            becomeRoot();
        }
    }

    private void mapSelf() {
        Code code = draft.step(
                Group.IDENTITY,
                "give up setgroups",
                "else a user could drop a group that denies access to a file (CVE-2014-8989)");
        Steps.writeFile(code, Draft.here(), SELF + "setgroups", "deny");
        writeSelf("uid_map", draft.spec.linux().uidMappings());
        writeSelf("gid_map", draft.spec.linux().gidMappings());
    }

    private void writeSelf(String file, List<LinuxIdMapping> mappings) {
        Code code = draft.step(
                Group.IDENTITY,
                "write " + file + ": " + describe(mappings),
                "the caller has another id inside, and no other id exists");
        Steps.writeFile(code, Draft.here(), SELF + file, text(mappings));
        code.remedy(Errno.EPERM, "AppArmor or a sysctl restricts user namespaces: see 'jdock:doctor'");
    }

    private void becomeRoot() {
        Code code = draft.step(
                Group.IDENTITY,
                "become root of the user namespace",
                "the caller's own id may mean nothing inside, and then no file could be made");
        Operand zero = Operand.of(0);
        code.run(Syscall.SETRESGID, zero, zero, zero);
        code.run(Syscall.SETRESUID, zero, zero, zero);
        code.remedy(Errno.EINVAL, "id 0 of the container is not mapped");
    }

    /** Undoes what a change of user, or of capabilities, has done (PR_SET_DUMPABLE(2const), proc(5)). */
    static void ownProcFiles(Code code) {
        code.run(
                Syscall.PRCTL,
                Operand.of(Constant.PR_SET_DUMPABLE),
                Operand.of(1),
                Operand.of(0),
                Operand.of(0),
                Operand.of(0));
    }

    private static String text(List<LinuxIdMapping> mappings) {
        return mappings.stream()
                .map(mapping -> mapping.containerID() + " " + mapping.hostID() + " " + mapping.size() + "\n")
                .collect(Collectors.joining());
    }

    private static String describe(List<LinuxIdMapping> mappings) {
        return mappings.stream()
                .map(mapping -> mapping.containerID() + " is " + mapping.hostID()
                        + (mapping.size() == 1 ? "" : " (" + mapping.size() + " ids)"))
                .collect(Collectors.joining(", "));
    }
}
