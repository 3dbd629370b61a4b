package io.jdock.container;

import io.jdock.image.ImageException;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import io.jdock.kernel.Capability;
import io.jdock.kernel.Signal;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzzing of what users and registries say in one word: the first byte says what it is. */
public final class WordsFuzz {
    private static final List<Parser> PARSERS = List.of(
            WordsFuzz::reference,
            Platforms::parse,
            Digest::parse,
            PublishedPort::parse,
            text -> Egress.parse(List.of(text.split(",", -1))),
            Capability::parse,
            Signal::parse);

    private WordsFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(
                input(0, "registry.example:5000/team/app:1.2@sha256:" + "0123456789abcdef".repeat(4)),
                input(1, "linux/arm64/v8"),
                input(2, "sha256:" + "0123456789abcdef".repeat(4)),
                input(3, "127.0.0.1:8000-8010:80/udp"),
                input(4, "example.org:443,[fd00::1]:5432"),
                input(5, "CAP_NET_BIND_SERVICE"),
                input(6, "RTMIN+3"));
    }

    private static byte[] input(int kind, String text) {
        return (kind + text).getBytes(StandardCharsets.UTF_8);
    }

    private interface Parser {
        Object parse(String text) throws IOException;
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        try {
            PARSERS.get(Math.floorMod(input[0] - '0', PARSERS.size())).parse(text);
        } catch (ImageException | IllegalArgumentException e) {
            // with the word
        }
    }

    /** The canonical name means the same. */
    private static Reference reference(String text) throws ImageException {
        Reference reference = Reference.parse(text);
        if (!Reference.parse(reference.toString()).equals(reference)) {
            throw new AssertionError(reference + " is another name");
        }
        return reference;
    }
}
