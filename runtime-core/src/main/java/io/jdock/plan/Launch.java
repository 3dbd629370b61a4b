package io.jdock.plan;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.SeccompFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a plan depends on besides the OCI configuration: facts about the host and the caller, and how the container is
 * to be supervised.
 *
 * @param architecture for which the program is made
 * @param bundle absolute path that a relative {@code root.path} is taken from
 * @param standalone whether the program is an executable of its own: it reports to nobody, gives the application its own
 *     working directory, arguments and environment, to which the configuration only adds, and has an {@link Owner}
 * @param lifeline whether the container ends with the owner of the {@link Descriptors#lifeline}; see {@link #detached} for false
 * @param init whether PID 1 stays to reap and forward signals; false makes the application PID 1
 * @param ownSession whether the monitor leaves its caller's session, so that a terminal's Ctrl-C does not reach it
 * @param pauses where the program waits for its owner
 * @param checked whether the plan serves several containers, so that the owner looks, while it is carried out, whether the
 *     host's files are still what it was made for, and writes a byte to {@link Descriptors#go} without being asked
 * @param named whether the program's argument is the container's name and becomes its host name, so that one program
 *     serves many containers
 * @param preserved number of descriptors from 3 on that the application keeps
 * @param pivots whether the root is changed with pivot_root(2), or else with chroot(2)
 * @param cgroup the control groups to enter
 * @param hierarchies the cgroup file systems that a mount of type cgroup shows
 * @param seccomp the compiled filter
 * @param securityModules the Linux security modules that are active, such as {@code apparmor}
 * @param network what the owner does at the container's network from {@link Report#NETWORK} to {@link Report.Pause#CREATE_RUNTIME}, if
 *     anything, as a sentence; at that pause where hooks are to see the container, too
 * @param files written over whatever the root has
 * @param nested whether the program inherits {@link Descriptors#outer}: a user namespace that has the ids of the caller's under
 *     the same numbers, as far as the container needs them. For callers without the rights of root
 * @param tellsEnd whether PID 1 tells the owner of the application's end when nobody else is left, while it and the mounts may be there
 *     for a moment yet: if nothing is mounted but the host's own system or an image. Only with a PID namespace that is new, and an {@code init}
 * @param ownKeyring whether the application gets an empty session keyring, or else the caller's with all keys in it
 */
public record Launch(
        Architecture architecture,
        Caller caller,
        String bundle,
        boolean standalone,
        boolean lifeline,
        boolean init,
        boolean ownSession,
        Set<Report.Pause> pauses,
        boolean checked,
        boolean named,
        int preserved,
        boolean pivots,
        CgroupEntry cgroup,
        List<Hierarchy> hierarchies,
        Optional<Filter> seccomp,
        Set<String> securityModules,
        Sources sources,
        Optional<String> network,
        List<FileText> files,
        boolean nested,
        boolean tellsEnd,
        boolean ownKeyring) {

    /**
     * A program that is no executable of its own has its name and the container's as arguments. Any further one says that
     * the processors are busy already: then it starts no more processes than it has to.
     */
    public static final int USUAL_ARGUMENTS = 2;

    /** Bytes of a name that is given as an argument. */
    public static final int NAME_LENGTH = 12;

    /**
     * The user who starts the container.
     *
     * @param privileged whether the caller has the rights of root (CAP_SYS_ADMIN and CAP_SETUID) in its user namespace
     * @param initial whether that is the machine's own one: in others, devices cannot be made (mknod(2))
     * @param newuidmap path of newuidmap(1), where it is needed and installed
     * @param newgidmap path of newgidmap(1), likewise
     */
    public record Caller(
            int uid,
            int gid,
            boolean privileged,
            boolean initial,
            Optional<String> newuidmap,
            Optional<String> newgidmap) {

        /** Whether the caller may make devices outside of a container's user namespace. */
        boolean makesDevices() {
            return privileged && initial;
        }
    }

    /**
     * Control groups that were prepared.
     *
     * @param procs {@code cgroup.procs} files that the first process writes itself to, and {@code tasks} files of resctrl
     * @param awaited {@code cgroup.procs} files of control groups that the owner puts the first process into, at
     *     {@link Report.Pause#BORN}
     * @param ending what the monitor writes when it has killed the first process because its owner is gone: paused
     *     processes have to be let go, or they cannot die
     * @param directories removed by the monitor then, children first
     */
    public record CgroupEntry(
            List<String> procs, List<String> awaited, List<ControlWrite> ending, List<String> directories) {
        /** No control group. */
        public static final CgroupEntry NONE = new CgroupEntry(List.of(), List.of(), List.of(), List.of());

        public CgroupEntry {
            procs = List.copyOf(procs);
            awaited = List.copyOf(awaited);
            ending = List.copyOf(ending);
            directories = List.copyOf(directories);
        }

        /** Files of all groups that the first process gets into. */
        public List<String> all() {
            List<String> all = new ArrayList<>(procs);
            all.addAll(awaited);
            return all;
        }
    }

    /** A text for a control file. */
    public record ControlWrite(String file, String text) {}

    /**
     * A mounted cgroup file system.
     *
     * @param mountPoint where it is mounted, such as {@code /sys/fs/cgroup/cpu,cpuacct}
     * @param options that select it when it is mounted, such as {@code memory} or {@code name=systemd}
     * @param unified whether it is the one of cgroup v2
     */
    public record Hierarchy(String mountPoint, List<String> options, boolean unified) {
        public Hierarchy {
            options = List.copyOf(options);
        }

        /** Of its directory, such as {@code cpu,cpuacct}. */
        public String name() {
            return mountPoint.substring(mountPoint.lastIndexOf('/') + 1);
        }
    }

    /**
     * A seccomp filter in the kernel's form.
     *
     * @param instructions an array of {@code struct sock_filter}, 8 bytes each
     * @param flags of seccomp(2), SECCOMP_SET_MODE_FILTER
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is enough: the compiler of filters caches them
    public record Filter(byte[] instructions, long flags) {
        /** Whether the kernel hands calls over to a listener, for which it returns a descriptor. */
        public boolean listens() {
            return (flags & SeccompFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER.value()) != 0;
        }
    }

    /**
     * A file of the container's.
     *
     * @param path absolute, two names deep
     * @param why one line of reason
     * @param replace whether what the root has there may be removed
     */
    public record FileText(String path, String text, String why, boolean replace) {}

    /** What the host has at the source of a bind mount. */
    public interface Sources {
        /** What lies at the path itself. */
        Kind kind(String path);

        /** What lies where the path leads; never {@link Kind#SYMLINK}. */
        Kind followed(String path);

        /** Where a symbolic link points to, as it is written in the link. */
        String link(String path);

        /** Kinds of files that make a difference for a mount. */
        enum Kind {
            DIRECTORY,
            /** Anything that is neither a directory nor a symbolic link. */
            FILE,
            SYMLINK,
            MISSING
        }
    }

    /**
     * Whether the container has no owner that lives as long as it does. Then there is no monitor either: it ends as soon as
     * the container's first process exists, and that process falls to whoever adopts orphans and waits for its status
     * (prctl(2), PR_SET_CHILD_SUBREAPER). A new container waits at {@link Descriptors#start} before its application runs.
     */
    public boolean detached() {
        return !lifeline && !standalone;
    }

    public Launch {
        pauses = Set.copyOf(pauses);
        securityModules = Set.copyOf(securityModules);
        hierarchies = List.copyOf(hierarchies);
        files = List.copyOf(files);
    }
}
