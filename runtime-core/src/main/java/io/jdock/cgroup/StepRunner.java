package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.EnableControllers;
import io.jdock.cgroup.CgroupStep.InheritCpuset;
import io.jdock.cgroup.CgroupStep.MakeDirectory;
import io.jdock.cgroup.CgroupStep.RestrictDevices;
import io.jdock.cgroup.CgroupStep.Setting;
import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.cgroup.CgroupStep.WriteInAnyOrder;
import io.jdock.kernel.Errno;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Carries out steps, and tells people what went wrong. For one use by one thread. */
final class StepRunner {
    /** Someone may remove an empty cgroup on the way just before the next one is made in it. */
    private static final int TRIES = 10;

    private final ControlFiles files;
    private final DeviceFilters filters;
    private final List<Path> made = new ArrayList<>();
    private final List<Setting> previous = new ArrayList<>();

    StepRunner(ControlFiles files, DeviceFilters filters) {
        this.files = files;
        this.filters = filters;
    }

    /** Directories made so far, in the order of their making. */
    List<Path> made() {
        return List.copyOf(made);
    }

    /** A hierarchy that no limit depends on may not be changed here. */
    static final class NotPermitted extends Exception {
        private static final long serialVersionUID = 1L;

        NotPermitted(ControlFileException cause) {
            super(cause);
        }
    }

    void run(CgroupStep step) throws NotPermitted {
        if (step instanceof MakeDirectory make) {
            makeDirectory(make);
        } else if (step instanceof EnableControllers enable) {
            enable(enable);
        } else if (step instanceof InheritCpuset inherit) {
            inherit(inherit);
        } else {
            set(step);
        }
    }

    /** Carries out a step that sets a limit, and no other one. */
    void set(CgroupStep step) {
        if (step instanceof Write write) {
            try {
                write(write);
            } catch (ControlFileException e) {
                throw Failures.ofWrite(write, e, files);
            }
        } else if (step instanceof WriteInAnyOrder group) {
            writeInAnyOrder(group);
        } else if (step instanceof RestrictDevices devices) {
            restrict(devices);
        }
    }

    /** Puts back what {@link #set} replaced, as far as the kernel lets it. */
    void putBack() {
        for (int i = previous.size() - 1; i >= 0; i--) {
            try {
                files.write(previous.get(i).file(), previous.get(i).value());
            } catch (ControlFileException e) {
                // The first failure is what people need to hear about, and it is on its way to them.
            }
        }
    }

    // ---- directories

    private void makeDirectory(MakeDirectory step) throws NotPermitted {
        try {
            if (!make(step.directory(), TRIES) && step.leaf()) {
                requireUnused(step.directory());
            }
        } catch (ControlFileException e) {
            if (!step.needed() && e.is(Errno.EACCES, Errno.EPERM, Errno.EROFS)) {
                throw new NotPermitted(e);
            }
            throw Failures.ofDirectory(e);
        }
    }

    /** Returns whether it was not there before. */
    private boolean make(Path directory, int tries) throws ControlFileException {
        try {
            files.makeDirectory(directory);
            made.add(directory);
            return true;
        } catch (ControlFileException e) {
            if (e.is(Errno.EEXIST)) {
                return false;
            }
            Path parent = directory.getParent();
            if (!e.is(Errno.ENOENT) || tries == 0 || parent == null) {
                throw e;
            }
            make(parent, tries - 1);
            return make(directory, tries - 1);
        }
    }

    /** OCI config-linux.md, "Control groups": a cgroup that is in use or frozen must be refused. */
    private void requireUnused(Path directory) {
        Access access = new Access(files);
        List<Long> processes = access.processes(List.of(directory));
        if (!processes.isEmpty()) {
            throw CgroupException.because("the cgroup is in use by the processes " + processes)
                    .field("linux.cgroupsPath")
                    .file(directory)
                    .remedy("use another path or id, or end them")
                    .exception();
        }
        boolean frozen = access.text(directory.resolve("cgroup.freeze"))
                        .filter("1"::equals)
                        .isPresent()
                || access.text(directory.resolve("freezer.state"))
                        .filter(state -> !state.equals("THAWED"))
                        .isPresent();
        if (frozen) {
            throw CgroupException.because("the cgroup is frozen, and so would be what joins it")
                    .field("linux.cgroupsPath")
                    .file(directory)
                    .remedy("use another path or id, or thaw it")
                    .exception();
        }
    }

    // ---- controllers

    private void enable(EnableControllers step) {
        Path file = step.directory().resolve("cgroup.subtree_control");
        try {
            Set<String> enabled = Set.copyOf(ControlText.words(files.read(file)));
            Set<String> available =
                    Set.copyOf(ControlText.words(files.read(step.directory().resolve("cgroup.controllers"))));
            Set<String> needed = new TreeSet<>(step.needed());
            needed.removeAll(enabled);
            requireAvailable(step, needed, available);
            enableMeasuring(step, file, enabled, available);
            if (!needed.isEmpty()) {
                files.write(file, plus(needed));
            }
        } catch (ControlFileException e) {
            if (!step.needed().isEmpty()) {
                throw Failures.ofController(step, e);
            }
        }
    }

    /** One by one, for the kernel takes all names of a line or none; statistics are not worth a failure. */
    private void enableMeasuring(EnableControllers step, Path file, Set<String> enabled, Set<String> available) {
        for (String controller : step.welcome()) {
            if (!enabled.contains(controller) && available.contains(controller)) {
                try {
                    files.write(file, "+" + controller);
                } catch (ControlFileException e) {
                    return;
                }
            }
        }
    }

    private static void requireAvailable(EnableControllers step, Set<String> needed, Set<String> available) {
        for (String controller : needed) {
            if (!available.contains(controller)) {
                throw CgroupException.because("the controller " + controller + " is not passed on to this cgroup")
                        .controller(controller)
                        .file(step.directory())
                        .remedy("there are: " + String.join(", ", new TreeSet<>(available)))
                        .exception();
            }
        }
    }

    private static String plus(Set<String> controllers) {
        return controllers.stream().map(name -> "+" + name).collect(Collectors.joining(" "));
    }

    private void inherit(InheritCpuset step) {
        for (String name : List.of("cpuset.cpus", "cpuset.mems")) {
            Path own = step.directory().resolve(name);
            try {
                if (files.read(own).isEmpty()) {
                    files.write(own, files.read(step.directory().resolveSibling(name)));
                }
            } catch (ControlFileException e) {
                throw CgroupException.because("cannot give a cgroup the CPUs and memory nodes of its parent")
                        .controller("cpuset")
                        .failure(e)
                        .exception();
            }
        }
    }

    // ---- limits

    private void write(Write step) throws ControlFileException {
        for (Setting setting : step.choices()) {
            if (files.exists(setting.file())) {
                remember(setting.file());
                files.write(setting.file(), setting.value());
                return;
            }
        }
        if (!step.optional()) {
            throw new ControlFileException(step.choices().get(0).file(), Errno.ENOENT.number());
        }
    }

    /** Files that hold one value are their own inverse; lists such as io.max are not, and stay. */
    private void remember(Path file) {
        try {
            String value = files.read(file);
            if (!value.isEmpty() && value.indexOf('\n') < 0 && value.indexOf('=') < 0) {
                previous.add(new Setting(file, value));
            }
        } catch (ControlFileException e) {
            // Write-only, such as devices.allow.
        }
    }

    private void writeInAnyOrder(WriteInAnyOrder group) {
        List<Write> pending = new ArrayList<>(group.writes());
        while (!pending.isEmpty()) {
            List<Write> refused = new ArrayList<>();
            CgroupException failure = null;
            for (Write write : pending) {
                try {
                    write(write);
                } catch (ControlFileException e) {
                    if (!e.is(Errno.EINVAL)) {
                        throw Failures.ofWrite(write, e, files);
                    }
                    refused.add(write);
                    failure = failure == null ? Failures.ofWrite(write, e, files) : failure;
                }
            }
            if (failure != null && refused.size() == pending.size()) {
                throw failure;
            }
            pending = refused;
        }
    }

    private void restrict(RestrictDevices step) {
        try {
            filters.replace(step.directory(), step.program());
        } catch (ControlFileException e) {
            throw Failures.ofDevices(step, e);
        }
    }
}
