package io.jdock.image;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.OpenFlag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Fuzzing of {@link LayerUnpacker}: an archive that is anything, unpacked into a directory with a file beside it. */
public final class LayerFuzz {
    private static final UnpackLimits FEW = new UnpackLimits(100, 1 << 20, 1000, 1000);

    private LayerFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(
                new Tar()
                        .directory("bin", 0755)
                        .file("bin/tool", "#!/bin/sh\n")
                        .symbolicLink("sh", "bin/tool")
                        .bytes(),
                new Tar()
                        .file("a", "1")
                        .hardLink("b", "a")
                        .file(".wh.c", "")
                        .file("d/.wh..wh..opq", "")
                        .bytes(),
                new Tar()
                        .withAttributes("x", Map.of("user.a", "b"))
                        .device("dev/null", 1, 3)
                        .file("../out", "no")
                        .symbolicLink("up", "..")
                        .file("up/outside", "changed")
                        .bytes());
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Path directory = Files.createTempDirectory("jdock-fuzz");
        try {
            Path layer = Files.createDirectory(directory.resolve("layer"));
            Files.createFile(directory.resolve("outside"));
            unpack(layer, input);
            try (Stream<Path> there = Files.list(directory)) {
                if (there.count() != 2 || Files.size(directory.resolve("outside")) != 0) {
                    throw new AssertionError("the archive has changed what lies outside");
                }
            }
        } finally {
            remove(directory);
        }
    }

    private static void unpack(Path layer, byte[] archive) throws IOException {
        try (Descriptor root = Descriptor.open(layer.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY)) {
            new LayerUnpacker(root, LayerIds.CALLER, FEW, archive.length, note -> {})
                    .unpack(new ByteArrayInputStream(archive));
        } catch (IOException e) {
            // with the entry
        }
    }

    /** A directory may be one that its owner may not read. */
    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
