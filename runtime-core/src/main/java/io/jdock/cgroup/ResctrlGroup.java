package io.jdock.cgroup;

import io.jdock.kernel.Errno;
import io.jdock.oci.LinuxIntelRdt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A container's share of the processors' caches and of the memory's bandwidth: a group of the resctrl file system (OCI
 * config-linux.md, "IntelRdt"; the kernel's resctrl.rst). The object holds no resource of its own. Safe for use by several
 * threads.
 *
 * <p>Every method that asks the kernel throws {@link CgroupException} when it refuses.
 */
public final class ResctrlGroup {
    private static final String FIELD = "linux.intelRdt";
    private static final String TASKS = "tasks";
    private static final String SCHEMATA = "schemata";
    private static final int HEXADECIMAL = 16;

    private final ControlFiles files;
    private final Path mountPoint;
    private final Path directory;
    private final boolean named;
    private final Optional<Path> monitor;
    private final LinuxIntelRdt wanted;

    ResctrlGroup(ControlFiles files, Path mountPoint, String id, LinuxIntelRdt wanted) {
        String closId = wanted.closID();
        this.files = files;
        this.mountPoint = mountPoint;
        this.wanted = wanted;
        this.named = closId != null;
        this.directory =
                closId == null ? mountPoint.resolve(id) : closId.equals("/") ? mountPoint : mountPoint.resolve(closId);
        boolean monitored =
                wanted.enableMonitoring() || wanted.enableCMT() || wanted.enableMBM(); // there is but one kind
        this.monitor = monitored ? Optional.of(directory.resolve("mon_groups").resolve(id)) : Optional.empty();
    }

    /**
     * The group that a configuration asks for, made or not.
     *
     * @param mountPoint of the resctrl file system; empty if there is none
     * @param id of the container
     * @throws CgroupException if there is none
     */
    public static ResctrlGroup of(Optional<Path> mountPoint, String id, LinuxIntelRdt wanted) {
        return new ResctrlGroup(
                new KernelControlFiles(),
                mountPoint.orElseThrow(() -> CgroupException.because("no resctrl file system is mounted")
                        .field(FIELD)
                        .remedy(
                                "where processor and kernel have it (CONFIG_X86_CPU_RESCTRL, CONFIG_ARM64_MPAM), root mounts"
                                        + " it: mount -t resctrl resctrl /sys/fs/resctrl; or leave the field out")
                        .exception()),
                id,
                wanted);
    }

    /**
     * Files to which a process writes {@code 0} to join, in this order: a monitoring group takes only processes of the group
     * that it belongs to.
     */
    public List<Path> tasksFiles() {
        List<Path> tasks = new ArrayList<>();
        tasks.add(directory.resolve(TASKS));
        monitor.ifPresent(group -> tasks.add(group.resolve(TASKS)));
        return tasks;
    }

    /** Directories to rmdir(2), in this order, at the end. A group that the configuration names stays. */
    public List<Path> directoriesToRemove() {
        List<Path> directories = new ArrayList<>();
        monitor.ifPresent(directories::add);
        if (!named) {
            directories.add(directory);
        }
        return directories;
    }

    /** Makes what is to be made. On failure nothing stays. */
    public void make() {
        boolean made = makeGroup();
        try {
            if (made) {
                write();
            } else {
                compare();
            }
            monitor.ifPresent(group -> makeDirectory(group, FIELD + ".enableMonitoring", "make a monitoring group"));
        } catch (CgroupException e) {
            if (made) {
                removeQuietly(e);
            }
            throw e;
        }
    }

    /** Whether the group is new. One without a name of its own must be, or it is another's. */
    private boolean makeGroup() {
        if (named && files.exists(directory)) {
            return false;
        }
        if (named && lines().isEmpty()) {
            throw CgroupException.because("there is no class of service " + wanted.closID())
                    .field(FIELD + ".closID")
                    .file(directory)
                    .remedy("make it beforehand, or say by schemata what it is to be")
                    .exception();
        }
        makeDirectory(directory, FIELD, "make a class of service");
        return true;
    }

    private void makeDirectory(Path group, String field, String what) {
        try {
            files.makeDirectory(group);
        } catch (ControlFileException e) {
            throw failed("cannot " + what, e, field).exception();
        }
    }

    private void removeQuietly(CgroupException failure) {
        try {
            files.removeDirectory(directory);
        } catch (ControlFileException e) {
            failure.addSuppressed(e);
        }
    }

    // ---- schemata

    /** What is asked for, by the field that asks, in the order in which the specification has it written. */
    private Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        if (wanted.l3CacheSchema() != null) {
            lines.put(FIELD + ".l3CacheSchema", wanted.l3CacheSchema());
        }
        if (wanted.memBwSchema() != null) {
            lines.put(FIELD + ".memBwSchema", wanted.memBwSchema());
        }
        for (int i = 0; i < wanted.schemata().size(); i++) {
            lines.put(FIELD + ".schemata[" + i + "]", wanted.schemata().get(i));
        }
        return lines;
    }

    /** Each by itself, so that an error can name its field. */
    private void write() {
        lines().forEach((field, line) -> {
            try {
                files.write(directory.resolve(SCHEMATA), line.strip() + "\n");
            } catch (ControlFileException e) {
                throw failed("cannot set " + line.strip(), e, field).exception();
            }
        });
    }

    /** A group that others made, and share, must be what this container asks for. */
    private void compare() {
        Map<String, String> asked = lines();
        if (asked.isEmpty()) {
            return;
        }
        Map<String, String> present;
        try {
            present = shares(files.read(directory.resolve(SCHEMATA)));
        } catch (ControlFileException e) {
            throw failed("cannot read what the class of service is", e, FIELD + ".closID")
                    .exception();
        }
        asked.forEach((field, line) -> shares(line).forEach((share, value) -> {
            if (!value.equals(present.get(share))) {
                throw CgroupException.because("the class of service " + wanted.closID() + " has "
                                + (present.containsKey(share) ? share + "=" + present.get(share) : "no " + share)
                                + " and not " + share + "=" + value)
                        .field(field)
                        .file(directory)
                        .remedy("take another closID, or leave the field out to have the class as it is")
                        .exception();
            }
        }));
    }

    /**
     * Each value by resource and domain: {@code L3:0} for the line {@code L3:0=7f0;1=1f}. Masks are written with leading zeros
     * by the kernel, and need not be by users.
     */
    private static Map<String, String> shares(String schemata) {
        Map<String, String> shares = new TreeMap<>();
        for (String line : schemata.split("\n", -1)) {
            int colon = line.indexOf(':');
            String resource = line.substring(0, Math.max(colon, 0)).strip();
            for (String share : line.substring(colon + 1).split(";", -1)) {
                int equals = share.indexOf('=');
                if (colon > 0 && equals > 0) {
                    shares.put(
                            resource + ":" + share.substring(0, equals).strip(),
                            value(resource, share.substring(equals + 1)));
                }
            }
        }
        return shares;
    }

    private static String value(String resource, String text) {
        String value = text.strip().toLowerCase(Locale.ROOT);
        int radix = resource.startsWith("L") ? HEXADECIMAL : 10; // masks of caches, and else percents or MB/s
        try {
            return Long.toUnsignedString(Long.parseUnsignedLong(value.replaceFirst("^0x", ""), radix), radix);
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private CgroupException.Details failed(String what, ControlFileException failure, String field) {
        CgroupException.Details details =
                CgroupException.because(what).field(field).failure(failure);
        if (failure.is(Errno.EEXIST)) {
            return details.remedy("remove the group that an earlier container of this id left");
        }
        if (failure.is(Errno.ENOSPC)) {
            return details.remedy("the processor has no class of service or monitor left: remove one");
        }
        if (failure.is(Errno.EACCES, Errno.EPERM)) {
            return details.remedy("only root may do that");
        }
        return lastStatus().map(details::remedy).orElse(details);
    }

    /** The kernel's own words (resctrl.rst, "last_cmd_status"). */
    private Optional<String> lastStatus() {
        try {
            return Optional.of(files.read(mountPoint.resolve("info/last_cmd_status")))
                    .filter(status -> !status.isEmpty() && !status.equals("ok"))
                    .map(status -> "the kernel says: " + status);
        } catch (ControlFileException e) {
            return Optional.empty();
        }
    }

    // ---- the end

    /** Removes what {@link #directoriesToRemove} names. Processes that are left in it fall to the default class. */
    public void remove() {
        for (Path group : directoriesToRemove()) {
            try {
                files.removeDirectory(group);
            } catch (ControlFileException e) {
                if (!e.is(Errno.ENOENT)) {
                    throw Access.failed("cannot remove a group of resctrl", e);
                }
            }
        }
    }
}
