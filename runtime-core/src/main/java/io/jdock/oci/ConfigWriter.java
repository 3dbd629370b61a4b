package io.jdock.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;

/** Writes the records of this package as JSON. May be used by several threads. */
public final class ConfigWriter {
    private final ObjectWriter compact = new OciJson().writer();
    private final ObjectWriter readable;

    public ConfigWriter() {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        DefaultIndenter indenter = new DefaultIndenter("    ", "\n");
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        readable = compact.with(printer);
    }

    /**
     * The document on one line, in UTF-8, without properties that are absent.
     *
     * @throws IllegalArgumentException if it is no record of this package
     */
    public byte[] write(Record document) {
        return write(compact, document);
    }

    /**
     * The document over several lines, for people, in UTF-8, without properties that are absent.
     *
     * @throws IllegalArgumentException if it is no record of this package
     */
    public byte[] writeReadable(Record document) {
        return write(readable, document);
    }

    private static byte[] write(ObjectWriter writer, Record document) {
        try {
            return writer.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no document of OCI: " + e.getOriginalMessage(), e);
        }
    }
}
