package io.jdock.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values know where they stand, and are nothing but what they are. */
class JsonTest {
    private static final String DOCUMENT = """
            {
              "text": "a",
              "flag": true,
              "number": 2147483648,
              "large": 18446744073709551615,
              "fraction": 1.50,
              "list": ["a", "b"],
              "object": {"b": "1", "a": "2"},
              "nothing": null
            }
            """;

    private final JsonValue json = JsonReader.read(DOCUMENT.getBytes(UTF_8));

    @Test
    void valuesAreRead() {
        assertThat(json.at("text").text()).isEqualTo("a");
        assertThat(json.at("flag").flag()).isTrue();
        assertThat(json.at("number").int64()).isEqualTo(2147483648L);
        assertThat(json.at("large").uint64()).isEqualTo(-1);
        assertThat(json.at("list").texts()).containsExactly("a", "b");
        assertThat(json.at("object").textMap()).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
        assertThat(json.at("object").keys()).containsExactly("b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "absent"})
    void whatIsNullIsAbsent(String name) {
        JsonValue value = json.at(name);

        assertThat(value.isAbsent()).isTrue();
        assertThat(value.textOrNull()).isNull();
        assertThat(value.flagOr(true)).isTrue();
        assertThat(value.flagOrNull()).isNull();
        assertThat(value.int32Or(3)).isEqualTo(3);
        assertThat(value.int32OrNull()).isNull();
        assertThat(value.int64Or(4)).isEqualTo(4);
        assertThat(value.int64OrNull()).isNull();
        assertThat(value.uint64Or(5)).isEqualTo(5);
        assertThat(value.texts()).isEmpty();
        assertThat(value.textMap()).isEmpty();
        assertThat(value.keys()).isEqualTo(Set.of());
        assertThat(value.or("else", JsonValue::text)).isEqualTo("else");
    }

    @Test
    void whatIsNotThereIsMissing() {
        assertRefused(json.at("object").at("c"), JsonValue::text, "object.c is missing, but must be a text");
        assertRefused(json.at("absent"), value -> value.at("c"), "absent is missing, but must be an object");
        assertRefused(
                json.at("nothing"),
                value -> value.requiredList(JsonValue::text),
                "nothing is null, but must be an array");
    }

    @Test
    void whatIsSomethingElseIsRefusedAtItsPlace() {
        assertRefused(json.at("text"), JsonValue::flag, "text is \"a\", but must be true or false");
        assertRefused(json.at("flag"), JsonValue::int64, "flag is true, but must be a whole number");
        assertRefused(json.at("fraction"), JsonValue::int64, "fraction is 1.50, but must be a whole number");
        assertRefused(
                json.at("number"),
                JsonValue::int32,
                "number is 2147483648, but must be a whole number from -2147483648 to 2147483647");
        assertRefused(json.at("list"), JsonValue::textMap, "list is an array, but must be an object");
        assertRefused(json.at("object"), JsonValue::texts, "object is an object, but must be an array");
        assertRefused(
                json.at("list"),
                list -> list.list(JsonValue::uint64),
                "list[0] is \"a\", but must be a whole number from 0 to 18446744073709551615");
    }

    private static void assertRefused(JsonValue value, Function<JsonValue, ?> reading, String message) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> reading.apply(value))
                .withMessage(message);
    }

    @Test
    void anErrorHasLineAndColumn() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> json.at("flag").text())
                .satisfies(e -> assertThat(e.line()).isEqualTo(3))
                .satisfies(e -> assertThat(e.column()).isEqualTo(11));
    }

    @Test
    void aDocumentOfFarTooManyValuesIsRefusedBeforeTheyTakeTheMemory() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonReader.read(("[" + "0,".repeat(5_000_000) + "0]").getBytes(UTF_8)))
                .withMessageContaining("beyond a limit");
    }

    /** The last is 1E-2147483648, less than any BigDecimal. */
    @ParameterizedTest
    @ValueSource(strings = {"184E46744073709551615", "1e99999999999", "0.1e-2147483647"})
    void aNumberBeyondAllLimitsIsRefused(String number) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonReader.read(("{\"a\": [" + number + "]}").getBytes(UTF_8)))
                .withMessageContaining("a[0]")
                .withMessageContaining("beyond a limit");
    }

    @Test
    void whatNobodyKnowsIsKeptAsItIs() {
        Map<String, ?> plain = json.map(JsonValue::plain);

        assertThat(plain.get("large")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(plain.get("fraction")).isEqualTo(new BigDecimal("1.50"));
        assertThat(plain.get("object")).isEqualTo(Map.of("b", "1", "a", "2"));
        assertThat(new String(JsonWriter.compact(new JsonObject().putAll(plain)), UTF_8))
                .isEqualTo(DOCUMENT.replaceAll("\\s", ""));
    }

    @Test
    void propertiesAreWrittenInTheirOrderAndEmptyOnesLeftOut() {
        JsonObject object = new JsonObject()
                .put("text", "")
                .put("null", null)
                .putIfPresent("no text", "")
                .putIfPresent("no list", List.of())
                .putIfPresent("no map", Map.of())
                .putIfPresent("zero", 0L)
                .putIfSet("no flag", false)
                .putIfSet("no number", 0)
                .putUint64("all bits", -1)
                .putUint64IfSet("no bits", 0)
                .putNonEmpty("no object", new JsonObject())
                .putList("list", List.of("a"), text -> new JsonObject().put("is", text))
                .putList("no elements", List.<String>of(), text -> text)
                .putKeys("keys", Set.of("k"));
        object.object("inner").put("a", 1);
        object.object("inner").put("b", true);

        assertThat(new String(JsonWriter.compact(object), UTF_8))
                .isEqualTo("{\"text\":\"\",\"null\":null,\"zero\":0,\"all bits\":18446744073709551615,"
                        + "\"list\":[{\"is\":\"a\"}],\"keys\":{\"k\":{}},\"inner\":{\"a\":1,\"b\":true}}");
    }
}
