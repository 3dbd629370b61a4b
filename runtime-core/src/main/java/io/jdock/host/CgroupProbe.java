package io.jdock.host;

import io.jdock.host.MountTable.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the cgroup hierarchies and what this process may do in each. */
final class CgroupProbe {
    private final HostFiles files;
    private final MountTable mounts;
    private final List<Membership> memberships;

    /** A line of {@code /proc/self/cgroup}; version 2 has no controllers there. */
    private record Membership(Set<String> controllers, String path) {}

    CgroupProbe(HostFiles files, MountTable mounts) {
        this.files = files;
        this.mounts = mounts;
        this.memberships = files.lines("/proc/self/cgroup").stream()
                .map(CgroupProbe::membership)
                .toList();
    }

    CgroupLayout probe() {
        List<CgroupHierarchy> legacy = new ArrayList<>();
        Optional<CgroupHierarchy> unified = Optional.empty();
        for (Membership membership : memberships) {
            if (membership.controllers().isEmpty()) {
                unified = unified(membership);
            } else {
                legacy(membership).ifPresent(legacy::add);
            }
        }
        if (legacy.isEmpty()) {
            return unified.<CgroupLayout>map(CgroupLayout.V2::new).orElseGet(CgroupLayout.None::new);
        }
        return unified.<CgroupLayout>map(hierarchy -> new CgroupLayout.Hybrid(legacy, hierarchy))
                .orElseGet(() -> new CgroupLayout.V1(legacy));
    }

    /** {@code 4:cpu,cpuacct:/path}, {@code 1:name=systemd:/path} or {@code 0::/path}; paths may contain colons. */
    private static Membership membership(String line) {
        String[] fields = line.split(":", 3);
        Set<String> controllers = new LinkedHashSet<>(List.of(fields[1].split(",")));
        controllers.remove("");
        return new Membership(controllers, fields[2]);
    }

    private Optional<CgroupHierarchy> legacy(Membership membership) {
        return mounts.ofType("cgroup").stream()
                .filter(mount -> mount.superOptions().containsAll(membership.controllers()))
                .findFirst()
                .map(mount -> {
                    Optional<Path> own = directory(mount, membership.path());
                    // In version 1, whoever may write to a cgroup's files may also move own processes there, wherever
                    // they come from, and processes may live beside child cgroups. So the own cgroup is the base.
                    Optional<Path> base = own.filter(directory -> changeable(directory, List.of("cgroup.procs")));
                    return new CgroupHierarchy(
                            membership.controllers(), mount.point(), membership.path(), own, base, base, false);
                });
    }

    private Optional<CgroupHierarchy> unified(Membership membership) {
        return mounts.ofType("cgroup2").stream().findFirst().map(mount -> {
            Optional<Path> own = directory(mount, membership.path());
            List<Path> chain = own.map(directory -> changeableChain(directory, mount.point()))
                    .orElse(List.of());
            Optional<Path> free = chain.stream().filter(this::takesControllers).findFirst();
            Optional<Path> base = free.isPresent() ? free : chain.stream().findFirst();
            Optional<Path> top = chain.isEmpty() ? Optional.empty() : Optional.of(chain.get(chain.size() - 1));
            Set<String> controllers = top.or(() -> own)
                    .map(directory -> Set.copyOf(files.words(directory + "/cgroup.controllers")))
                    .orElse(Set.of());
            return new CgroupHierarchy(
                    controllers, mount.point(), membership.path(), own, top, base, base.isPresent() && free.isEmpty());
        });
    }

    /**
     * The own cgroup and its ancestors as far up as each may be changed, nearest first. A process may only be moved
     * within such a part of the tree: its mover needs write access to the {@code cgroup.procs} of the common ancestor
     * too (cgroups(7), "Cgroup delegation containment rules").
     */
    private List<Path> changeableChain(Path own, Path mountPoint) {
        List<Path> chain = new ArrayList<>();
        List<String> needed = List.of("cgroup.procs", "cgroup.subtree_control");
        Path directory = own;
        while (directory != null && directory.startsWith(mountPoint) && changeable(directory, needed)) {
            chain.add(directory);
            directory = directory.getParent();
        }
        return chain;
    }

    /** No processes inside, or the root of the whole hierarchy, which alone has no file {@code cgroup.type}. */
    private boolean takesControllers(Path directory) {
        return !files.exists(directory + "/cgroup.type")
                || files.text(directory + "/cgroup.procs")
                        .filter(String::isEmpty)
                        .isPresent();
    }

    private boolean changeable(Path directory, List<String> names) {
        return files.isWritable(directory)
                && names.stream().allMatch(name -> files.isWritable(directory.resolve(name)));
    }

    /**
     * Where a cgroup's directory is. The mount may show only a part of the hierarchy (a container without its own cgroup
     * namespace), and the cgroup may lie outside of it (paths with {@code ..}, see cgroup_namespaces(7)).
     */
    private static Optional<Path> directory(Mount mount, String cgroup) {
        String root = mount.root().equals("/") ? "" : mount.root();
        if (cgroup.startsWith("/..") || !(cgroup + "/").startsWith(root + "/")) {
            return Optional.empty();
        }
        String below = cgroup.substring(root.length());
        return Optional.of(below.length() <= 1 ? mount.point() : mount.point().resolve(below.substring(1)));
    }
}
