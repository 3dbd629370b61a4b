package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.List;
import java.util.Map;

/** Jackson, set up so that it takes exactly what the Go types of the specification take, and writes what they write. */
final class OciJson {
    /** The largest document in bytes that is read; the arguments of a process alone may take 2 MiB (execve(2)). */
    static final int MAX_DOCUMENT_BYTES = 16 << 20;

    /** The specification needs 8 levels; what lies deeper is ignored anyway, and each level takes stack. */
    private static final int MAX_DEPTH = 200;

    private OciJson() {}

    static JsonMapper mapper() {
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
