package io.jdock.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is done to a valid configuration, it is either read or refused with the path of what is wrong. */
class ConfigReaderMutationTest {
    private static final String REMOVED = "removed";

    private final ConfigReader reader = new ConfigReader();
    private final ConfigWriter writer = new ConfigWriter();

    /** A place of the document, and the JSON that takes its place. */
    record Mutation(JsonPointer place, String json) {
        void apply(JsonNode tree) {
            if (!tree.at(place.head()).isContainerNode() || tree.at(place).isMissingNode()) {
                return; // an earlier mutation took the place away
            }
            Fixture.change(tree, place, json.equals(REMOVED) ? null : Fixture.tree(json));
        }
    }

    @Property(tries = 3000)
    void oneMutation(@ForAll("mutations") Mutation mutation) {
        JsonNode tree = Fixture.tree(Fixture.full());
        mutation.apply(tree);

        readOrRefuse(Fixture.bytes(tree));
    }

    @Property(tries = 500)
    void severalMutations(@ForAll("severalMutations") List<Mutation> mutations) {
        JsonNode tree = Fixture.tree(Fixture.full());
        mutations.forEach(mutation -> mutation.apply(tree));

        readOrRefuse(Fixture.bytes(tree));
    }

    @Property(tries = 2000)
    void changedBytes(@ForAll("changedBytes") byte[] json) {
        readOrRefuse(json);
    }

    @Property(tries = 500)
    void truncation(@ForAll("lengths") int length) {
        InvalidSpecException refused = refused(Arrays.copyOf(Fixture.full(), length));

        assertThat(refused.line()).isPositive();
    }

    @Property(tries = 500)
    void anyBytes(@ForAll byte[] json) {
        readOrRefuse(json);
    }

    private void readOrRefuse(byte[] json) {
        try {
            RuntimeSpec spec = reader.read(json);
            assertThat(reader.read(writer.write(spec))).isEqualTo(spec);
        } catch (InvalidSpecException e) {
            assertThat(e.found()).isNotEmpty();
            assertThat(e.allowed()).isNotEmpty();
            assertThat(e).hasMessageContaining(e.path()).hasMessageContaining(e.found());
        }
    }

    private InvalidSpecException refused(byte[] json) {
        try {
            throw new AssertionError("was read: " + reader.read(json));
        } catch (InvalidSpecException e) {
            return e;
        }
    }

    @Provide
    Arbitrary<Mutation> mutations() {
        Arbitrary<JsonPointer> places = Arbitraries.of(Fixture.places(Fixture.tree(Fixture.full())));
        return Combinators.combine(places, values()).as(Mutation::new);
    }

    @Provide
    Arbitrary<List<Mutation>> severalMutations() {
        return mutations().list().ofMinSize(2).ofMaxSize(8);
    }

    @Provide
    Arbitrary<byte[]> changedBytes() {
        int length = Fixture.full().length;
        Arbitrary<Integer> places = Arbitraries.integers().between(0, length - 1);
        return Combinators.combine(places, Arbitraries.bytes()).as((place, value) -> {
            byte[] json = Fixture.full();
            json[place] = value;
            return json;
        });
    }

    @Provide
    Arbitrary<Integer> lengths() {
        // Without the last brace and line break the document is not complete.
        return Arbitraries.integers().between(0, Fixture.full().length - 2);
    }

    static Arbitrary<String> values() {
        Arbitrary<String> odd = Arbitraries.of(
                REMOVED,
                "null",
                "true",
                "false",
                "0",
                "-1",
                "1",
                "0.5",
                "-0",
                "1e3",
                "2147483648",
                "4294967296",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "18446744073709551615",
                "18446744073709551616",
                "9".repeat(400),
                "\"\"",
                "\"/\"",
                "\"..\"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"" + "x".repeat(5000) + "\"",
                "\"" + "0,".repeat(5000) + "0\"",
                "\"1.2.3-" + "a.".repeat(5000) + "a\"",
                "[]",
                "[null]",
                "[[]]",
                "{}",
                "{\"\":null}",
                "{\"a\":{\"b\":{}}}",
                "[".repeat(150) + "]".repeat(150),
                "[".repeat(300) + "]".repeat(300),
                "{\"a\":".repeat(300) + "1" + "}".repeat(300));
        Arbitrary<String> numbers = Arbitraries.longs().map(String::valueOf);
        Arbitrary<String> texts = Arbitraries.strings()
                .ofMaxLength(20)
                .map(text -> new String(Fixture.bytes(Fixture.text(text)), StandardCharsets.UTF_8));
        return Arbitraries.oneOf(odd, numbers, texts);
    }
}
