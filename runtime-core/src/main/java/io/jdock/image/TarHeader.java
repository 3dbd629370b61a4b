package io.jdock.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a tar archive says of an entry before its content: a header of ustar without names of users, and where a field of that is
 * too small, one of PAX before it (pax(1), "ustar Interchange Format" and "pax Header Block"). The same entry becomes the same
 * bytes, those of commons-compress, whose classes take a new JVM a tenth of a second.
 */
final class TarHeader {
    static final int BLOCK = 512;

    private static final int NAME_LENGTH = 100;
    private static final int MODE = 100;
    private static final int USER = 108;
    private static final int GROUP = 116;
    private static final int SIZE = 124;
    private static final int TIME = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int DEVICE_MAJOR = 329;
    private static final int DEVICE_MINOR = 337;

    /** Of numbers; one of their places is for the space after the digits. */
    private static final int SHORT = 8;

    private static final int LONG = 12;
    private static final int BITS_OF_DIGIT = 3;

    private static final int MODE_OF_RECORDS = 0100644;
    private static final String NAME_OF_RECORDS = "./PaxHeaders.X/";

    private final byte[] block = new byte[BLOCK];

    private TarHeader(char type, String name, String link) {
        block[TYPE] = (byte) type;
        text(0, name);
        text(LINK, link);
        ascii(MAGIC, "ustar\00000");
        number(DEVICE_MAJOR, SHORT, 0);
        number(DEVICE_MINOR, SHORT, 0);
    }

    /** The header of an entry, one block or several. */
    static byte[] of(LayerEntry entry) {
        String name = entry instanceof LayerEntry.Directory ? entry.path() + "/" : entry.path();
        String link = link(entry);
        long size =
                entry instanceof LayerEntry.RegularFile file ? file.content().size() : 0;
        LayerEntry.Status status = entry.status();
        long time = status.time().getEpochSecond();

        ByteArrayOutputStream header = new ByteArrayOutputStream(BLOCK);
        SortedMap<String, String> records = records(name, link, size, status);
        if (!records.isEmpty()) {
            byte[] text = text(records);
            header.writeBytes(new TarHeader('x', nameOfRecords(name), "")
                    .complete(MODE_OF_RECORDS, 0, 0, text.length, fits(time, LONG) ? time : 0));
            header.writeBytes(text);
            header.write(new byte[BLOCK], 0, padding(text.length));
        }
        header.writeBytes(new TarHeader(type(entry), name, link)
                .complete(status.mode(), status.user(), status.group(), size, time));
        return header.toByteArray();
    }

    /** How many bytes an archive has between a content of this many and the next header. */
    static int padding(long size) {
        return (int) Math.floorMod(-size, (long) BLOCK);
    }

    private static char type(LayerEntry entry) {
        if (entry instanceof LayerEntry.HardLink) {
            return '1';
        }
        if (entry instanceof LayerEntry.SymbolicLink) {
            return '2';
        }
        return entry instanceof LayerEntry.Directory ? '5' : '0';
    }

    private static String link(LayerEntry entry) {
        if (entry instanceof LayerEntry.SymbolicLink symbolic) {
            return symbolic.target();
        }
        return entry instanceof LayerEntry.HardLink hard ? hard.existing() : "";
    }

    // ---- fields

    private byte[] complete(int mode, long user, long group, long size, long time) {
        number(MODE, SHORT, mode);
        number(USER, SHORT, user);
        number(GROUP, SHORT, group);
        number(SIZE, LONG, size);
        number(TIME, LONG, time);
        ascii(CHECKSUM, " ".repeat(SHORT)); // as which it is counted itself
        int sum = 0;
        for (byte value : block) {
            sum += value & 0xff;
        }
        number(CHECKSUM, SHORT - 1, sum);
        block[CHECKSUM + SHORT - 2] = 0;
        return block;
    }

    /** What does not fit stands in a record, and here is 0 instead. */
    private void number(int at, int length, long value) {
        String digits = Long.toOctalString(fits(value, length) ? value : 0);
        ascii(at, "0".repeat(length - 1 - digits.length()) + digits + " ");
    }

    private static boolean fits(long value, int length) {
        return value >>> (BITS_OF_DIGIT * (length - 1)) == 0;
    }

    private void ascii(int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    /** As much as there is room for, in whole characters. */
    private void text(int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, NAME_LENGTH);
        while (length < bytes.length && (bytes[length] & 0xc0) == 0x80) {
            length--;
        }
        System.arraycopy(bytes, 0, block, at, length);
    }

    // ---- records

    private static SortedMap<String, String> records(String name, String link, long size, LayerEntry.Status status) {
        SortedMap<String, String> records = new TreeMap<>();
        if (!fits(name)) {
            records.put("path", name);
        }
        if (!fits(link)) {
            records.put("linkpath", link);
        }
        addUnlessFits(records, "size", size, LONG);
        addUnlessFits(records, "mtime", status.time().getEpochSecond(), LONG);
        addUnlessFits(records, "uid", status.user(), SHORT);
        addUnlessFits(records, "gid", status.group(), SHORT);
        status.attributes().forEach((attribute, value) -> records.put(LayerUnpacker.XATTR + attribute, value));
        return records;
    }

    /** Readers do not agree on whether a name that fills the field has to end there, nor on how to read others than ASCII. */
    private static boolean fits(String text) {
        return text.length() < NAME_LENGTH && text.chars().allMatch(character -> character < 0x80);
    }

    private static void addUnlessFits(Map<String, String> records, String name, long value, int length) {
        if (!fits(value, length)) {
            records.put(name, Long.toString(value));
        }
    }

    private static byte[] text(Map<String, String> records) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        records.forEach((name, value) -> text.writeBytes(record(name, value)));
        return text.toByteArray();
    }

    /** It begins with its own length, the digits of which belong to it. */
    private static byte[] record(String name, String value) {
        byte[] rest = (" " + name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        int length = rest.length + digits(rest.length);
        length = rest.length + digits(length);
        byte[] record = new byte[length];
        byte[] number = Integer.toString(length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(number, 0, record, 0, number.length);
        System.arraycopy(rest, 0, record, number.length, rest.length);
        return record;
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }

    /** Without slashes, for readers that do not know such headers take a name with one at its end for a directory. */
    private static String nameOfRecords(String name) {
        StringBuilder plain = new StringBuilder(NAME_OF_RECORDS);
        for (int i = 0; i < name.length() && plain.length() < NAME_LENGTH - 1; i++) {
            char character = (char) (name.charAt(i) & 0x7f);
            plain.append(character == 0 || character == '/' || character == '\\' ? '_' : character);
        }
        return plain.toString();
    }
}
