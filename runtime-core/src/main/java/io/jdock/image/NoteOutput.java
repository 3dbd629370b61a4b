package io.jdock.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Writes what {@link NoteInput} reads. */
final class NoteOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** What was written, with what tells that it is whole. */
    byte[] note() {
        byte[] content = bytes.toByteArray();
        CRC32 sum = new CRC32();
        sum.update(content);
        return ByteBuffer.allocate(NoteInput.HEADER + content.length)
                .putInt(NoteInput.FORM)
                .putInt((int) sum.getValue())
                .put(content)
                .array();
    }

    NoteOutput number(long number) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return this;
    }

    NoteOutput count(int count) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
        return this;
    }

    NoteOutput flag(boolean flag) {
        return kind(flag ? 1 : 0);
    }

    private NoteOutput kind(int kind) {
        bytes.write(kind);
        return this;
    }

    NoteOutput block(byte[] block) {
        count(block.length);
        bytes.writeBytes(block);
        return this;
    }

    NoteOutput text(String text) {
        return block(text.getBytes(StandardCharsets.UTF_8));
    }

    NoteOutput textOrNull(@Nullable String text) {
        return text == null ? count(NoteInput.NULL) : text(text);
    }

    NoteOutput texts(Collection<String> texts) {
        count(texts.size());
        texts.forEach(this::text);
        return this;
    }

    NoteOutput textMap(Map<String, String> map) {
        count(map.size());
        map.forEach((key, value) -> text(key).text(value));
        return this;
    }

    /** Values as {@link io.jdock.json.JsonValue#plain} gives them; numbers that no long has become texts. */
    NoteOutput plainMap(Map<?, ?> map) {
        count(map.size());
        map.forEach((key, value) -> text(String.valueOf(key)).plain(value));
        return this;
    }

    private void plain(@Nullable Object value) {
        if (value == null) {
            kind(NoteInput.NOTHING);
        } else if (value instanceof Boolean flag) {
            kind(NoteInput.FLAG).flag(flag);
        } else if (value instanceof Long number) {
            kind(NoteInput.NUMBER).number(number);
        } else if (value instanceof Map<?, ?> map) {
            kind(NoteInput.MAP).plainMap(map);
        } else if (value instanceof List<?> list) {
            kind(NoteInput.LIST).count(list.size());
            list.forEach(this::plain);
        } else {
            kind(NoteInput.TEXT).text(value.toString());
        }
    }
}
