package io.jdock.cgroup;

import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Cgroups of version 1 together with one of version 2. Limits and measurements come from the version that has the
 * controller; pausing and killing is done in version 2, which does both better and needs no controller for it.
 */
public final class CgroupHybrid implements Cgroup {
    private final CgroupLocation location;
    private final CgroupV1 legacy;
    private final CgroupV2 unified;
    private final Access access;
    private final Limits limits;
    private final Removal removal;

    CgroupHybrid(
            CgroupLocation location, CgroupV1 legacy, CgroupV2 unified, ControlFiles files, DeviceFilters filters) {
        this.location = location;
        this.legacy = legacy;
        this.unified = unified;
        this.access = new Access(files);
        this.limits = new Limits(files, filters);
        this.removal = new Removal(files);
    }

    @Override
    public CgroupLocation location() {
        return location;
    }

    @Override
    public List<Path> procsFilesBeside(long first) {
        List<Path> files = new ArrayList<>(legacy.procsFiles());
        files.addAll(unified.procsFilesBeside(first));
        return List.copyOf(files);
    }

    @Override
    public void update(LinuxResources resources) {
        limits.update(location, resources);
    }

    @Override
    public CgroupStats stats() {
        return legacy.stats().or(unified.stats());
    }

    @Override
    public void pause() {
        unified.pause();
    }

    @Override
    public void resume() {
        unified.resume();
        if (legacy.held()) {
            legacy.resume();
        }
    }

    @Override
    public boolean paused() {
        return unified.paused() || legacy.paused();
    }

    @Override
    public List<Long> processes() {
        return access.processes(location.directories());
    }

    /**
     * A process that is just joining may be in version 1 alone, and one that someone froze there dies only when it is
     * thawed.
     */
    @Override
    public void killAll() {
        unified.killAll();
        legacy.killEach();
        if (legacy.held()) {
            legacy.resume();
        }
    }

    @Override
    public long outOfMemoryKills() {
        return legacy.outOfMemoryKills() + unified.outOfMemoryKills();
    }

    @Override
    public long processesRefused() {
        return legacy.processesRefused() + unified.processesRefused();
    }

    @Override
    public void delegateTo(long uid, long gid) {
        unified.delegateTo(uid, gid);
    }

    @Override
    public void remove() {
        removal.remove(location);
    }
}
