package io.jdock.plan;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzzing of {@link MountOptions}, one to a line. */
public final class MountOptionsFuzz {
    private MountOptionsFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(
                "nosuid\nnoexec\nrelatime\nmode=755\nsize=65536k".getBytes(StandardCharsets.UTF_8),
                "rbind\nrro\nrslave\nridmap".getBytes(StandardCharsets.UTF_8),
                "tmpcopyup\nuid=1000\nremount\nbind".getBytes(StandardCharsets.UTF_8));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            MountOptions.parse(List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1)));
        } catch (IllegalArgumentException e) {
            // with the option
        }
    }
}
