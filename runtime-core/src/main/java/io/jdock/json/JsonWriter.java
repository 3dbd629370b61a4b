package io.jdock.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes documents in UTF-8: a {@link JsonObject}, or what a property of one may hold. */
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator generator;

    private JsonWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /** The document on one line. */
    public static byte[] compact(Object document) {
        return write(document, false);
    }

    /** The document over several lines, for people. */
    public static byte[] readable(Object document) {
        return write(document, true);
    }

    private static byte[] write(Object document, boolean readable) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            if (readable) {
                generator.setPrettyPrinter(printer());
            }
            new JsonWriter(generator).write(document);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    private static DefaultPrettyPrinter printer() {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        return printer;
    }

    private void write(@Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof JsonObject object) {
            write(object.properties());
        } else if (value instanceof Map<?, ?> map) {
            write(map);
        } else if (value instanceof Collection<?> list) {
            write(list);
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else {
            write((Number) value);
        }
    }

    private void write(Map<?, ?> map) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            generator.writeFieldName((String) entry.getKey());
            write(entry.getValue());
        }
        generator.writeEndObject();
    }

    private void write(Collection<?> list) throws IOException {
        generator.writeStartArray();
        for (Object element : list) {
            write(element);
        }
        generator.writeEndArray();
    }

    private void write(Number number) throws IOException {
        if (number instanceof BigInteger whole) {
            generator.writeNumber(whole);
        } else if (number instanceof BigDecimal decimal) {
            generator.writeNumber(decimal);
        } else if (number instanceof Double fraction) {
            generator.writeNumber(fraction);
        } else {
            generator.writeNumber(number.longValue());
        }
    }
}
