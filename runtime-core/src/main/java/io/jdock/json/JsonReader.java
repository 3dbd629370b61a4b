package io.jdock.json;

import org.jspecify.annotations.Nullable;

/** Reads one document. */
public final class JsonReader {
    /** The largest document in bytes that is read; the arguments of a process alone may take 2 MiB (execve(2)). */
    public static final int MAX_DOCUMENT_BYTES = 16 << 20;

    private JsonReader() {}

    /**
     * The value of which a document consists.
     *
     * @throws JsonException if it is not well-formed JSON, is larger than 16 MiB, is nested deeper than 200 levels, has more than
     *     four million values, or has a property twice
     */
    public static JsonValue read(byte[] document) {
        if (document.length > MAX_DOCUMENT_BYTES) {
            throw new JsonException(
                    Place.DOCUMENT, "too large", "at most " + MAX_DOCUMENT_BYTES + " bytes long", 0, 0, null);
        }
        @Nullable JsonValue plain = PlainReader.read(document);
        return plain == null ? CarefulReader.read(document) : plain;
    }
}
