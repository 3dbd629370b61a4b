package io.jdock.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzzing of {@link ChallengeParser}, a field to a line. It understands what it can, and refuses nothing. */
public final class ChallengeFuzz {
    private ChallengeFuzz() {}

    public static List<byte[]> seeds() {
        String fields =
                "Bearer realm=\"https://auth.example/token\",service=\"a \\\"b\\\"\", scope=x\nBasic realm=\"y\", Negotiate abc==";
        return List.of(fields.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        ChallengeParser.parse(List.of(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1)));
    }
}
