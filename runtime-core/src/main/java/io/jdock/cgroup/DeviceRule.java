package io.jdock.cgroup;

import java.util.OptionalLong;

/**
 * A rule about access to devices, for one type of device.
 *
 * @param allow whether it grants or takes the rights
 * @param type character or block device
 * @param major the device's major number; empty for all
 * @param minor the minor number; empty for all
 * @param access a combination of {@link #MKNOD}, {@link #READ} and {@link #WRITE}
 * @param field the OCI field that it comes from
 */
record DeviceRule(boolean allow, Type type, OptionalLong major, OptionalLong minor, int access, String field) {
    // As BPF_DEVCG_ACC_* of the kernel's include/uapi/linux/bpf.h.
    static final int MKNOD = 1;
    static final int READ = 2;
    static final int WRITE = 4;
    static final int ALL = MKNOD | READ | WRITE;

    enum Type {
        // As BPF_DEVCG_DEV_*.
        BLOCK(1, 'b'),
        CHARACTER(2, 'c');

        private final int number;
        private final char letter;

        Type(int number, char letter) {
            this.number = number;
            this.letter = letter;
        }

        int number() {
            return number;
        }
    }

    /** Whether it is about every device of its type. */
    boolean wild() {
        return major.isEmpty() && minor.isEmpty();
    }

    /** Whether some device falls under both rules. */
    boolean overlaps(DeviceRule other) {
        return type == other.type && meet(major, other.major) && meet(minor, other.minor);
    }

    /** Whether both rules are about exactly the same devices. */
    boolean sameDevices(DeviceRule other) {
        return type == other.type && major.equals(other.major) && minor.equals(other.minor);
    }

    /** The form that {@code devices.allow} and {@code devices.deny} take, such as {@code c 1:3 rwm}. */
    String legacyText() {
        return type.letter + " " + number(major) + ":" + number(minor) + " " + accessText();
    }

    private String accessText() {
        return ((access & READ) != 0 ? "r" : "")
                + ((access & WRITE) != 0 ? "w" : "")
                + ((access & MKNOD) != 0 ? "m" : "");
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "*";
    }

    private static boolean meet(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || other.isEmpty() || one.getAsLong() == other.getAsLong();
    }
}
