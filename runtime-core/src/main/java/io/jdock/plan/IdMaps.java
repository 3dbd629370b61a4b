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
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
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
 * namespace, so the monitor (or newuidmap) writes it from there, while the first process does what takes no ids.
 */
final class IdMaps {
    private static final String SELF = "/proc/self/";

    private final Draft draft;
    private final Slot directory = new Slot("directory");
    private @Nullable Slot namespace;

    IdMaps(Draft draft) {
        this.draft = draft;
    }

    /**
     * The new user namespace's descriptor for id-mapped mounts, which the monitor opens when the first one is made; empty
     * without root, to whom they are kept (mount_setattr(2)).
     */
    Optional<Slot> namespace(Code code) {
        if (!draft.launch.caller().privileged() || !draft.shape.makes(LinuxNamespaceType.USER)) {
            return Optional.empty();
        }
        if (namespace == null) {
            namespace = openNamespace(code, directory);
        }
        return Optional.of(namespace);
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

    /** The monitor writes the maps, or has them written, while the container's first process waits. */
    void write(Slot first) {
        Code code = draft.step(
                Group.IDENTITY, "find the first process in /proc", "its id maps can only be written from outside");
        openDirectory(code, first, directory);
        if (draft.shape.mapWriter() == Shape.MapWriter.MONITOR) {
            writeFromOutside(directory, "uid_map", draft.spec.linux().uidMappings());
            writeFromOutside(directory, "gid_map", draft.spec.linux().gidMappings());
        } else {
            Launch.Caller caller = draft.launch.caller();
            Slot users = runHelper(
                    "newuidmap", caller.newuidmap(), draft.spec.linux().uidMappings());
            Slot groups = runHelper(
                    "newgidmap", caller.newgidmap(), draft.spec.linux().gidMappings());
            awaitHelper("newuidmap", users);
            awaitHelper("newgidmap", groups);
        }
    }

    /** Closes what {@link #write} and {@link #namespace} have opened. */
    void close() {
        Code code = draft.step(
                Group.IDENTITY, "let the user namespace go", "the processes in it keep it, and nothing else shall");
        if (namespace != null) {
            code.run(Syscall.CLOSE, Operand.of(namespace));
        }
        code.run(Syscall.CLOSE, Operand.of(directory));
    }

    /** Another user namespace, with maps for a mount and for nothing else, by a short-lived process that holds it open. */
    Slot makeForMount(List<LinuxIdMapping> users, List<LinuxIdMapping> groups) {
        Holder holder = startHolder();
        writeFromOutside(holder.directory(), "uid_map", users);
        writeFromOutside(holder.directory(), "gid_map", groups);
        return takeOver(holder);
    }

    private record Holder(Slot pid, Slot directory, Slot leash) {}

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
        Slot held = new Slot("directory");
        openDirectory(code, pid, held);
        return new Holder(pid, held, leash);
    }

    private final Datum.Struct digits = new Datum.Struct(
            "/proc/<pid>",
            List.of(new Field.Raw("/proc/0000000000".getBytes(StandardCharsets.UTF_8)), new Field.Int(8, 0)));

    private void openDirectory(Code code, Slot pid, Slot opened) {
        code.decimal(pid, digits, "/proc/".length(), new Slot("end"));
        code.callInto(
                opened,
                Set.of(),
                Syscall.OPENAT,
                Draft.here(),
                Operand.of(digits),
                Operand.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
    }

    private void writeFromOutside(Slot process, String file, List<LinuxIdMapping> mappings) {
        Code code = draft.step(
                Group.IDENTITY,
                "write " + file + ": " + describe(mappings),
                "ids inside become other, unprivileged ids outside");
        Steps.writeFile(code, Operand.of(process), file, text(mappings));
        code.remedy(Errno.EPERM, "the caller may not map these ids");
        code.remedy(Errno.EINVAL, "ranges overlap, or there are more than 340 lines");
    }

    /** Returns its process id. The two helpers run beside each other, for neither depends on what the other one writes. */
    private Slot runHelper(String name, Optional<String> path, List<LinuxIdMapping> mappings) {
        String helper = path.orElseThrow(() -> new PlanException(
                name.equals("newuidmap") ? "linux.uidMappings" : "linux.gidMappings",
                "maps more than the caller alone, which takes " + name + "(1): install the package uidmap"));
        Code code = draft.step(
                Group.IDENTITY,
                "run " + name + ": " + describe(mappings),
                "it is set-user-id root and checks that /etc/sub" + (name.equals("newuidmap") ? "u" : "g")
                        + "id grants the range");
        Slot pid = new Slot(name);
        Label parent = new Label("parent");
        code.fork(pid, parent);
        code.run(Syscall.EXECVE, Operand.of(helper), arguments(name, mappings), Structures.strings("{}", List.of()));
        code.mark(parent);
        return pid;
    }

    private void awaitHelper(String name, Slot pid) {
        Code code = draft.step(
                Group.IDENTITY, "wait for " + name, "it runs beside its sister, since neither depends on the other");
        code.remedy(
                Errno.ECANCELED, name + " refused, see its message: /etc/subuid and /etc/subgid must grant the range");
        Waiting.forSuccess(code, pid);
    }

    private Operand arguments(String name, List<LinuxIdMapping> mappings) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field.Pointer(new Datum.Text(name), 0));
        fields.add(new Field.Pointer(digits, "/proc/".length()));
        for (LinuxIdMapping mapping : mappings) {
            for (long number : new long[] {mapping.containerID(), mapping.hostID(), mapping.size()}) {
                fields.add(new Field.Pointer(new Datum.Text(Long.toString(number)), 0));
            }
        }
        fields.add(new Field.Int(8, 0));
        return Operand.of(new Datum.Struct("{" + name + ", <pid>, " + describe(mappings) + "}", fields));
    }

    private Slot takeOver(Holder holder) {
        Code code = draft.step(
                Group.IDENTITY, "take the user namespace over from its holder", "the holder has done its work");
        Slot file = openNamespace(code, holder.directory());
        code.run(Syscall.CLOSE, Operand.of(holder.directory()));
        code.run(Syscall.CLOSE, Operand.of(holder.leash()));
        Waiting.forSuccess(code, holder.pid());
        return file;
    }

    private static Slot openNamespace(Code code, Slot process) {
        return code.call(
                "user",
                Syscall.OPENAT,
                Operand.of(process),
                Operand.of("ns/user"),
                Operand.of(OpenFlag.O_RDONLY, OpenFlag.O_CLOEXEC),
                Operand.of(0));
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
