package io.jdock.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChallengeParserTest {
    @Test
    void readsWhatDockerHubSays() {
        assertThat(parse("Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                        + "scope=\"repository:library/debian:pull\""))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://auth.docker.io/token",
                                "service", "registry.docker.io",
                                "scope", "repository:library/debian:pull")));
    }

    @Test
    void parametersComeInAnyOrderWithBlanksAndWithoutQuotes() {
        assertThat(parse("bearer  Service = reg , SCOPE=\"repository:a:pull,push\",, realm=\"https://a/\" "))
                .containsExactly(new Challenge(
                        "bearer", Map.of("service", "reg", "scope", "repository:a:pull,push", "realm", "https://a/")));
    }

    @Test
    void readsSeveralInOneFieldAndInSeveral() {
        assertThat(ChallengeParser.parse(
                        List.of("Negotiate, Basic realm=\"x\", Bearer realm=\"https://a/\"", "Digest")))
                .extracting(Challenge::scheme)
                .containsExactly("negotiate", "basic", "bearer", "digest");
    }

    @Test
    void aBackslashStandsBeforeAnyCharacter() {
        assertThat(parse("Basic realm=\"say \\\"hello\\\" \\\\ \""))
                .containsExactly(new Challenge("basic", Map.of("realm", "say \"hello\" \\ ")));
    }

    @Test
    void keepsWhatCameBeforeWhatIsNotUnderstood() {
        assertThat(parse("Basic realm=\"x\", Bearer realm=\"no end"))
                .containsExactly(new Challenge("basic", Map.of("realm", "x")), new Challenge("bearer", Map.of()));
        assertThat(parse("")).isEmpty();
        assertThat(parse("\"")).isEmpty();
    }

    @Property
    void readsWhateverWasWritten(@ForAll("challenges") List<Challenge> challenges, @ForAll long seed) {
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        for (Challenge challenge : challenges) {
            texts.add(write(challenge, random));
        }

        assertThat(parse(String.join(random.nextBoolean() ? "," : " , ", texts)))
                .isEqualTo(challenges);
        assertThat(ChallengeParser.parse(texts)).isEqualTo(challenges);
    }

    @Property
    void endsWithWhateverItIsGiven(@ForAll String text) {
        assertThat(parse(text))
                .allSatisfy(challenge -> assertThat(challenge.scheme()).isNotEmpty());
    }

    @Provide
    Arbitrary<List<Challenge>> challenges() {
        Arbitrary<String> name =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8);
        Arbitrary<String> value = Arbitraries.strings().ascii().ofMaxLength(20);
        return name.flatMap(scheme ->
                        Arbitraries.maps(name, value).ofMaxSize(4).map(parameters -> new Challenge(scheme, parameters)))
                .list()
                .ofMaxSize(4);
    }

    private static String write(Challenge challenge, Random random) {
        StringBuilder text = new StringBuilder(challenge.scheme());
        String separator = " ";
        for (Map.Entry<String, String> parameter : new LinkedHashMap<>(challenge.parameters()).entrySet()) {
            String value = parameter.getValue();
            boolean bare = value.matches("[a-zA-Z0-9]+") && random.nextBoolean();
            text.append(separator)
                    .append(parameter.getKey())
                    .append(random.nextBoolean() ? "=" : " = ")
                    .append(bare ? value : '"' + value.replaceAll("([\\\\\"])", "\\\\$1") + '"');
            separator = random.nextBoolean() ? "," : ", ";
        }
        return text.toString();
    }

    private static List<Challenge> parse(String field) {
        return ChallengeParser.parse(List.of(field));
    }
}
