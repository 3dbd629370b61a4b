package io.jdock.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken is read as Jackson reads it, with the same places in the document. */
class PlainReaderTest {
    private static final int LONGEST_PIECE = 12;

    private static final List<String> ORDINARY =
            List.of("""
            {
              "schemaVersion" : 2,
            \t"layers": [ {"size":-12345678901234567,"digest":"sha256:00"},{ } , []],
              "a": [true,false , null, 0, [[1]], "" ],
              "created_by": "/bin/sh -c #(nop)  CMD [\\"sh\\"] \\u003e \\/\\\\\\b\\f\\n\\r\\t\\u00e9\\u0000",
              "": {"x":{"y":{}}}
            }
            """, "[]", " {} ", "\n\"text\"", "7", "[ 999999999999999999 ]", "true");

    private static byte[] bytes(String document) {
        return document.getBytes(UTF_8);
    }

    /** All that a document says, and where. */
    private static String described(JsonValue value) {
        List<String> lines = new ArrayList<>();
        describe(value, lines);
        return String.join("\n", lines);
    }

    private static void describe(JsonValue value, List<String> lines) {
        JsonException place = value.refuse("something else");
        lines.add(place.line() + ":" + place.column() + " " + place.getMessage());
        if (String.valueOf(place.getMessage()).contains(" is an object,")) {
            value.keys().forEach(key -> describe(value.at(key), lines));
        } else if (String.valueOf(place.getMessage()).contains(" is an array,")) {
            value.requiredList(element -> element).forEach(element -> describe(element, lines));
        }
    }

    private static void assertReadAlikeIfTaken(byte[] document) {
        JsonValue plain = PlainReader.read(document);
        if (plain != null) {
            assertThat(described(plain))
                    .as(new String(document, UTF_8))
                    .isEqualTo(described(CarefulReader.read(document)));
        }
    }

    @Test
    void ordinaryDocumentsAreTaken() {
        for (String document : ORDINARY) {
            assertThat(PlainReader.read(bytes(document))).as(document).isNotNull();
            assertReadAlikeIfTaken(bytes(document));
        }
    }

    /** Whatever a single byte is. */
    @Test
    void theyAreReadAlikeOrNotAtAllIfOneByteIsAnother() {
        for (String ordinary : ORDINARY) {
            for (int i = 0; i < ordinary.length(); i++) {
                for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
                    byte[] document = bytes(ordinary);
                    document[i] = (byte) value;
                    assertReadAlikeIfTaken(document);
                }
            }
        }
    }

    @Test
    void theyAreReadAlikeOrNotAtAllIfAPieceIsMissingOrThereTwice() {
        for (String ordinary : ORDINARY) {
            for (int i = 0; i < ordinary.length(); i++) {
                for (int j = i + 1; j <= Math.min(i + LONGEST_PIECE, ordinary.length()); j++) {
                    String before = ordinary.substring(0, i);
                    assertReadAlikeIfTaken(bytes(before + ordinary.substring(j)));
                    assertReadAlikeIfTaken(bytes(before + ordinary.substring(i, j) + ordinary.substring(i)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"a\":1,\"a\":1}",
                "1.5",
                "1e5",
                "1000000000000000000",
                "-0",
                "\"ä\"",
                "\"\\ud83d\\ude00\"",
                "[\r]",
                "\uFEFF{}"
            })
    void whatIsOutOfTheOrdinaryIsLeftToJackson(String document) {
        assertThat(PlainReader.read(bytes(document))).isNull();
    }

    @Test
    void soIsWhatLiesDeepAndAnEndlessName() {
        String name = "n".repeat(100_000);

        assertThat(PlainReader.read(bytes("[".repeat(50) + "]".repeat(50)))).isNull();
        assertThat(PlainReader.read(bytes("[".repeat(30) + "]".repeat(30)))).isNotNull();
        assertThat(PlainReader.read(bytes("{\"" + name + "\":1}"))).isNull();
        assertThatThrownBy(() -> JsonReader.read(bytes("{\"" + name + "\":1}"))).isInstanceOf(JsonException.class);
    }
}
