package io.jdock.benchmarks;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.image.UnpackLimits;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Starts BusyBox in an image that was pulled before, and in the host's own system, in turn: {@code store image ratios}. What finds the
 * image in the store and its layers counts.
 */
public final class ImageStart {
    private static final int ROUNDS = 100;
    private static final double MOST = 1.3;
    private static final double MILLISECOND = 1e6;

    private ImageStart() {}

    /** A start with all that comes before it. */
    private record InImage(Jdock jdock, LocalStore store, Reference image) implements Contender {
        @Override
        public String name() {
            return "image";
        }

        @Override
        public Trial prepare() {
            return new Trial() {
                @Override
                public int run() throws IOException, InterruptedException {
                    return jdock.start(spec()).waitFor();
                }

                @Override
                public void close() {}
            };
        }

        private ContainerSpec spec() throws IOException {
            ContentDescriptor content = store.resolve(image.toString()).orElseThrow();
            ContainerImage prepared = new Images(jdock.host(), store, UnpackLimits.DEFAULT)
                    .prepare(image.familiar(), content, note -> {});
            ContainerSpec.Builder spec = ContainerSpec.builder("/bin/busybox", "true");
            prepared.applyTo(spec);
            return spec.build();
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (Jdock jdock = Jdock.open()) {
            Contender image = new InImage(jdock, LocalStore.open(Path.of(arguments[0])), Reference.parse(arguments[1]));
            Contender embedded = new JdockContender(
                    "embedded",
                    jdock,
                    ContainerSpec.builder("/usr/bin/busybox", "true").build());
            List<Race.Result> results = new Race(List.of(image, embedded), ROUNDS).run();
            for (Race.Result result : results) {
                System.out.printf(
                        Locale.ROOT,
                        "start %-8s %6.2f ms%n",
                        result.name(),
                        result.time().median() / MILLISECOND);
            }
            Ratios ratios = new Ratios();
            ratios.add("embedded", results.get(0).time(), results.get(1).time(), OptionalDouble.of(MOST));
            ratios.write(Path.of(arguments[2]));
        }
    }
}
