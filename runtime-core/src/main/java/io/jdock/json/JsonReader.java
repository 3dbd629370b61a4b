package io.jdock.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one document. */
public final class JsonReader {
    /** The largest document in bytes that is read; the arguments of a process alone may take 2 MiB (execve(2)). */
    public static final int MAX_DOCUMENT_BYTES = 16 << 20;

    /** The specifications need 8 levels; what lies deeper is ignored anyway, and each level takes stack. */
    private static final int MAX_DEPTH = 200;

    /** Each value takes memory, even one that nobody asks for. */
    private static final int MAX_TOKENS = 4 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(MAX_DOCUMENT_BYTES)
                    .maxStringLength(MAX_DOCUMENT_BYTES)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

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
        try (JsonParser parser = FACTORY.createParser(document)) {
            return new JsonReader(parser).document();
        } catch (IOException e) {
            throw new JsonException(
                    Place.DOCUMENT,
                    "unreadable (" + Quote.plain(String.valueOf(e.getMessage())) + ")",
                    "well-formed JSON",
                    0,
                    0,
                    e);
        }
    }

    private JsonValue document() throws IOException {
        try {
            if (parser.nextToken() == null) {
                return JsonValue.document(JsonValue.Nothing.ABSENT, 1, 1);
            }
            JsonLocation location = parser.currentTokenLocation();
            Object content = content();
            JsonValue document = JsonValue.document(content, location.getLineNr(), location.getColumnNr());
            fill(document, content);
            if (parser.nextToken() != null) {
                throw refuse(Place.DOCUMENT, "followed by something else", "one JSON object", null);
            }
            return document;
        } catch (IOException e) {
            throw problem(e);
        }
    }

    /** What stands at the current token; lists and maps are still empty. */
    private Object content() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> new LinkedHashMap<String, JsonValue>();
            case START_ARRAY -> new ArrayList<JsonValue>();
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> JsonValue.Nothing.NULL;
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getBigIntegerValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> decimal();
            default -> throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    private BigDecimal decimal() throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) { // its exponent is beyond what a BigDecimal has
            throw refuse(place(parser.getParsingContext()), "beyond a limit (too many digits)", "smaller", null);
        }
    }

    @SuppressWarnings("unchecked") // as they are made
    private void fill(JsonValue value, Object content) throws IOException {
        if (content instanceof Map) {
            fill(value, (Map<String, JsonValue>) content);
        } else if (content instanceof List) {
            fill(value, (List<JsonValue>) content);
        }
    }

    private void fill(JsonValue object, Map<String, JsonValue> properties) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            JsonLocation location = parser.currentTokenLocation();
            Object content = content();
            JsonValue value = object.property(name, content, location.getLineNr(), location.getColumnNr());
            properties.put(name, value);
            fill(value, content);
        }
    }

    private void fill(JsonValue array, List<JsonValue> elements) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonLocation location = parser.currentTokenLocation();
            Object content = content();
            JsonValue value = array.element(elements.size(), content, location.getLineNr(), location.getColumnNr());
            elements.add(value);
            fill(value, content);
        }
    }

    // ---- errors

    private JsonException problem(IOException problem) {
        Place place = place(parser.getParsingContext());
        String message =
                problem instanceof JsonProcessingException json ? json.getOriginalMessage() : problem.getMessage();
        // Without the places in Java that Jackson names.
        String words = Quote.plain(String.valueOf(message).replaceAll(", from `[^`]*`| \\(start marker at .*", ""));
        return problem instanceof StreamConstraintsException
                ? refuse(place, "beyond a limit (" + words + ")", "smaller", problem)
                : refuse(place, "malformed (" + words + ")", "well-formed JSON", problem);
    }

    private JsonException refuse(Place place, String found, String allowed, IOException problem) {
        JsonLocation location = problem instanceof JsonProcessingException json && json.getLocation() != null
                ? json.getLocation()
                : parser.currentTokenLocation();
        return new JsonException(place, found, allowed, location.getLineNr(), location.getColumnNr(), problem);
    }

    private static Place place(JsonStreamContext context) {
        if (context.inRoot()) {
            return Place.DOCUMENT;
        }
        Place parent = place(context.getParent());
        if (context.inArray()) {
            return context.hasCurrentIndex() ? parent.at(context.getCurrentIndex()) : parent;
        }
        return context.hasCurrentName() ? parent.at(context.getCurrentName()) : parent;
    }
}
