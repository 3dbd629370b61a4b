package io.jdock.image.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.image.ImageException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every Dockerfile, be it one or not. */
class DockerfilePropertyTest {
    /** Pieces that mean something, so that chance comes upon what is nearly right. */
    @Provide
    Arbitrary<String> files() {
        return Arbitraries.of(
                        "FROM",
                        "RUN",
                        "COPY",
                        "ENV",
                        "ARG",
                        "LABEL",
                        "ONBUILD",
                        "HEALTHCHECK",
                        "SHELL",
                        "ADD",
                        "VOLUME",
                        "EXPOSE",
                        "USER",
                        " ",
                        " ",
                        "\n",
                        "\n",
                        "\\\n",
                        "\\",
                        "#",
                        "=",
                        "\"",
                        "'",
                        "$",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "<<EOF",
                        "<<-'E'",
                        "EOF",
                        "--",
                        "--from=",
                        "--mount=type=",
                        "cache,",
                        "target=",
                        "a",
                        "b/c",
                        "scratch",
                        "AS",
                        "CMD",
                        "\t",
                        "\r\n",
                        "# escape=`\n",
                        "`",
                        ":-",
                        "\u00e4")
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void everyTextIsReadOrRefusedAtAPlaceThatItHas(@ForAll("files") String text) {
        try {
            Dockerfile file = Dockerfile.parse("D", text);
            assertThat(file.stages()).isNotEmpty();
        } catch (ImageException e) {
            assertThat(e.subject()).matches("D:[0-9]+:[0-9]+");
            int line = Integer.parseInt(e.subject().split(":", -1)[1]);
            assertThat(line).isBetween(1, text.split("\n", -1).length);
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void everyWordIsExpandedOrRefused(@ForAll("files") String text) {
        Position position = new Position("D", 1, 1);
        try {
            assertThat(new Word(text, position, '\\').expand(name -> Optional.of("<" + name + ">")))
                    .isNotNull();
        } catch (ImageException e) {
            assertThat(e.subject()).isEqualTo(position.toString());
        }
    }

    @Provide
    Arbitrary<List<String>> commands() {
        Arbitrary<String> words = Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(8);
        return words.list().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whereALineIsBrokenDoesNotMatter(@ForAll("commands") List<String> words) throws ImageException {
        String broken = "FROM a\nRUN " + String.join(" \\\n# comment\n\n", words);
        String whole = "FROM a\nRUN " + String.join(" ", words);

        assertThat(command(broken)).isEqualTo(command(whole));
    }

    private static Command command(String file) throws ImageException {
        Instruction only =
                Dockerfile.parse("D", file).stages().get(0).instructions().get(0);
        return ((Instruction.Run) only).command();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aQuotedTextIsItself(@ForAll String text) throws ImageException {
        String quoted = "'" + text.replace("'", "'\"'\"'") + "'";

        assertThat(new Word(quoted, new Position("D", 1, 1), '\\').expand(name -> Optional.of("?")))
                .isEqualTo(text);
    }

    /** Names without a meaning in patterns. */
    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> names =
                Arbitraries.strings().withChars("ab.-_").ofMinLength(1).ofMaxLength(3);
        return names.filter(name -> !name.equals(".") && !name.equals(".."))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(list -> String.join("/", list));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aPathMatchesItself(@ForAll("paths") String path) {
        assertThat(PathPattern.parse(path).orElseThrow().matches(path)).isTrue();
        assertThat(PathPattern.parse("**/" + path).orElseThrow().matches(path)).isTrue();
        assertThat(PathPattern.parse("**").orElseThrow().matches(path)).isTrue();
        assertThat(PathPattern.parse("*").orElseThrow().matches(path)).isEqualTo(!path.contains("/"));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theLastRuleCounts(@ForAll("paths") String path) throws ImageException {
        assertThat(IgnoreRules.parse(".dockerignore", path).ignores(path + "/x"))
                .isTrue();
        assertThat(IgnoreRules.parse(".dockerignore", path + "\n!" + path).ignores(path))
                .isFalse();
        assertThat(IgnoreRules.parse(".dockerignore", "!" + path + "\n" + path).ignores(path))
                .isTrue();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void cleanPathsStayInside(@ForAll("roundabout") String path) {
        String clean = ContextPath.clean(path);

        assertThat(clean.split("/", -1)).doesNotContain("..", ".");
        assertThat(ContextPath.clean(clean)).isEqualTo(clean);
    }

    @Provide
    Arbitrary<String> roundabout() {
        return Combinators.combine(
                        Arbitraries.of("", "/", "//", "./"),
                        Arbitraries.of("a", "..", ".", "", "b").list().ofMaxSize(6))
                .as((start, names) -> start + names.stream().collect(Collectors.joining("/")));
    }
}
