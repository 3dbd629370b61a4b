package io.jdock.cgroup;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One thing to do to a cgroup file system, with its reason. */
public sealed interface CgroupStep {

    /** One line of reason, for people who want to know or learn. */
    String why();

    /** What is done, as a shell user would say it. */
    String what();

    /**
     * Makes a cgroup unless it is there.
     *
     * @param leaf whether it is the container's own, which must not hold processes yet, or one on the way to it
     * @param needed whether the container cannot do without; otherwise a refusal leaves the whole hierarchy out
     */
    record MakeDirectory(Path directory, boolean leaf, boolean needed, String why) implements CgroupStep {
        @Override
        public String what() {
            return "mkdir " + directory;
        }
    }

    /**
     * Version 2: gives controllers to the children of a cgroup.
     *
     * @param needed controllers without which a limit cannot be kept
     * @param welcome controllers that only measure; left out where they cannot be had
     */
    record EnableControllers(Path directory, Set<String> needed, Set<String> welcome, String why)
            implements CgroupStep {
        public EnableControllers {
            needed = Set.copyOf(needed);
            welcome = Set.copyOf(welcome);
        }

        @Override
        public String what() {
            return "enable " + needed.stream().sorted().collect(Collectors.joining(", "))
                    + (welcome.isEmpty()
                            ? ""
                            : " (and if possible " + welcome.stream().sorted().collect(Collectors.joining(", ")) + ")")
                    + " in " + directory.resolve("cgroup.subtree_control");
        }
    }

    /** Version 1: copies the CPUs and memory nodes of the parent to a cgroup that has none. */
    record InheritCpuset(Path directory, String why) implements CgroupStep {
        @Override
        public String what() {
            return "copy cpuset.cpus and cpuset.mems of " + directory.getParent() + " to " + directory;
        }
    }

    /**
     * Writes to a control file.
     *
     * @param choices what to write where: the first whose file exists; kernels differ in the name of some files
     * @param optional whether it is all right that no such file exists, because what is asked for holds without it
     * @param controller whose file it is
     * @param field the OCI field that asks for it, such as {@code linux.resources.memory.limit}
     */
    record Write(List<Setting> choices, boolean optional, String controller, String field, String why)
            implements CgroupStep {
        public Write {
            choices = List.copyOf(choices);
        }

        static Write of(Path file, String value, String controller, String field, String why) {
            return new Write(List.of(new Setting(file, value)), false, controller, field, why);
        }

        Write whereItExists() {
            return new Write(choices, true, controller, field, why);
        }

        @Override
        public String what() {
            return choices.stream().map(Setting::toString).collect(Collectors.joining(" or else "));
        }
    }

    /**
     * Writes that the kernel checks against one another, so that the right order depends on the old values: one that is
     * refused with EINVAL is tried again after another has succeeded.
     */
    record WriteInAnyOrder(List<Write> writes, String why) implements CgroupStep {
        public WriteInAnyOrder {
            writes = List.copyOf(writes);
        }

        @Override
        public String what() {
            return writes.stream().map(Write::what).collect(Collectors.joining("; "));
        }
    }

    /** Version 2: attaches a BPF program that decides over accesses to devices, in place of one that is there. */
    record RestrictDevices(Path directory, DeviceProgram program, String field, String why) implements CgroupStep {
        @Override
        public String what() {
            return "attach a BPF program of " + program.instructionCount() + " instructions to " + directory;
        }
    }

    /** A value for a control file. */
    record Setting(Path file, String value) {
        @Override
        public String toString() {
            return "echo " + value + " > " + file;
        }
    }

    /** The field that asks for this step; null for one that only prepares. */
    default @Nullable String requestedBy() {
        if (this instanceof Write write) {
            return write.field();
        }
        if (this instanceof WriteInAnyOrder group) {
            return group.writes().get(0).field();
        }
        return this instanceof RestrictDevices devices ? devices.field() : null;
    }
}
