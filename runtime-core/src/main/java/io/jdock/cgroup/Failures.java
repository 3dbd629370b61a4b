package io.jdock.cgroup;

import io.jdock.cgroup.CgroupStep.EnableControllers;
import io.jdock.cgroup.CgroupStep.RestrictDevices;
import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.kernel.Errno;
import java.util.TreeSet;

/** Turns refusals of the kernel into words for people. */
final class Failures {
    private Failures() {}

    static CgroupException ofWrite(Write step, ControlFileException failure, ControlFiles files) {
        String value = step.choices().get(0).value();
        return CgroupException.because("the kernel does not take '" + value + "'")
                .field(step.field())
                .controller(step.controller())
                .failure(failure)
                .remedy(remedyOfWrite(step, failure, files))
                .exception();
    }

    private static String remedyOfWrite(Write step, ControlFileException failure, ControlFiles files) {
        if (failure.is(Errno.ENOENT)) {
            return "this kernel has no such file: it was built without this feature, or has another size or scheduler";
        }
        if (failure.is(Errno.ENOTSUP)) {
            return "this kernel no longer keeps this limit; leave it out";
        }
        if (failure.is(Errno.EACCES, Errno.EPERM)) {
            return "the cgroup belongs to someone else, or the right for this limit is lacking; see cgroups(7)";
        }
        if (failure.is(Errno.ENODEV)) {
            return "there is no such device; ls -l /dev and /proc/partitions show the numbers";
        }
        if (failure.is(Errno.EBUSY) && step.controller().equals("memory")) {
            return "it is less than what is in use and cannot be freed" + inUse(step, files);
        }
        if (failure.is(Errno.EINVAL, Errno.ERANGE)) {
            return "the value is out of range, or beyond what the parent cgroup has";
        }
        return "see cgroups(7) and the kernel's cgroup-v1 and cgroup-v2 documentation";
    }

    private static String inUse(Write step, ControlFiles files) {
        try {
            return ": " + files.read(step.choices().get(0).file().resolveSibling("memory.usage_in_bytes")) + " bytes";
        } catch (ControlFileException e) {
            return "";
        }
    }

    static CgroupException ofDirectory(ControlFileException failure) {
        String remedy = "";
        if (failure.is(Errno.EACCES, Errno.EPERM)) {
            remedy =
                    "have root delegate a cgroup to this user, with systemd: systemd-run --user --scope -p Delegate=yes ...";
        } else if (failure.is(Errno.EROFS)) {
            remedy = "the cgroup file system is mounted read-only: remount it, or start without limits";
        } else if (failure.is(Errno.EAGAIN)) {
            remedy = "cgroup.max.descendants or cgroup.max.depth of an ancestor is reached";
        } else if (failure.is(Errno.ENOENT)) {
            remedy = "the cgroup above it does not exist (any more)";
        }
        return CgroupException.because("cannot make a cgroup")
                .field("linux.cgroupsPath")
                .failure(failure)
                .remedy(remedy)
                .exception();
    }

    static CgroupException ofController(EnableControllers step, ControlFileException failure) {
        String names = String.join(", ", new TreeSet<>(step.needed()));
        String remedy = "";
        if (failure.is(Errno.EBUSY)) {
            remedy = "there are processes in this cgroup, and processes and controlled children exclude each other"
                    + " (cgroups(7), \"no internal processes\" rule): move them to a child first";
        } else if (failure.is(Errno.EACCES)) {
            remedy = "have root delegate the controllers, with systemd by Delegate= in the unit";
        } else if (failure.is(Errno.EPERM)) {
            // A change of cpuset counts as sched_setaffinity(2) of every process below: kernel/cgroup/cpuset.c.
            remedy = "there are processes of another user below this cgroup: have them moved out of it";
        } else if (failure.is(Errno.ENOENT)) {
            remedy = "the parent cgroup does not pass these controllers on";
        } else if (failure.is(Errno.EINVAL) && step.needed().contains("cpu")) {
            remedy = "the cpu controller cannot be enabled while real-time processes are outside of the root cgroup";
        }
        return CgroupException.because("cannot enable the controllers " + names)
                .controller(names)
                .failure(failure)
                .remedy(remedy)
                .exception();
    }

    static CgroupException ofDevices(RestrictDevices step, ControlFileException failure) {
        return CgroupException.because("cannot attach the program that restricts devices")
                .field(step.field())
                .controller(DeviceController.NAME)
                .failure(failure)
                .remedy("it needs CAP_SYS_ADMIN (or CAP_BPF with CAP_NET_ADMIN) and a kernel with CONFIG_CGROUP_BPF")
                .exception();
    }
}
