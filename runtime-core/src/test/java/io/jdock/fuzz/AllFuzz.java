package io.jdock.fuzz;

import io.jdock.container.WordsFuzz;
import io.jdock.image.LayerFuzz;
import io.jdock.image.dockerfile.DockerfileFuzz;
import io.jdock.image.registry.ChallengeFuzz;
import io.jdock.network.QuestionFuzz;
import io.jdock.oci.DocumentsFuzz;
import io.jdock.plan.MountOptionsFuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** All targets in one, for a short run: the first byte says for whom the others are. */
public final class AllFuzz {
    private static final List<Target> TARGETS = List.of(
            new Target(DocumentsFuzz.class, DocumentsFuzz::fuzzerTestOneInput, DocumentsFuzz.seeds()),
            new Target(WordsFuzz.class, WordsFuzz::fuzzerTestOneInput, WordsFuzz.seeds()),
            new Target(MountOptionsFuzz.class, MountOptionsFuzz::fuzzerTestOneInput, MountOptionsFuzz.seeds()),
            new Target(DockerfileFuzz.class, DockerfileFuzz::fuzzerTestOneInput, DockerfileFuzz.seeds()),
            new Target(LayerFuzz.class, LayerFuzz::fuzzerTestOneInput, LayerFuzz.seeds()),
            new Target(ChallengeFuzz.class, ChallengeFuzz::fuzzerTestOneInput, ChallengeFuzz.seeds()),
            new Target(QuestionFuzz.class, QuestionFuzz::fuzzerTestOneInput, QuestionFuzz.seeds()));

    private AllFuzz() {}

    private record Target(Class<?> type, Run run, List<byte[]> seeds) {}

    private interface Run {
        void on(byte[] input) throws Exception;
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length > 0) {
            int target = Math.floorMod(input[0] - 'A', TARGETS.size());
            TARGETS.get(target).run().on(Arrays.copyOfRange(input, 1, input.length));
        }
    }

    /** Writes the input that each target begins with into a directory of its name, and all of it into another. */
    static void writeSeeds(Path directory) throws IOException {
        for (int i = 0; i < TARGETS.size(); i++) {
            Path own = Files.createDirectories(
                    directory.resolve(TARGETS.get(i).type().getName()));
            Path all = Files.createDirectories(directory.resolve(AllFuzz.class.getName()));
            int number = 0;
            for (byte[] seed : TARGETS.get(i).seeds()) {
                ByteArrayOutputStream chosen = new ByteArrayOutputStream();
                chosen.write('A' + i);
                chosen.write(seed);
                Files.write(own.resolve("seed-" + number), seed);
                Files.write(all.resolve("seed-" + i + "-" + number), chosen.toByteArray());
                number++;
            }
        }
    }

    /** For {@code bin/fuzz}: the directory as above; prints the names of all targets. */
    public static void main(String[] arguments) throws IOException {
        writeSeeds(Path.of(arguments[0]));
        TARGETS.forEach(target -> System.out.println(target.type().getName()));
    }
}
