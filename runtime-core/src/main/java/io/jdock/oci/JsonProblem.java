package io.jdock.oci;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in the words of the document what Jackson says in those of Java. */
final class JsonProblem {
    private final JsonParser parser;
    private final IOException problem;
    private final JsonLocation location;

    /**
     * @param parser still where the problem arose
     * @param problem what {@code readValue} threw
     */
    JsonProblem(JsonParser parser, IOException problem) {
        this.parser = parser;
        // Jackson wraps what its parser throws to add the Java path, which the parser's own path makes superfluous.
        this.problem =
                problem instanceof JsonMappingException && problem.getCause() instanceof JsonProcessingException inner
                        ? inner
                        : problem;
        this.location = problem instanceof StreamReadException malformed && malformed.getLocation() != null
                ? malformed.getLocation()
                : parser.currentTokenLocation();
    }

    InvalidSpecException explain() throws IOException {
        Field field = fieldOf(parser.getParsingContext());
        if (problem instanceof InputCoercionException tooLarge) {
            return refuse(field, found(), "a whole number " + range(tooLarge.getTargetType()));
        }
        if (problem instanceof StreamConstraintsException) {
            return refuse(field, "beyond a limit (" + message() + ")", "smaller");
        }
        if (problem instanceof MismatchedInputException mismatch) {
            return mismatch(field, mismatch);
        }
        return refuse(field, "malformed (" + message() + ")", "well-formed JSON");
    }

    private InvalidSpecException mismatch(Field field, MismatchedInputException mismatch) throws IOException {
        if (isSecondDocument(parser.getParsingContext())) {
            return refuse(Field.DOCUMENT, "followed by something else", "one JSON object");
        }
        String allowed = allowed(mismatch.getTargetType());
        if (parser.currentToken() == JsonToken.END_OBJECT && !mismatch.getPath().isEmpty()) {
            String missing =
                    mismatch.getPath().get(mismatch.getPath().size() - 1).getFieldName();
            return refuse(field.at(missing), "missing", allowed);
        }
        return refuse(field, found(), allowed);
    }

    private static boolean isSecondDocument(JsonStreamContext context) {
        return context.inRoot() ? context.getCurrentIndex() > 0 : isSecondDocument(context.getParent());
    }

    private static Field fieldOf(JsonStreamContext context) {
        if (context.inRoot()) {
            return Field.DOCUMENT;
        }
        Field parent = fieldOf(context.getParent());
        if (context.inArray()) {
            return context.hasCurrentIndex() ? parent.at(context.getCurrentIndex()) : parent;
        }
        return context.hasCurrentName() ? parent.at(context.getCurrentName()) : parent;
    }

    private String found() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "empty";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> Quote.text(parser.getText());
            default -> Quote.plain(parser.getText());
        };
    }

    private static String allowed(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type == Uint64.class) {
            return "a whole number from 0 to " + Long.toUnsignedString(-1);
        }
        if (type == Digest.class) {
            return "a digest such as sha256: with 64 hexadecimal digits";
        }
        if (type == String.class) {
            return "a text";
        }
        if (OciConstant.class.isAssignableFrom(type)) {
            return Field.oneOf(Stream.of(type.getEnumConstants())
                    .map(constant -> ((OciConstant) constant).json())
                    .toList());
        }
        return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }

    private static String range(Class<?> type) {
        return type == int.class || type == Integer.class
                ? "from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE
                : "from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE;
    }

    private InvalidSpecException refuse(Field field, String found, String allowed) {
        return new InvalidSpecException(
                null, field.toString(), found, allowed, location.getLineNr(), location.getColumnNr(), problem);
    }

    /** Jackson's own words without the places in Java that it names. */
    private String message() {
        String message =
                problem instanceof JsonProcessingException json ? json.getOriginalMessage() : problem.getMessage();
        return Quote.plain(String.valueOf(message).replaceAll(", from `[^`]*`| \\(start marker at .*", ""));
    }
}
