package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Fuzzing of {@link Dockerfile}, {@link IgnoreRules} and {@link Word}: the first byte says which. */
public final class DockerfileFuzz {
    private static final int KINDS = 3;

    private DockerfileFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(
                input(0, """
                        # syntax=docker/dockerfile:1
                        # escape=\\
                        ARG base=alpine
                        FROM --platform=linux/amd64 ${base}:3 AS build
                        ENV a=1 "b c"='d e'
                        RUN --mount=type=cache,target=/root/.m2 --network=none mvn -q \\
                          verify
                        RUN <<EOF
                        echo $a
                        EOF
                        COPY --from=build --chown=1:2 --chmod=755 ["a b", "/c/"]
                        HEALTHCHECK --interval=5s --retries=3 CMD ["true"]
                        SHELL ["/bin/sh", "-c"]
                        ONBUILD ADD . /x
                        EXPOSE 80/tcp 90-95
                        """),
                input(1, "target/\n!target/*.jar\n**/*.[ch]\n# no\n"),
                input(2, "${name:-'x'} \"$other\" \\$x ${o:+y} ${q:?bad}"));
    }

    private static byte[] input(int kind, String text) {
        return (kind + text).getBytes(StandardCharsets.UTF_8);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        try {
            switch (Math.floorMod(input[0] - '0', KINDS)) {
                case 0 -> Dockerfile.parse("Dockerfile", text);
                case 1 -> IgnoreRules.parse(".dockerignore", text).ignores("a/b.txt");
                default ->
                    new Word(text, new Position("Dockerfile", 1, 1), '\\')
                            .expand(name -> name.startsWith("n") ? Optional.empty() : Optional.of(name));
            }
        } catch (ImageException e) {
            // with file, line and column
        }
    }
}
