package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** No text is special: not to the program's data section, not on the way through execve(2). */
class AnyTextTest {
    private static Containers containers;

    @BeforeContainer
    static void open() {
        containers = new Containers();
    }

    @AfterContainer
    static void close() {
        containers.close();
    }

    @Property(tries = 40)
    void canBeAnArgumentAndTheValueOfAVariable(@ForAll("texts") List<String> texts) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        texts.forEach(text -> environment.put("V" + environment.size(), text));
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "printf '%s\\0' \"$#\" \"$@\"; exec /usr/bin/env -0", "sh"));
        command.addAll(texts);

        Containers.Result result =
                containers.run(ContainerSpec.builder().command(command).environment(environment));

        assertThat(result.status()).isZero();
        assertThat(result.out().split("\0", -1))
                .startsWith(Stream.concat(Stream.of("" + texts.size()), texts.stream())
                        .toArray(String[]::new))
                .containsAll(
                        environment.entrySet().stream().map(Map.Entry::toString).toList());
    }

    /** Everything but the zero byte, which ends a string of C, and halves of surrogate pairs, which UTF-8 lacks. */
    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.strings()
                .all()
                .excludeChars('\0')
                .ofMaxLength(200)
                .filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c)))
                .list()
                .ofMaxSize(20);
    }
}
