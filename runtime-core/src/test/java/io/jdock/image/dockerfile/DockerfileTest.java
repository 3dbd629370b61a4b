package io.jdock.image.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.ImageException;
import io.jdock.oci.Healthcheck;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Dockerfile says. */
class DockerfileTest {
    private static Dockerfile parse(String text) throws ImageException {
        return Dockerfile.parse("Dockerfile", text);
    }

    /** The only instruction of a stage. */
    private static <T extends Instruction> T parse(Class<T> type, String text) throws ImageException {
        List<Instruction> instructions =
                parse("FROM scratch\n" + text).stages().get(0).instructions();
        assertThat(instructions).hasSize(1);
        return type.cast(instructions.get(0));
    }

    private static String shell(Command command) {
        return ((Command.Shell) command).text();
    }

    // ---- lines

    @Test
    void stagesAreDividedByFrom() throws ImageException {
        Dockerfile file = parse("""
                ARG BASE=debian:12
                FROM --platform=linux/arm64 $BASE AS Build
                RUN make
                FROM scratch
                COPY --from=build /out /
                """);

        assertThat(file.global()).hasSize(1);
        assertThat(file.stages()).hasSize(2);
        Instruction.From first = file.stages().get(0).from();
        assertThat(first.image().raw()).isEqualTo("$BASE");
        assertThat(first.name()).contains("build");
        assertThat(first.platform().map(Word::raw)).contains("linux/arm64");
        assertThat(file.number("BUILD", 1)).contains(0);
        assertThat(file.number("0", 1)).contains(0);
        assertThat(file.number("1", 1)).isEmpty();
    }

    @Test
    void commentsAndEmptyLinesMayStandWithinAnInstruction() throws ImageException {
        Instruction.Run run = parse(Instruction.Run.class, """
                RUN one && \\
                # a comment

                  # another
                    two \\\s\s
                    three
                """);

        assertThat(shell(run.command())).isEqualTo("one &&     two     three");
        assertThat(run.source()).isEqualTo("RUN one && two three");
    }

    @Test
    void theEscapeMayBeABacktick() throws ImageException {
        Dockerfile file = parse("# syntax=docker/dockerfile:1\n# escape=`\nFROM scratch\nRUN a `\n\\b\n");

        assertThat(shell(((Instruction.Run) file.stages().get(0).instructions().get(0)).command()))
                .isEqualTo("a \\b");
    }

    @Test
    void afterACommentThereAreNoDirectives() throws ImageException {
        Dockerfile file = parse("# hello\n# escape=`\nFROM scratch\nRUN a \\\nb\n");

        assertThat(shell(((Instruction.Run) file.stages().get(0).instructions().get(0)).command()))
                .isEqualTo("a b");
    }

    @Test
    void linesOfWindowsAndItsMarkAreTaken() throws ImageException {
        Dockerfile file = parse("\uFEFFFROM scratch\r\nRUN a \\\r\n b\r\n");

        assertThat(shell(((Instruction.Run) file.stages().get(0).instructions().get(0)).command()))
                .isEqualTo("a  b");
    }

    // ---- here-documents

    @Test
    void hereDocumentsFollowTheirInstruction() throws ImageException {
        Instruction.Run run = parse(Instruction.Run.class, "RUN cat <<-'A' 3<<B\n\t\t# one\nA\n\ttwo\nB\n");

        assertThat(run.documents())
                .containsExactly(
                        new Document("<<-'A'", "A", true, "# one\n", '\\', new Position("Dockerfile", 3, 1)),
                        new Document("3<<B", "B", false, "\ttwo\n", '\\', new Position("Dockerfile", 5, 1)));
        assertThat(shell(run.command())).isEqualTo("cat <<-'A' 3<<B");
    }

    @Test
    void hereDocumentsBecomeFiles() throws ImageException {
        Instruction.Copy copy = parse(Instruction.Copy.class, "COPY <<app.conf other /etc/\nport=${PORT}\napp.conf\n");

        assertThat(copy.sources()).extracting(Word::raw).containsExactly("other");
        assertThat(copy.documents()).extracting(Document::name).containsExactly("app.conf");
        assertThat(copy.destination().raw()).isEqualTo("/etc/");
    }

    @Test
    void aShiftOfTheShellIsNoHereDocument() throws ImageException {
        assertThat(parse(Instruction.Run.class, "RUN echo $((1<<2)) \"a <<EOF b\"")
                        .documents())
                .isEmpty();
    }

    // ---- instructions

    @Test
    void aListInJsonIsExecutedAsItIs() throws ImageException {
        assertThat(parse(Instruction.Cmd.class, "CMD [\"a b\", \"$x\"]").command())
                .isEqualTo(new Command.Exec(List.of("a b", "$x")));
        assertThat(parse(Instruction.Run.class, "RUN [ -f /x ] && y").command())
                .isEqualTo(new Command.Shell("[ -f /x ] && y"));
        assertThat(parse(Instruction.Entrypoint.class, "ENTRYPOINT [\"a\", 1]").command())
                .isEqualTo(new Command.Shell("[\"a\", 1]"));
    }

    @Test
    void variablesAreSetInPairsOrInTheOldForm() throws ImageException {
        assertThat(parse(Instruction.Env.class, "ENV A=1 B=\"two words\" C=three\\ words D='x'")
                        .pairs())
                .extracting(pair -> pair.name().raw() + ":" + pair.value().raw())
                .containsExactly("A:1", "B:\"two words\"", "C:three\\ words", "D:'x'");
        assertThat(parse(Instruction.Label.class, "LABEL name  of = all").pairs())
                .extracting(pair -> pair.name().raw() + ":" + pair.value().raw())
                .containsExactly("name:of = all");
    }

    @Test
    void copyHasFlags() throws ImageException {
        Instruction.Copy copy = parse(
                Instruction.Copy.class, "copy --from=build --chown=1:2 --chmod=755 --link [\"a b\", \"c\", \"/d/\"]");

        assertThat(copy.unpacks()).isFalse();
        assertThat(copy.from().map(Word::raw)).contains("build");
        assertThat(copy.owner().map(Word::raw)).contains("1:2");
        assertThat(copy.mode().map(Word::raw)).contains("755");
        assertThat(copy.sources()).extracting(Word::raw).containsExactly("a b", "c");
        assertThat(copy.source()).startsWith("COPY --from=build");
    }

    @Test
    void runHasMounts() throws ImageException {
        Instruction.Run run = parse(
                Instruction.Run.class,
                "RUN --mount=type=cache,target=/root/.m2,sharing=locked,id=m2,mode=0700 --network=none"
                        + " --mount=target=/src,source=app,from=build --mount=type=tmpfs,dst=/tmp,size=64m make");

        assertThat(run.network()).isEqualTo("none");
        assertThat(shell(run.command())).isEqualTo("make");
        RunMount.Cache cache = (RunMount.Cache) run.mounts().get(0);
        assertThat(cache.locked()).isTrue();
        assertThat(cache.mode()).isEqualTo(0700);
        assertThat(cache.id().map(Word::raw)).contains("m2");
        RunMount.Bind bind = (RunMount.Bind) run.mounts().get(1);
        assertThat(bind.from().map(Word::raw)).contains("build");
        assertThat(bind.source().raw()).isEqualTo("app");
        assertThat(((RunMount.Memory) run.mounts().get(2)).size()).isEqualTo(OptionalLong.of(64 << 20));
    }

    @Test
    void aHealthCheckHasTimes() throws ImageException {
        Instruction.HealthCheck check = parse(
                Instruction.HealthCheck.class,
                "HEALTHCHECK --interval=1m30s --timeout=500ms --retries=2 CMD wget -q localhost || exit 1");

        assertThat(check.check())
                .isEqualTo(new Healthcheck(
                        List.of("CMD-SHELL", "wget -q localhost || exit 1"), 90_000_000_000L, 500_000_000L, 0, 0, 2));
        assertThat(parse(Instruction.HealthCheck.class, "HEALTHCHECK NONE")
                        .check()
                        .test())
                .containsExactly("NONE");
        assertThat(parse(Instruction.HealthCheck.class, "HEALTHCHECK CMD [\"a\"]")
                        .check()
                        .test())
                .containsExactly("CMD", "a");
    }

    @Test
    void onBuildKeepsAnInstructionForLater() throws ImageException {
        Instruction.OnBuild trigger = parse(Instruction.OnBuild.class, "ONBUILD RUN <<EOF\nmake\nEOF\n");

        assertThat(trigger.instruction()).isEqualTo("RUN <<EOF\nmake\nEOF");
        Instruction later = Dockerfile.parseTrigger("trigger", trigger.instruction());
        assertThat(((Instruction.Run) later).documents())
                .extracting(Document::text)
                .containsExactly("make\n");
    }

    @Test
    void argumentsMayHaveValues() throws ImageException {
        assertThat(parse(Instruction.Arg.class, "ARG A B=1 C=\"x y\"").definitions())
                .extracting(definition -> definition.name() + definition.value().map(Word::raw))
                .containsExactly("AOptional.empty", "BOptional[1]", "COptional[\"x y\"]");
    }

    // ---- errors

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'' | D:1:1: there is no FROM; say which image to begin with, or FROM scratch",
                "RUN x | D:1:1: before the first FROM there can only be ARG",
                "FROM a\\n\\n  RUM x | D:3:3: there is no instruction 'RUM'; is it RUN?",
                "FROM a\\nRUN | D:2:1: RUN says nothing: its arguments are missing",
                "FROM a\\nENV -- | D:2:1: ENV says nothing: its arguments are missing",
                "FROM a\\nARG -- | D:2:1: ARG says nothing: its arguments are missing",
                "FROM a\\nSTOPSIGNAL -- | D:2:1: STOPSIGNAL says nothing: its arguments are missing",
                "FROM a b | D:1:8: FROM takes an image, and then AS and a name for the stage, or nothing",
                "FROM a AS 1x | D:1:11: '1x' cannot be the name of a stage; it begins with a letter, and has letters, digits, and _ . -",
                "FROM a AS x\\nFROM b as X | D:2:1: there is a stage 'x' already; it begins at line 1",
                "FROM a\\nCOPY --form=b c d | D:2:6: COPY has no flag --form; it has --chmod, --chown, --from, --link",
                "FROM a\\nCOPY --from= c d | D:2:13: the flag --from needs a value; write --from=VALUE",
                "FROM a\\nCOPY --chown=1 --chown=2 c d | D:2:16: the flag --chown is there twice",
                "FROM a\\nCOPY x | D:2:1: COPY takes at least a source and a destination",
                "FROM a\\nADD https://example.org/x.git /x | D:2:5: ADD fetches single files by HTTP only; have the files in the directory of the build",
                "FROM a\\nADD --checksum=sha256:1 a b /x/ | D:2:16: a checksum is for one file; write an ADD for each",
                "FROM a\\nENV A=1 B | D:2:9: 'B' has no value; write NAME=value, and put quotes around a value with blanks",
                "FROM a\\nENV A=1 \\\\n  B='x | D:3:5: this quote does not end",
                "FROM a\\nARG 1=2 | D:2:5: '1' cannot be the name of a variable; letters, digits and _ can",
                "FROM a\\nSHELL bash -c | D:2:7: SHELL takes a list in JSON; write it as [\"/bin/bash\", \"-c\"]",
                "FROM a\\nSTOPSIGNAL a b | D:2:14: STOPSIGNAL takes one argument only",
                "FROM a\\nONBUILD ONBUILD RUN x | D:2:9: ONBUILD cannot be put off by ONBUILD",
                "FROM a\\nONBUILD COPY x | D:2:9: COPY takes at least a source and a destination",
                "FROM a\\nRUN <<EOF\\nx | D:2:5: the here-document does not end; write a line that is 'EOF' and nothing else",
                "FROM a\\nRUN --mount=type=ssh y | D:2:18: jdock has no mounts of type ssh; let Maven fetch what needs a key, and copy it into the image",
                "FROM a\\nRUN --mount=type=secret y | D:2:13: the secret has no id; add id=NAME",
                "FROM a\\nRUN --mount=type=cache y | D:2:13: the mount has no target; add target=PATH",
                "FROM a\\nRUN --mount=target=/x,mode=1 y | D:2:28: a mount of type bind has no 'mode'",
                "FROM a\\nRUN --network=lan y | D:2:15: 'lan' is no network of a RUN; it is default, none or host",
                "FROM a\\nHEALTHCHECK --interval=5 CMD x | D:2:24: '5' is no time; write it as 30s, 1m30s or 500ms",
                "FROM a\\nHEALTHCHECK x | D:2:13: HEALTHCHECK takes CMD and a command, or NONE",
                "# escape=x\\nFROM a | D:1:10: the escape must be \\ or `, and not 'x'",
                "# escape=`\\n# escape=`\\nFROM a | D:2:1: the directive 'escape' is there twice"
            })
    void errorsNameFileLineAndColumn(String text, String message) {
        String file = text.equals("''") ? "" : text.replace("\\\\n", "\\\n").replace("\\n", "\n");

        assertThatThrownBy(() -> Dockerfile.parse("D", file))
                .isInstanceOf(ImageException.class)
                .hasMessage(message);
    }

    @Test
    void aTriggerIsOneInstruction() {
        assertThatThrownBy(() -> Dockerfile.parseTrigger("ONBUILD of base", "RUN a\nRUN b"))
                .hasMessage("ONBUILD of base:1:1: there must be exactly one instruction");
        assertThat(Optional.of("FROM a"))
                .hasValueSatisfying(text -> assertThatThrownBy(() -> Dockerfile.parseTrigger("t", text))
                        .hasMessage("t:1:1: this cannot be put off to a later build"));
    }
}
