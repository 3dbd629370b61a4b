package io.jdock.container;

import io.jdock.cgroup.Cgroup;
import io.jdock.cgroup.CgroupException;
import io.jdock.cgroup.CgroupLocation;
import io.jdock.cgroup.CgroupPlace;
import io.jdock.cgroup.CgroupStats;
import io.jdock.cgroup.ResctrlGroup;
import io.jdock.container.ExecOptions.GroupBelow;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.ProcessDescriptor;
import io.jdock.kernel.Signal;
import io.jdock.oci.LinuxDevice;
import io.jdock.oci.LinuxResources;
import io.jdock.plan.Launch.CgroupEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control group of one container, if it has one, from before its start to its end. Safe for use by several threads.
 */
final class ControlGroup {
    private final String id;
    private final Optional<Cgroup> cgroup;
    private final Optional<ResctrlGroup> shares;
    private final Optional<SystemdScope> scope;
    private final String lack;
    private final List<LinuxDevice> devices;
    private final boolean walled;
    private boolean removed; // guarded by this
    private volatile boolean ending;
    private volatile boolean counted;
    private volatile boolean outOfMemory;
    private volatile boolean outOfProcesses;

    /**
     * @param id of the container
     * @param shares of caches and memory bandwidth, if any are asked for
     * @param scope that systemd makes for it, with the group, if systemd is to
     * @param lack why there is no group and how there would be one, if there is none
     * @param devices that the container was given
     * @param walled whether all of its processes end with the first one, as in a PID namespace of its own
     */
    ControlGroup(
            String id,
            Optional<Cgroup> cgroup,
            Optional<ResctrlGroup> shares,
            Optional<SystemdScope> scope,
            String lack,
            List<LinuxDevice> devices,
            boolean walled) {
        this.id = id;
        this.cgroup = cgroup;
        this.shares = shares;
        this.scope = scope;
        this.lack = lack;
        this.devices = devices;
        this.walled = walled;
    }

    boolean isNone() {
        return cgroup.isEmpty();
    }

    /** For the container's first process. */
    CgroupEntry entry() {
        return ControlGroups.entry(location(), shares, scope.isPresent());
    }

    /**
     * For a further process: it enters, and leaves the rest to the container's own monitor. Where the kernel does not let it, it waits
     * until systemd has put it there.
     *
     * @param first the container's first process
     * @param below which groups below the container's it enters, if any
     */
    synchronized CgroupEntry entryOfFurtherProcess(long first, List<GroupBelow> below) throws ContainerException {
        List<Path> groups = List.of();
        if (!below.isEmpty()) {
            groups = attempt("enter", group -> procsFiles(group.location(), below));
        } else if (!isNone()) {
            groups = attempt("enter", group -> group.procsFilesBeside(first));
        }
        List<Path> joined = new ArrayList<>(shares.map(ResctrlGroup::tasksFiles).orElse(List.of()));
        boolean awaited = scope.isPresent() && !scope.get().letsIn();
        if (!awaited) {
            joined.addAll(groups);
        }
        return new CgroupEntry(
                ControlGroups.texts(joined), awaited ? ControlGroups.texts(groups) : List.of(), List.of(), List.of());
    }

    private static List<Path> procsFiles(CgroupLocation location, List<GroupBelow> below) {
        List<Path> files = new ArrayList<>();
        Set<GroupBelow> unknown = new LinkedHashSet<>(below);
        for (CgroupPlace place : location.places()) {
            Path directory = place.directory();
            for (GroupBelow group : below) {
                Path named = place.directory().resolve(group.path());
                if (group.isIn(place) && Files.isDirectory(named)) {
                    directory = named;
                    unknown.remove(group);
                }
            }
            files.add(directory.resolve("cgroup.procs"));
        }
        if (!unknown.isEmpty()) {
            throw CgroupException.because("there is no group " + unknown + " below the container's")
                    .exception();
        }
        return files;
    }

    /**
     * Has systemd put a further process, which waits meanwhile, into the group for which its entry waits.
     *
     * @param pid on the host
     */
    synchronized void letIn(int pid, CgroupEntry entry) throws ContainerException {
        SystemdScope own = scope.orElseThrow(() -> new IllegalStateException("the process enters by itself"));
        attempt("enter", group -> {
            entry.awaited().forEach(file -> own.attach(pid, Path.of(file).getParent()));
            return true;
        });
    }

    /** Where it is, for those who come later. */
    Optional<CgroupLocation> location() {
        return cgroup.map(Cgroup::location);
    }

    /** What the container uses now. */
    synchronized CgroupStats stats() throws ContainerException {
        return attempt("measure", Cgroup::stats);
    }

    synchronized void update(LinuxResources resources) throws ContainerException {
        attempt("change the limits of", group -> {
            group.update(ControlGroups.complete(resources, devices));
            scope.ifPresent(SystemdScope::tellLimits);
            return true;
        });
    }

    /**
     * Has systemd put a container's first process, which waits meanwhile, into a scope, and sets the limits there.
     *
     * @param pid on the host
     * @param then what else is done with the group before anything runs in it
     */
    synchronized void enter(int pid, LinuxResources limits, Consumer<Cgroup> then) throws ContainerException {
        SystemdScope own = scope.orElseThrow(() -> new IllegalStateException("the process enters by itself"));
        attempt("limit", group -> {
            own.start(pid);
            group.update(ControlGroups.complete(limits, devices));
            own.tellLimits();
            then.accept(group);
            return true;
        });
    }

    /** Stops all processes. */
    synchronized void pause() throws ContainerException {
        attempt("pause", group -> {
            group.pause();
            if (ending) { // the monitor may have let them go before they were stopped
                group.resume();
            }
            return true;
        });
    }

    synchronized void resume() throws ContainerException {
        attempt("resume", group -> {
            group.resume();
            return true;
        });
    }

    /** Whether all processes are stopped; false after the end. */
    synchronized boolean paused() throws ContainerException {
        return !removed && cgroup.isPresent() && attempt("look at", Cgroup::paused);
    }

    /** Whether memory ran out up to now, or up to the end. */
    synchronized boolean outOfMemory() {
        noteShortages();
        return outOfMemory;
    }

    /** Whether the limit of processes kept one from being made up to now, or up to the end. */
    synchronized boolean outOfProcesses() {
        noteShortages();
        return outOfProcesses;
    }

    private interface Use<T> {
        T of(Cgroup group);
    }

    private <T> T attempt(String verb, Use<T> use) throws ContainerException {
        String action = verb + " container " + id;
        if (removed) {
            throw ContainerException.of(action, "it has ended");
        }
        Cgroup group = cgroup.orElseThrow(() -> ContainerException.of(action, "it has no control group: " + lack));
        try {
            return use.of(group);
        } catch (CgroupException e) {
            throw ContainerException.of(action, e);
        }
    }

    /** Sends a signal to all processes; does nothing if there is no group, for then nobody knows them. */
    synchronized void signalAll(Signal signal) throws ContainerException {
        if (cgroup.isEmpty()) {
            return;
        }
        if (signal.equals(Signal.SIGKILL)) {
            attempt("kill", group -> {
                group.killAll();
                return true;
            });
            return;
        }
        for (long pid : attempt("signal", Cgroup::processes)) {
            try (Descriptor process = ProcessDescriptor.open((int) pid)) {
                ProcessDescriptor.signal(process, signal.number());
            } catch (KernelException e) {
                logger().debug("process {} of container {} has ended", pid, id, e);
            }
        }
    }

    /** Ids on the host of all processes that are in it. */
    synchronized List<Long> processes() throws ContainerException {
        return attempt("look at", Cgroup::processes);
    }

    // ---- the end

    /** Just before the container is killed, for the monitor then removes the group with its counters. */
    void beforeKill() {
        ending = true;
        noteShortages();
    }

    private void noteShortages() {
        if (cgroup.isPresent() && !counted) {
            try {
                outOfMemory |= cgroup.get().outOfMemoryKills() > 0;
                outOfProcesses |= cgroup.get().processesRefused() > 0;
            } catch (CgroupException e) {
                logger().debug("cannot learn whether a limit was reached in container {}", id, e);
            }
        }
    }

    /** After the last process has ended, or if none was started. */
    synchronized void remove() {
        if (removed) {
            return;
        }
        removed = true;
        if (cgroup.isPresent()) {
            remove(cgroup.get());
        }
        try {
            shares.ifPresent(ResctrlGroup::remove);
        } catch (CgroupException e) {
            logger().warn("container {}: {}", id, e.getMessage());
        }
    }

    private void remove(Cgroup group) {
        noteShortages();
        counted = true;
        try {
            if (!walled) {
                group.killAll();
            }
            scope.ifPresent(SystemdScope::stop);
            group.remove();
        } catch (CgroupException e) {
            logger().warn("container {}: {}", id, e.getMessage());
        }
    }

    /** Only looked up where there is something to tell. */
    private static Logger logger() {
        return LoggerFactory.getLogger(ControlGroup.class);
    }
}
