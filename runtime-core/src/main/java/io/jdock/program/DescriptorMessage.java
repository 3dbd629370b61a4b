package io.jdock.program;

import io.jdock.program.Datum.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * The structures with which sendmsg(2) and recvmsg(2) carry bytes and descriptors over a Unix socket. See cmsg(3), and unix(7),
 * SCM_RIGHTS.
 *
 * @param header a {@code struct msghdr}
 * @param control its control message
 */
public record DescriptorMessage(Datum.Struct header, Datum.Struct control) {
    /** Where in {@link #control} the first descriptor stands; each takes 4 bytes. Before stand length, level and type. */
    public static final int FIRST = 16;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    /**
     * A message.
     *
     * @param name how an explanation shows it
     * @param bytes what is sent or received, at least one
     * @param descriptors their numbers, as far as they are known now
     */
    public static DescriptorMessage of(String name, Datum bytes, int count, int... descriptors) {
        Datum.Struct control = control(descriptors);
        Datum vector = new Datum.Struct("iov", List.of(new Field.Pointer(bytes, 0), new Field.Int(8, count)));
        Datum.Struct header = new Datum.Struct(
                name,
                List.of(
                        new Field.Int(8, 0), // no address: the socket is connected
                        new Field.Int(8, 0),
                        new Field.Pointer(vector, 0),
                        new Field.Int(8, 1),
                        new Field.Pointer(control, 0),
                        new Field.Int(8, control.size()),
                        new Field.Int(8, 0)));
        return new DescriptorMessage(header, control);
    }

    /** What its control message says of its length when it has as many descriptors. */
    public static int length(int descriptors) {
        return FIRST + Integer.BYTES * descriptors;
    }

    private static Datum.Struct control(int... descriptors) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field.Int(8, length(descriptors.length)));
        fields.add(new Field.Int(4, SOL_SOCKET));
        fields.add(new Field.Int(4, SCM_RIGHTS));
        for (int descriptor : descriptors) {
            fields.add(new Field.Int(4, descriptor));
        }
        if (descriptors.length % 2 != 0) {
            fields.add(new Field.Int(4, 0)); // which fills eight bytes up
        }
        return new Datum.Struct("SCM_RIGHTS", fields);
    }
}
