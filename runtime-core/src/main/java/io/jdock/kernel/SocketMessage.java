package io.jdock.kernel;

/** A {@code struct msghdr} with one buffer and one control message of descriptors; see recvmsg(2), cmsg(3). */
final class SocketMessage implements AutoCloseable {
    static final long CLOSE_ON_EXEC = 0x40000000; // MSG_CMSG_CLOEXEC
    private static final int CONTROL_TRUNCATED = 0x8; // MSG_CTRUNC

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private static final int IOV = 16;
    private static final int IOV_LENGTH = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int HEADER = 56;

    private static final int VECTOR = HEADER; // void *base; size_t length
    private static final int CONTROL_HEADER = VECTOR + 16; // size_t length; int level; int type
    private static final int DESCRIPTORS = CONTROL_HEADER + 16;

    private final int most;
    private final int mostDescriptors;
    private final int bytes;
    private final NativeMemory memory;

    SocketMessage(int most, int mostDescriptors) {
        this.most = most;
        this.mostDescriptors = mostDescriptors;
        bytes = DESCRIPTORS + (4 * mostDescriptors + 7 & -8);
        memory = new NativeMemory((long) bytes + most);
        memory.setLong(IOV, memory.address() + VECTOR);
        memory.setLong(IOV_LENGTH, 1);
        memory.setLong(VECTOR, memory.address() + bytes);
        memory.setLong(VECTOR + 8, most);
        if (mostDescriptors > 0) {
            memory.setLong(CONTROL, memory.address() + CONTROL_HEADER);
        }
    }

    long address() {
        return memory.address();
    }

    /** Where the bytes are. */
    long bytes() {
        return memory.address() + bytes;
    }

    void put(byte[] content) {
        memory.set(bytes, content, 0, content.length);
    }

    void putDescriptor(int index, int number) {
        int length = 16 + 4 * mostDescriptors;
        memory.setLong(CONTROL_LENGTH, bytes - CONTROL_HEADER);
        memory.setLong(CONTROL_HEADER, length);
        memory.setInt(CONTROL_HEADER + 8, SOL_SOCKET);
        memory.setInt(CONTROL_HEADER + 12, SCM_RIGHTS);
        memory.setInt(DESCRIPTORS + 4L * index, number);
    }

    /** Gives the kernel all the room for descriptors that there is, to the byte. */
    void expectDescriptors() {
        memory.setLong(CONTROL_LENGTH, mostDescriptors == 0 ? 0 : 16 + 4L * mostDescriptors);
    }

    boolean isTruncated() {
        return (memory.getInt(FLAGS) & CONTROL_TRUNCATED) != 0;
    }

    /** Numbers of the descriptors received. */
    int[] descriptors() {
        boolean none = memory.getLong(CONTROL_LENGTH) < 16
                || memory.getInt(CONTROL_HEADER + 8) != SOL_SOCKET
                || memory.getInt(CONTROL_HEADER + 12) != SCM_RIGHTS;
        int[] numbers = new int[none ? 0 : (int) (memory.getLong(CONTROL_HEADER) - 16) / 4];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = memory.getInt(DESCRIPTORS + 4L * i);
        }
        return numbers;
    }

    byte[] take(int count) {
        byte[] content = new byte[Math.min(count, most)];
        memory.get(bytes, content, 0, content.length);
        return content;
    }

    @Override
    public void close() {
        memory.close();
    }
}
