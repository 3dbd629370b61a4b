package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a container's cgroups are; what is to be remembered about them.
 *
 * @param places the cgroups, one in each hierarchy
 * @param madeOnTheWay cgroups above them that were made for this container, the lowest first
 */
public record CgroupLocation(List<CgroupPlace> places, List<Path> madeOnTheWay) {
    public CgroupLocation {
        places = List.copyOf(places);
        madeOnTheWay = List.copyOf(madeOnTheWay);
    }

    /** The container's own cgroups. */
    List<Path> directories() {
        List<Path> directories = new ArrayList<>();
        for (CgroupPlace place : places) {
            directories.add(place.directory());
        }
        return directories;
    }

    /** See {@link Cgroup#procsFiles()}. */
    public List<Path> procsFiles() {
        return places.stream()
                .map(place -> place.directory().resolve("cgroup.procs"))
                .toList();
    }

    /** See {@link Cgroup#endingWrites()}. */
    public List<Setting> endingWrites() {
        List<Setting> writes = new ArrayList<>();
        for (CgroupPlace place : places) {
            if (place.unified()) {
                writes.add(new Setting(place.directory().resolve("cgroup.kill"), "1"));
                writes.add(new Setting(place.directory().resolve("cgroup.freeze"), "0"));
            } else if (place.has("freezer")) {
                writes.add(new Setting(place.directory().resolve("freezer.state"), "THAWED"));
            }
        }
        return List.copyOf(writes);
    }

    /** See {@link Cgroup#directoriesToRemove()}. */
    public List<Path> directoriesToRemove() {
        List<Path> directories = new ArrayList<>(directories());
        directories.addAll(madeOnTheWay);
        return List.copyOf(directories);
    }

    /** The same without places of one version. */
    CgroupLocation only(boolean unified) {
        List<CgroupPlace> some = new ArrayList<>();
        for (CgroupPlace place : places) {
            if (place.unified() == unified) {
                some.add(place);
            }
        }
        return new CgroupLocation(some, List.of());
    }
}
