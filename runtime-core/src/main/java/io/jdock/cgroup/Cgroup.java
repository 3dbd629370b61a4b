package io.jdock.cgroup;

import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.List;

/**
 * A container's control groups, one in each hierarchy that it takes part in. The object holds no resource of its own:
 * the cgroups exist in the kernel until {@link #remove()}, or until someone removes {@link #directoriesToRemove()}. Safe
 * for use by several threads.
 *
 * <p>Every method throws {@link CgroupException} when the kernel refuses.
 */
public sealed interface Cgroup permits CgroupV1, CgroupV2, CgroupHybrid {

    /** The cgroups, to be remembered: {@link Cgroups#open} gives this object again, in another JVM too. */
    CgroupLocation location();

    /** Files to each of which a process writes {@code 0} to join. It must do so before it makes a cgroup namespace. */
    default List<Path> procsFiles() {
        return location().procsFiles();
    }

    /**
     * The same for a process that joins while the container runs. Where a service manager inside has given controllers of version 2 to groups
     * of its own, the container's own group takes no process any more (cgroups(7), "no internal processes" rule): then it is
     * the group of the container's first process.
     *
     * @param first its id, as this JVM's pid namespace numbers it
     */
    default List<Path> procsFilesBeside(long first) {
        return procsFiles();
    }

    /**
     * What a supervisor writes that ends the container by itself, once it has killed the first process: it kills what is
     * left, where the kernel can do that with one write (version 2, since Linux 5.14), and lets paused processes go on, for
     * in version 1 they do not die before. A file that does not exist is to be left out.
     */
    default List<CgroupStep.Setting> endingWrites() {
        return location().endingWrites();
    }

    /**
     * Directories to rmdir(2), in this order, after all processes have ended. Those after the container's own are cgroups
     * on the way to it that were made for it, and stay if others have come to use them (EBUSY, ENOTEMPTY).
     */
    default List<Path> directoriesToRemove() {
        return location().directoriesToRemove();
    }

    /**
     * Changes limits; those that are not named stay. If one cannot be set, those set before it are put back.
     *
     * @throws CgroupException also for a limit of a kind for which this container has no cgroup
     */
    void update(LinuxResources resources);

    /** What the container uses now. */
    CgroupStats stats();

    /** Stops all processes where they are, and returns when they have stopped. Paused processes cannot even be killed
     * in version 1 before they are resumed. */
    void pause();

    /** Lets all processes go on. */
    void resume();

    /** Whether all processes are stopped by {@link #pause()}. */
    boolean paused();

    /** Ids of all processes in the cgroup and below, as this JVM's pid namespace numbers them. */
    List<Long> processes();

    /** Sends SIGKILL to all processes, forks included, paused ones too. Does not wait for their end. */
    void killAll();

    /** How many processes the kernel killed because the memory limit was reached; 0 without a memory cgroup. */
    long outOfMemoryKills();

    /**
     * How many processes and threads could not be made because the limit of pids was reached; 0 without such a cgroup.
     * The kernel counts in the group itself, not in those below it.
     */
    long processesRefused();

    /**
     * Gives a version 2 cgroup to a user, so that a service manager within the container can make cgroups of its own: OCI
     * config-linux.md, "Cgroup ownership". Limits stay with their present owner. Does nothing in version 1, where this
     * would not be safe.
     *
     * @param uid on the host
     * @param gid on the host
     */
    void delegateTo(long uid, long gid);

    /** Removes the cgroups with all below them, waiting up to 5 seconds for their processes to end. */
    void remove();
}
