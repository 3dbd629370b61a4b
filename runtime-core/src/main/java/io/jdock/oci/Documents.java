package io.jdock.oci;

import io.jdock.json.JsonException;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import java.util.function.Function;

/** Makes records of documents. */
final class Documents {
    private Documents() {}

    /**
     * Reads one document.
     *
     * @throws InvalidSpecException if it is not JSON or does not fit the type
     */
    static <T> T read(byte[] document, Function<JsonValue, T> reader) {
        try {
            return reader.apply(JsonReader.read(document));
        } catch (JsonException e) {
            throw new InvalidSpecException(null, e.path(), e.found(), e.allowed(), e.line(), e.column(), e);
        }
    }
}
