package io.jdock.program;

import io.jdock.kernel.Architecture;

/**
 * A static executable with fixed addresses (elf(5), ET_EXEC): headers and data, writable, then zeroed memory, then code,
 * readable and executable. Nothing in the file is padded to pages: a page that holds the end of the data and the begin of
 * the code is mapped twice, at addresses equal to the file offset modulo the page size. So a small program is one page of
 * file, and few pages are touched when it runs.
 */
final class ElfFile {
    private static final int FILE_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;

    /** Bytes before the data: the file header and three program headers. */
    static final int HEADER_SIZE = FILE_HEADER + 3 * PROGRAM_HEADER;

    /** Where the first byte of the file is in memory; what ld(1) takes on x86-64, above any {@code vm.mmap_min_addr}. */
    static final int ADDRESS = 0x400000;

    private static final int LOAD = 1;
    private static final int GNU_STACK = 0x6474e551;
    private static final int EXECUTE = 1;
    private static final int WRITE = 2;
    private static final int READ = 4;

    private ElfFile() {}

    /**
     * Completes a file.
     *
     * @param file room for the headers, then the data; receives all the rest
     * @param zeroed bytes of zeroed memory after the data
     * @param code position-independent, from its entry point
     */
    static byte[] complete(Architecture architecture, Bytes file, int zeroed, Bytes code) {
        int dataSize = file.size();
        long pageSize = pageSize(architecture);
        long codeAddress =
                (ADDRESS + (long) dataSize + zeroed + pageSize - 1) / pageSize * pageSize + dataSize % pageSize;
        byte[] whole = new byte[Math.addExact(dataSize, code.size())];
        System.arraycopy(file.array(), 0, whole, 0, dataSize);
        System.arraycopy(code.array(), 0, whole, dataSize, code.size());

        Bytes header = new Bytes(HEADER_SIZE);
        putFileHeader(header, architecture, codeAddress);
        putSegment(header, LOAD, READ | WRITE, 0, ADDRESS, dataSize, (long) dataSize + zeroed, pageSize);
        putSegment(header, LOAD, READ | EXECUTE, dataSize, codeAddress, code.size(), code.size(), pageSize);
        putSegment(header, GNU_STACK, READ | WRITE, 0, 0, 0, 0, 16);
        System.arraycopy(header.array(), 0, whole, 0, HEADER_SIZE);
        return whole;
    }

    /** The largest page that a kernel of the architecture may use. */
    private static long pageSize(Architecture architecture) {
        return architecture == Architecture.AARCH64 ? 0x10000 : 0x1000;
    }

    private static void putFileHeader(Bytes header, Architecture architecture, long entry) {
        header.putInt(0x464c457f); // "\177ELF"
        header.putInt(0x00010102); // 64 bits, little-endian, version 1, System V
        header.putLong(0);
        header.putInt(machine(architecture) << 16 | 2); // ET_EXEC
        header.putInt(1);
        header.putLong(entry);
        header.putLong(FILE_HEADER); // where the program headers are
        header.putLong(0); // no section headers
        header.putInt(0);
        header.putInt(PROGRAM_HEADER << 16 | FILE_HEADER);
        header.putInt(3); // program headers
        header.putInt(0);
    }

    private static int machine(Architecture architecture) {
        return architecture == Architecture.AARCH64 ? 183 : 62; // EM_AARCH64, EM_X86_64
    }

    private static void putSegment(
            Bytes header, int type, int flags, long offset, long address, long fileSize, long memorySize, long align) {
        header.putInt(type);
        header.putInt(flags);
        header.putLong(offset);
        header.putLong(address);
        header.putLong(address);
        header.putLong(fileSize);
        header.putLong(memorySize);
        header.putLong(align);
    }
}
