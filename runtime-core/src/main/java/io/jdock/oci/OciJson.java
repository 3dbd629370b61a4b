package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Jackson, set up so that it takes exactly what the Go types of the specification take, and writes what they write. */
final class OciJson {
    /** The largest document in bytes that is read; the arguments of a process alone may take 2 MiB (execve(2)). */
    static final int MAX_DOCUMENT_BYTES = 16 << 20;

    /** The specification needs 8 levels; what lies deeper is ignored anyway, and each level takes stack. */
    private static final int MAX_DEPTH = 200;

    /** One for all: what it learns of a type takes longer than to read a document. It never changes and serves any thread. */
    private static final JsonMapper MAPPER = mapper();

    ObjectWriter writer() {
        return MAPPER.writer();
    }

    /**
     * Reads one document.
     *
     * @throws InvalidSpecException if it is not JSON or does not fit the type
     */
    <T> T parse(byte[] json, Class<T> type) {
        if (json.length > MAX_DOCUMENT_BYTES) {
            throw Field.DOCUMENT.refuse("too large", "at most " + MAX_DOCUMENT_BYTES + " bytes long");
        }
        try (JsonParser parser = MAPPER.createParser(json)) {
            return parse(parser, type);
        } catch (IOException e) {
            throw Field.DOCUMENT.refuse(
                    "unreadable (" + Quote.plain(String.valueOf(e.getMessage())) + ")", "well-formed JSON");
        }
    }

    private <T> T parse(JsonParser parser, Class<T> type) throws IOException {
        try {
            T document = MAPPER.readValue(parser, type);
            if (document == null) {
                throw Field.DOCUMENT.refuse("null", "an object");
            }
            return document;
        } catch (IOException e) {
            throw new JsonProblem(parser, e).explain();
        }
    }

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxDocumentLength(MAX_DOCUMENT_BYTES)
                        .maxStringLength(MAX_DOCUMENT_BYTES)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
        refuseOtherTypes(builder);
        builder.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        builder.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        JsonSetter.Value absentIsEmpty = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.FAIL);
        builder.withConfigOverride(List.class, list -> list.setSetterInfo(absentIsEmpty));
        builder.withConfigOverride(Map.class, map -> map.setSetterInfo(absentIsEmpty));
        builder.defaultPropertyInclusion(
                JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS));
        return builder.build();
    }

    /** A text is no number and a fraction no whole number, though Jackson would convert them. */
    private static void refuseOtherTypes(JsonMapper.Builder builder) {
        builder.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
        builder.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        builder.enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        builder.withCoercionConfig(
                LogicalType.Textual,
                text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }
}
