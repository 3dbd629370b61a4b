package io.jdock.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads a note: numbers with the highest byte first, texts in UTF-8 with their length before them, behind a number for the form
 * of all notes and a sum over the rest. JSON would take a new JVM a tenth of a second.
 *
 * <p>Methods throw {@link IllegalArgumentException} where a note says what it cannot.
 */
final class NoteInput {
    /** "jdn" and the version of the form, to be raised with every change of what any note says. */
    static final int FORM = 'j' << 24 | 'd' << 16 | 'n' << 8 | 1;

    static final int HEADER = 2 * Integer.BYTES;

    /** In place of a length. */
    static final int NULL = -1;

    static final int NOTHING = 0;
    static final int TEXT = 1;
    static final int FLAG = 2;
    static final int NUMBER = 3;
    static final int MAP = 4;
    static final int LIST = 5;

    /** As deep as a document may be, see {@link io.jdock.json.JsonReader}. */
    private static final int DEEPEST = 200;

    private final ByteBuffer bytes;

    private NoteInput(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The beginning of a note; empty if it is not whole, as after a power cut, or of another version of jdock. */
    static Optional<NoteInput> of(byte[] note) {
        if (note.length < HEADER) {
            return Optional.empty();
        }
        CRC32 sum = new CRC32();
        sum.update(note, HEADER, note.length - HEADER);
        ByteBuffer bytes = ByteBuffer.wrap(note);
        boolean whole = bytes.getInt() == FORM && bytes.getInt() == (int) sum.getValue();
        return whole ? Optional.of(new NoteInput(bytes)) : Optional.empty();
    }

    boolean isAtEnd() {
        return !bytes.hasRemaining();
    }

    long number() {
        require(Long.BYTES);
        return bytes.getLong();
    }

    int count() {
        require(Integer.BYTES);
        return bytes.getInt();
    }

    boolean flag() {
        return kind() != 0;
    }

    private byte kind() {
        require(1);
        return bytes.get();
    }

    private void require(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("it ends too soon");
        }
    }

    byte[] block() {
        return block(count());
    }

    private byte[] block(int length) {
        require(length);
        byte[] block = new byte[length];
        bytes.get(block);
        return block;
    }

    String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    @Nullable
    String textOrNull() {
        int length = count();
        return length == NULL ? null : new String(block(length), StandardCharsets.UTF_8);
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            texts.add(text());
        }
        return texts;
    }

    /** Texts, each once, in their order. */
    Set<String> textSet() {
        return new LinkedHashSet<>(texts());
    }

    Map<String, String> textMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int left = count(); left > 0; left--) {
            map.put(text(), text());
        }
        return map;
    }

    Map<String, @Nullable Object> plainMap() {
        return plainMap(0);
    }

    private Map<String, @Nullable Object> plainMap(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int left = count(); left > 0; left--) {
            map.put(text(), plain(depth));
        }
        return map;
    }

    private @Nullable Object plain(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("deeper than any document");
        }
        return switch (kind()) {
            case NOTHING -> null;
            case TEXT -> text();
            case FLAG -> flag();
            case NUMBER -> number();
            case MAP -> Collections.unmodifiableMap(plainMap(depth + 1));
            case LIST -> Collections.unmodifiableList(plainList(depth + 1));
            default -> throw new IllegalArgumentException("no kind of value");
        };
    }

    private List<@Nullable Object> plainList(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            list.add(plain(depth));
        }
        return list;
    }
}
