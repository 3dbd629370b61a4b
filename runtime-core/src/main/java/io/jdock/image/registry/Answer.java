package io.jdock.image.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jdock.image.ImageException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server answers. Whoever gets one closes it.
 *
 * @param uri that was asked at last, after redirects
 */
record Answer(URI uri, int status, HttpHeaders headers, ResponseStream body) implements AutoCloseable {
    private static final int MAX_ERROR = 1 << 16;
    private static final int MAX_TEXT = 300;

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** How long the server wants to be left alone. */
    Optional<Duration> retryAfter() {
        return header("Retry-After").flatMap(value -> Retries.retryAfter(value, Instant.now()));
    }

    /**
     * Reads the body as a whole.
     *
     * @throws ImageException if it is larger than the limit, in bytes
     */
    byte[] document(String subject, int limit) throws IOException {
        byte[] document = body.readNBytes(limit + 1);
        if (document.length > limit) {
            throw new ImageException(subject, "the document is larger than " + limit + " bytes", null);
        }
        return document;
    }

    /** What the server says about an error (distribution-spec, "Error Codes"); empty if it says nothing readable. */
    String explanation() {
        try {
            byte[] document = body.readNBytes(MAX_ERROR);
            JsonNode errors = JsonMapper.builder().build().readTree(document).path("errors");
            List<String> texts = new ArrayList<>();
            for (JsonNode error : errors) {
                String code = error.path("code").asText("");
                String message = error.path("message").asText("");
                texts.add(message.isEmpty() ? code : message);
            }
            return printable(String.join(", ", texts));
        } catch (IOException e) {
            return ""; // a page for browsers, or nothing
        }
    }

    /** A stranger's text, fit for a terminal: without control characters and not too long. */
    static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.length() <= MAX_TEXT ? clean : clean.substring(0, MAX_TEXT) + "...";
    }

    /** Reads what little may be left, so that the connection can be used again. */
    @Override
    public void close() {
        try (body) {
            if (headers.firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE) <= MAX_ERROR) {
                body.readNBytes(MAX_ERROR);
            }
        } catch (IOException e) {
            // the connection is gone, and nobody wanted the rest
        }
    }
}
