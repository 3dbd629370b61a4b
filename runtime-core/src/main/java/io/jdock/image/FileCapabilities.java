package io.jdock.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The attribute by which a program has capabilities of its own (capabilities(7), "File capability extended attribute versioning";
 * linux/capability.h, struct vfs_cap_data and vfs_ns_cap_data).
 */
final class FileCapabilities {
    static final String ATTRIBUTE = "security.capability";

    private static final int REVISION = 0xff000000;
    private static final int REVISION_2 = 0x02000000;
    private static final int REVISION_3 = 0x03000000;
    private static final int SIZE_2 = 20;
    private static final int SIZE_3 = 24;

    private FileCapabilities() {}

    /**
     * The same capabilities in the user namespace of a container only: the host, and other containers, do not know them.
     *
     * @param value as an image has it
     * @param root the id on the host that is root in the container
     * @return empty if the value is none of revision 2 or 3
     */
    static Optional<byte[]> of(byte[] value, long root) {
        if (value.length != SIZE_2 && value.length != SIZE_3) {
            return Optional.empty();
        }
        ByteBuffer own = ByteBuffer.allocate(SIZE_3).order(ByteOrder.LITTLE_ENDIAN);
        own.put(value).putInt(SIZE_2, (int) root);
        int magic = own.getInt(0);
        if ((magic & REVISION) != (value.length == SIZE_2 ? REVISION_2 : REVISION_3)) {
            return Optional.empty();
        }
        own.putInt(0, (magic & ~REVISION) | REVISION_3);
        return Optional.of(own.array());
    }
}
