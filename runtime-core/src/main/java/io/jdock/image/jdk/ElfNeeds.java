package io.jdock.image.jdk;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a program or library wants from the dynamic linker (elf(5), ld.so(8)). Only files of 64-bit little-endian machines are looked
 * into, which both architectures of containers are.
 *
 * @param interpreter the linker itself, of a program
 * @param libraries names of the entries DT_NEEDED
 * @param searchPath directories of DT_RUNPATH, or else of DT_RPATH, with {@code $ORIGIN} as it is written
 */
record ElfNeeds(Optional<String> interpreter, List<String> libraries, List<String> searchPath) {
    private static final ElfNeeds NOTHING = new ElfNeeds(Optional.empty(), List.of(), List.of());

    private static final int MAGIC = 0x464c457f; // 0x7f, "ELF"
    private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int DT_NEEDED = 1;
    private static final int DT_STRTAB = 5;
    private static final int DT_RPATH = 15;
    private static final int DT_RUNPATH = 29;
    private static final int MOST = 1 << 16;

    ElfNeeds {
        libraries = List.copyOf(libraries);
        searchPath = List.copyOf(searchPath);
    }

    /** A part of the file that becomes memory, or that tells something about it. */
    private record Segment(int type, long offset, long address, long size) {}

    /** Of a file that is no such program or library: nothing. */
    static ElfNeeds of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Reader(channel).needs();
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException(file + " is no sound ELF file", e);
        }
    }

    private record Reader(FileChannel file) {
        ElfNeeds needs() throws IOException {
            if (file.size() < HEADER) {
                return NOTHING;
            }
            ByteBuffer header = read(0, HEADER);
            if (header.getInt(0) != MAGIC || header.getShort(4) != CLASS_64_LITTLE_ENDIAN) {
                return NOTHING;
            }
            List<Segment> segments = segments(header);
            Optional<String> interpreter = Optional.empty();
            ElfNeeds dynamic = NOTHING;
            for (Segment segment : segments) {
                if (segment.type() == PT_INTERP) {
                    interpreter = Optional.of(text(segment.offset()));
                } else if (segment.type() == PT_DYNAMIC) {
                    dynamic = dynamic(segment, segments);
                }
            }
            return new ElfNeeds(interpreter, dynamic.libraries(), dynamic.searchPath());
        }

        private List<Segment> segments(ByteBuffer header) throws IOException {
            long offset = header.getLong(32);
            int count = Short.toUnsignedInt(header.getShort(56));
            ByteBuffer table = read(offset, (long) count * PROGRAM_HEADER);
            List<Segment> segments = new ArrayList<>();
            for (int at = 0; at < count * PROGRAM_HEADER; at += PROGRAM_HEADER) {
                segments.add(new Segment(
                        table.getInt(at), table.getLong(at + 8), table.getLong(at + 16), table.getLong(at + 32)));
            }
            return segments;
        }

        private ElfNeeds dynamic(Segment dynamic, List<Segment> segments) throws IOException {
            ByteBuffer entries = read(dynamic.offset(), dynamic.size());
            List<Long> needed = new ArrayList<>();
            long strings = 0;
            long runPath = -1;
            long rPath = -1;
            while (entries.remaining() >= 16) {
                long tag = entries.getLong();
                long value = entries.getLong();
                if (tag == DT_NEEDED) {
                    needed.add(value);
                } else if (tag == DT_STRTAB) {
                    strings = offset(value, segments);
                } else if (tag == DT_RUNPATH) {
                    runPath = value;
                } else if (tag == DT_RPATH) {
                    rPath = value;
                }
            }
            List<String> libraries = new ArrayList<>();
            for (long name : needed) {
                libraries.add(text(strings + name));
            }
            long path = runPath >= 0 ? runPath : rPath;
            return new ElfNeeds(
                    Optional.empty(),
                    libraries,
                    path < 0 ? List.of() : List.of(text(strings + path).split(":", -1)));
        }

        /** Where in the file is what will be at an address. */
        private static long offset(long address, List<Segment> segments) {
            return segments.stream()
                    .filter(segment -> segment.type() == PT_LOAD
                            && address >= segment.address()
                            && address < segment.address() + segment.size())
                    .findFirst()
                    .map(segment -> address - segment.address() + segment.offset())
                    .orElseThrow(() -> new IllegalArgumentException("no segment has the address " + address));
        }

        private String text(long offset) throws IOException {
            byte[] bytes = read(offset, Math.min(4096, file.size() - offset)).array();
            int length = 0;
            while (length < bytes.length && bytes[length] != 0) {
                length++;
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }

        private ByteBuffer read(long offset, long size) throws IOException {
            if (offset < 0 || size < 0 || size > MOST) {
                throw new IllegalArgumentException("no part of a file: " + size + " bytes at " + offset);
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
            while (buffer.hasRemaining()) {
                if (file.read(buffer, offset + buffer.position()) < 0) {
                    throw new BufferUnderflowException();
                }
            }
            return buffer.flip();
        }
    }
}
