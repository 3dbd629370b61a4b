package io.jdock.plan;

import io.jdock.kernel.AtFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Errno;
import io.jdock.kernel.Statx;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxDevice;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Operation;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Device nodes in /dev and the links that programs expect there (config-linux.md, "Default Devices"). */
final class Devices {
    private static final List<LinuxDevice> DEFAULTS = List.of(
            character("/dev/null", 1, 3),
            character("/dev/zero", 1, 5),
            character("/dev/full", 1, 7),
            character("/dev/random", 1, 8),
            character("/dev/urandom", 1, 9),
            character("/dev/tty", 5, 0));

    private static final Map<String, String> LINKS = Map.of(
            "/dev/fd", "/proc/self/fd",
            "/dev/stdin", "/proc/self/fd/0",
            "/dev/stdout", "/proc/self/fd/1",
            "/dev/stderr", "/proc/self/fd/2",
            "/dev/ptmx", "pts/ptmx");

    private final Draft draft;
    private final Mounts mounts;

    Devices(Draft draft, Mounts mounts) {
        this.draft = draft;
        this.mounts = mounts;
    }

    private static LinuxDevice character(String path, long major, long minor) {
        return new LinuxDevice(path, "c", major, minor, 0666, null, null);
    }

    /** Nothing is done where /dev is the host's own, bound. */
    void add() {
        boolean bound = draft.spec.mounts().stream()
                .anyMatch(mount -> Targets.normal(mount.destination()).equals("/dev") && isBind(mount));
        if (bound) {
            return;
        }
        List<LinuxDevice> devices = new ArrayList<>(draft.spec.linux().devices());
        DEFAULTS.stream()
                .filter(device -> devices.stream().noneMatch(own -> own.path().equals(device.path())))
                .forEach(devices::add);
        devices.forEach(this::add);
        LINKS.forEach(this::link);
    }

    private static boolean isBind(Mount mount) {
        return mount.options().contains("bind") || mount.options().contains("rbind");
    }

    private void add(LinuxDevice device) {
        if (draft.shape.has(LinuxNamespaceType.USER) || !draft.launch.caller().makesDevices()) {
            bind(device);
        } else {
            make(device);
        }
    }

    /** A user namespace gives no right to make devices (mknod(2)), but the host's can be shown. */
    private void bind(LinuxDevice device) {
        Code code = draft.step(Group.DEVICES, "show the host's " + device.path(), reason(device));
        code.remedy(Errno.ENOENT, "linux.devices: in a user namespace only devices that the host has can be given");
        Targets.Target target = mounts.targets().make(code, device.path(), Targets.Kind.FILE);
        if (mounts.targets().isOwn(device.path())) {
            Trees.bind(code, device.path(), target.path(), false);
        } else {
            Trees.attach(code, Trees.cloneOf(code, "device", device.path(), false), target);
        }
    }

    private void make(LinuxDevice device) {
        Code code = draft.step(Group.DEVICES, "make " + device.path(), reason(device));
        Targets.Target place = mounts.entry(code, device.path());
        long type = type(device);
        long mode = device.fileMode() == null ? 0666 : device.fileMode();
        Operand name = Operand.of(place.path());
        Label kept = new Label("kept");
        if (mounts.targets().ground(Targets.normal(device.path())) == Targets.Ground.FOREIGN) {
            if (draft.spec.linux().devices().contains(device)) {
                refuseAnother(code, place, device);
            }
            // what the image has there may be a link or a plain file; EBUSY: the configuration mounts something there
            code.attempt(
                    Set.of(Errno.ENOENT, Errno.EISDIR, Errno.EBUSY, Errno.EROFS),
                    Syscall.UNLINKAT,
                    place.directory(),
                    name,
                    Operand.of(0));
        }
        Slot made = code.call(
                "made",
                Set.of(Errno.EEXIST),
                Syscall.MKNODAT,
                place.directory(),
                name,
                Operand.of(type | mode, device.type() + "|0" + Long.toOctalString(mode)),
                Operand.of(number(device), device.major() + ":" + device.minor()));
        code.branch(
                made, Condition.LESS, 0, kept); // chmod(2) would follow a link, and out: the host's root is still there
        // mknod(2) applies the umask, and the mode is what the configuration says
        code.run(Syscall.FCHMODAT, place.directory(), name, Operand.of(mode, "0" + Long.toOctalString(mode)));
        if (device.uid() != null || device.gid() != null) {
            code.run(
                    Syscall.FCHOWNAT,
                    place.directory(),
                    name,
                    Operand.of(device.uid() == null ? 0 : device.uid()),
                    Operand.of(device.gid() == null ? 0 : device.gid()),
                    Operand.of(AtFlag.AT_SYMLINK_NOFOLLOW));
        }
        code.mark(kept);
    }

    /** What the configuration asks for must not displace another file (config-linux.md, "Devices"). */
    private static void refuseAnother(Code code, Targets.Target place, LinuxDevice device) {
        Datum.Space status = new Datum.Space("status", Statx.SIZE);
        Label nothing = new Label("nothing");
        Slot found = code.call(
                "found",
                Set.of(Errno.ENOENT),
                Syscall.STATX,
                place.directory(),
                Operand.of(place.path()),
                Operand.of(AtFlag.AT_SYMLINK_NOFOLLOW),
                Operand.of(Statx.STATX_TYPE, "STATX_TYPE"),
                Operand.of(status));
        code.branch(found, Condition.LESS, 0, nothing);
        code.remedy(
                Errno.EEXIST,
                "linux.devices: another file is there already; remove it, or give the device another path");
        Slot value = new Slot("value");
        code.load(value, Width.HALF, Operand.of(status), Statx.MODE);
        code.compute(value, Operation.AND, Operand.of(Constant.S_IFMT));
        expect(code, value, type(device));
        if (!device.type().equals("p")) {
            code.load(value, Width.WORD, Operand.of(status), Statx.RDEV_MAJOR);
            expect(code, value, device.major() == null ? 0 : device.major());
            code.load(value, Width.WORD, Operand.of(status), Statx.RDEV_MINOR);
            expect(code, value, device.minor() == null ? 0 : device.minor());
        }
        code.mark(nothing);
    }

    private static void expect(Code code, Slot value, long expected) {
        Label equal = new Label("equal");
        code.branch(value, Condition.EQUAL, expected, equal);
        code.fail(Errno.EEXIST);
        code.mark(equal);
    }

    private static long type(LinuxDevice device) {
        return switch (device.type()) {
            case "b" -> Constant.S_IFBLK.value();
            case "p" -> Constant.S_IFIFO.value();
            default -> Constant.S_IFCHR.value();
        };
    }

    private void link(String path, String to) {
        if (path.equals("/dev/ptmx") && !mounts.hasMountAt("/dev/pts")) {
            return;
        }
        mounts.link(draft.step(Group.DEVICES, "link " + path + " to " + to, "programs expect it"), path, to);
    }

    private static String reason(LinuxDevice device) {
        return "one of the few devices that can do no harm".concat(device.type().equals("c") ? "" : ", as asked for");
    }

    /** The kernel's encoding of a device number for user space, makedev(3). */
    private static long number(LinuxDevice device) {
        long major = device.major() == null ? 0 : device.major();
        long minor = device.minor() == null ? 0 : device.minor();
        return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xffL) << 12) | ((major & ~0xfffL) << 32);
    }
}
