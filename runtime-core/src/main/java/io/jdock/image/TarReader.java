package io.jdock.image;

import io.jdock.kernel.BlockInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive, and the extended attributes of its entries as they are: commons-compress takes the values of PAX headers for
 * text, which file capabilities are not. Not safe for use by several threads.
 */
final class TarReader extends InputStream {
    private static final String XATTR = LayerUnpacker.XATTR;
    private static final int BLOCK = 512;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_OFFSET = 156;

    private final Recorder source;
    private final TarArchiveInputStream archive;
    private final byte[] rest = new byte[BLOCK];
    private @Nullable TarArchiveEntry current;

    /** Keeps the bytes that pass while it is told to. */
    private static final class Recorder extends BlockInputStream {
        /** As much as the kernel takes of attributes for one file, and more (xattr(7): 64 KiB each). */
        private static final int MOST = 1 << 20;

        private final InputStream source;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long position;
        private int padding;
        private boolean recording;

        private Recorder(InputStream source) {
            this.source = source;
        }

        private void start() {
            kept.reset();
            padding = (int) Math.floorMod(-position, (long) BLOCK);
            recording = true;
        }

        private void stop() {
            recording = false;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = source.read(bytes, offset, length);
            if (count > 0) {
                position += count;
                recording &= kept.size() + count <= MOST;
                if (recording) {
                    kept.write(bytes, offset, count);
                }
            }
            return count;
        }
    }

    /**
     * @param archive stays the caller's
     */
    TarReader(InputStream archive) {
        this.source = new Recorder(archive);
        this.archive = new TarArchiveInputStream(source, StandardCharsets.UTF_8.name());
    }

    /** Goes to the next entry, whose content this stream then is. Null at the end. */
    @Nullable
    TarArchiveEntry next() throws IOException {
        if (current != null) {
            while (archive.read(rest, 0, rest.length) >= 0) {
                // so that only headers are recorded
            }
        }
        source.start();
        current = archive.getNextEntry();
        source.stop();
        return current;
    }

    @Override
    public int read() throws IOException {
        return archive.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return archive.read(bytes, offset, length);
    }

    /** The names of the entry's extended attributes. */
    List<String> attributeNames() {
        TarArchiveEntry entry = current;
        return entry == null
                ? List.of()
                : entry.getExtraPaxHeaders().keySet().stream()
                        .filter(name -> name.startsWith(XATTR))
                        .map(name -> name.substring(XATTR.length()))
                        .toList();
    }

    /** The values of the extended attributes; without those that are larger than the kernel takes. */
    Map<String, byte[]> attributes() {
        Map<String, byte[]> attributes = new HashMap<>();
        byte[] headers = source.kept.toByteArray();
        for (int at = source.padding; at + BLOCK <= headers.length; ) {
            byte type = headers[at + TYPE_OFFSET];
            long size = TarUtils.parseOctalOrBinary(headers, at + SIZE_OFFSET, SIZE_LENGTH);
            int content = at + BLOCK;
            if (!precedesEntry(type) || size < 0 || size > headers.length - content) {
                break;
            }
            if (type == TarConstants.LF_PAX_EXTENDED_HEADER_LC) {
                readRecords(headers, content, content + (int) size, attributes);
            }
            at = content + Math.floorDiv((int) size + BLOCK - 1, BLOCK) * BLOCK;
        }
        return attributes;
    }

    /** What says something about the entry that comes after it. */
    private static boolean precedesEntry(byte type) {
        return type == TarConstants.LF_PAX_EXTENDED_HEADER_LC
                || type == TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER
                || type == TarConstants.LF_GNUTYPE_LONGNAME
                || type == TarConstants.LF_GNUTYPE_LONGLINK;
    }

    /** pax(1), "pax Extended Header": length in decimal, a space, name, an equals sign, value, a newline. */
    private static void readRecords(byte[] bytes, int from, int to, Map<String, byte[]> attributes) {
        int start = from;
        while (start < to) {
            int space = indexOf(' ', bytes, start, to);
            int length = number(bytes, start, space);
            if (length <= 0 || length > to - start) {
                return;
            }
            int end = start + length;
            int equals = indexOf('=', bytes, space, end);
            String name = new String(bytes, space + 1, Math.max(0, equals - space - 1), StandardCharsets.UTF_8);
            if (name.startsWith(XATTR) && equals < end - 1) {
                byte[] value = new byte[end - 1 - (equals + 1)];
                System.arraycopy(bytes, equals + 1, value, 0, value.length);
                attributes.put(name.substring(XATTR.length()), value);
            }
            start = end;
        }
    }

    /** Of {@code to} if it is not there. */
    private static int indexOf(char wanted, byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** 0 if there is none, or one that no header has. */
    private static int number(byte[] bytes, int from, int to) {
        String digits = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        return digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : 0;
    }

    /** Leaves the source open. */
    @Override
    public void close() {}
}
