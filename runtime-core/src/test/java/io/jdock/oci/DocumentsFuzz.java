package io.jdock.oci;

import io.jdock.oci.DocumentsMutationTest.Document;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fuzzing of {@link ConfigReader} and {@link ImageReader}: the first byte says which document the others are. */
public final class DocumentsFuzz {
    private static final ConfigReader CONFIG = new ConfigReader();
    private static final ConfigWriter WRITER = new ConfigWriter();

    private static final List<Document> DOCUMENTS = List.of(Document.values());

    private DocumentsFuzz() {}

    /** Good documents, to begin with. */
    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(input(0, new String(Fixture.full(), StandardCharsets.UTF_8)));
        for (int i = 0; i < DOCUMENTS.size(); i++) {
            seeds.add(input(1 + i, DOCUMENTS.get(i).json()));
        }
        return seeds;
    }

    private static byte[] input(int kind, String document) {
        return (kind + document).getBytes(StandardCharsets.UTF_8);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] document = Arrays.copyOfRange(input, 1, input.length);
        try {
            int kind = Math.floorMod(input[0] - '0', 1 + DOCUMENTS.size());
            if (kind == 0) {
                readTwice(document);
            } else {
                DOCUMENTS.get(kind - 1).read(document);
            }
        } catch (InvalidSpecException e) {
            // with a path and what was found there
        }
    }

    /** What is valid is still so, and the same, when it was written down: commands read what others leave. */
    private static void readTwice(byte[] document) {
        RuntimeSpec spec = CONFIG.read(document);
        if (!CONFIG.read(WRITER.write(spec)).equals(spec)) {
            throw new AssertionError("written, it is another configuration");
        }
    }
}
