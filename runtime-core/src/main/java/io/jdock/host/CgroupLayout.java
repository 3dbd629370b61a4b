package io.jdock.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How control groups are laid out on this machine: see cgroups(7). */
public sealed interface CgroupLayout {

    /** No cgroup file system is mounted. */
    record None() implements CgroupLayout {}

    /** Every controller has a version 1 hierarchy, alone or with others. */
    record V1(List<CgroupHierarchy> hierarchies) implements CgroupLayout {
        public V1 {
            hierarchies = List.copyOf(hierarchies);
        }
    }

    /** One unified hierarchy. */
    record V2(CgroupHierarchy unified) implements CgroupLayout {}

    /** Version 1 hierarchies, and a unified one with the controllers that they leave. */
    record Hybrid(List<CgroupHierarchy> hierarchies, CgroupHierarchy unified) implements CgroupLayout {
        public Hybrid {
            hierarchies = List.copyOf(hierarchies);
        }
    }

    /** The version 1 hierarchies; none for {@link V2}. */
    default List<CgroupHierarchy> legacy() {
        if (this instanceof V1 v1) {
            return v1.hierarchies();
        }
        return this instanceof Hybrid hybrid ? hybrid.hierarchies() : List.of();
    }

    /** The unified hierarchy, if there is one. */
    default Optional<CgroupHierarchy> unifiedHierarchy() {
        if (this instanceof V2 v2) {
            return Optional.of(v2.unified());
        }
        return this instanceof Hybrid hybrid ? Optional.of(hybrid.unified()) : Optional.empty();
    }

    /** All hierarchies, the unified one last. */
    default List<CgroupHierarchy> all() {
        List<CgroupHierarchy> all = new ArrayList<>(legacy());
        if (unifiedHierarchy().isPresent()) {
            all.add(unifiedHierarchy().get());
        }
        return List.copyOf(all);
    }

    /** Name for people: {@code none}, {@code v1}, {@code v2} or {@code hybrid}. */
    default String label() {
        if (this instanceof None) {
            return "none";
        }
        if (this instanceof V1) {
            return "v1";
        }
        return this instanceof V2 ? "v2" : "hybrid";
    }
}
