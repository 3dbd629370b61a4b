package io.jdock.host;

import io.jdock.host.MountTable.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the cgroup hierarchies and what this process may do in each. */
final class CgroupProbe {
    private final HostFiles files;
    private final MountTable mounts;

    /** A line of {@code /proc/self/cgroup}; version 2 has no controllers there. */
    private record Membership(Set<String> controllers, String path) {}

    CgroupProbe(HostFiles files, MountTable mounts) {
        this.files = files;
        this.mounts = mounts;
    }

    CgroupLayout probe() {
        List<CgroupHierarchy> legacy = new ArrayList<>();
        CgroupHierarchy unified = null;
        for (String line : files.lines("/proc/self/cgroup")) {
            Membership membership = membership(line);
            if (membership.controllers().isEmpty()) {
                unified = unified(membership);
            } else {
                addLegacy(membership, legacy);
            }
        }
        if (legacy.isEmpty()) {
            return unified == null ? new CgroupLayout.None() : new CgroupLayout.V2(unified);
        }
        return unified == null ? new CgroupLayout.V1(legacy) : new CgroupLayout.Hybrid(legacy, unified);
    }

    /** {@code 4:cpu,cpuacct:/path}, {@code 1:name=systemd:/path} or {@code 0::/path}; paths may contain colons. */
    private static Membership membership(String line) {
        int first = line.indexOf(':');
        int second = line.indexOf(':', first + 1);
        List<String> controllers = HostFiles.split(line.substring(first + 1, second), ",");
        return new Membership(new LinkedHashSet<>(controllers), line.substring(second + 1));
    }

    private void addLegacy(Membership membership, List<CgroupHierarchy> hierarchies) {
        for (Mount mount : mounts.ofType("cgroup")) {
            if (mount.superOptions().containsAll(membership.controllers())) {
                hierarchies.add(legacy(membership, mount));
                return;
            }
        }
    }

    /**
     * In version 1, whoever may write to a cgroup's files may also move own processes there, wherever they come from, and
     * processes may live beside child cgroups. So the own cgroup is the base.
     */
    private CgroupHierarchy legacy(Membership membership, Mount mount) {
        Path own = directory(mount, membership.path());
        Optional<Path> base = own != null && changeable(own, "cgroup.procs") ? Optional.of(own) : Optional.empty();
        return new CgroupHierarchy(
                membership.controllers(),
                Path.of(mount.point()),
                membership.path(),
                Optional.ofNullable(own),
                base,
                base,
                false);
    }

    private @Nullable CgroupHierarchy unified(Membership membership) {
        List<Mount> candidates = mounts.ofType("cgroup2");
        if (candidates.isEmpty()) {
            return null;
        }
        Mount mount = candidates.get(0);
        Path mountPoint = Path.of(mount.point());
        Path own = directory(mount, membership.path());
        List<Path> chain = changeableChain(own, mountPoint);
        Path free = firstThatTakesControllers(chain);
        Path top = chain.isEmpty() ? own : chain.get(chain.size() - 1);
        return new CgroupHierarchy(
                top == null ? Set.of() : new LinkedHashSet<>(files.words(top + "/cgroup.controllers")),
                mountPoint,
                membership.path(),
                Optional.ofNullable(own),
                chain.isEmpty() ? Optional.empty() : Optional.ofNullable(top),
                chain.isEmpty() ? Optional.empty() : Optional.of(free == null ? chain.get(0) : free),
                !chain.isEmpty() && free == null);
    }

    /**
     * The own cgroup and its ancestors as far up as each may be changed, nearest first. A process may only be moved
     * within such a part of the tree: its mover needs write access to the {@code cgroup.procs} of the common ancestor
     * too (cgroups(7), "Cgroup delegation containment rules").
     */
    private List<Path> changeableChain(@Nullable Path own, Path mountPoint) {
        List<Path> chain = new ArrayList<>();
        Path directory = own;
        while (directory != null
                && directory.startsWith(mountPoint)
                && changeable(directory, "cgroup.procs")
                && changeable(directory, "cgroup.subtree_control")) {
            chain.add(directory);
            directory = directory.getParent();
        }
        return chain;
    }

    /** No processes inside, or the root of the whole hierarchy, which alone has no file {@code cgroup.type}. */
    private @Nullable Path firstThatTakesControllers(List<Path> chain) {
        for (Path directory : chain) {
            String processes = files.text(directory + "/cgroup.procs");
            if ((processes != null && processes.isEmpty()) || !files.exists(directory + "/cgroup.type")) {
                return directory;
            }
        }
        return null;
    }

    private boolean changeable(Path directory, String name) {
        return files.isWritable(directory) && files.isWritable(directory.resolve(name));
    }

    /**
     * Where a cgroup's directory is; null if it lies outside of the mount (paths with {@code ..}, see
     * cgroup_namespaces(7)). The mount may show only a part of the hierarchy: a container without its own cgroup
     * namespace.
     */
    private static @Nullable Path directory(Mount mount, String cgroup) {
        String root = mount.root().equals("/") ? "" : mount.root();
        boolean below =
                cgroup.startsWith(root) && (cgroup.length() == root.length() || cgroup.charAt(root.length()) == '/');
        return cgroup.startsWith("/..") || !below ? null : Path.of(mount.point() + cgroup.substring(root.length()));
    }
}
