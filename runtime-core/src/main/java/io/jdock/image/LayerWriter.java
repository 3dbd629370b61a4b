package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.MediaTypes;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Packs layers into a store. The same entries become the same bytes, whatever machine, JDK and user: a tar archive, sorted and
 * without anything that was not given, packed with gzip by a deflater of its own. A layer that the store already has is
 * not packed again. Safe for use by several threads.
 */
public final class LayerWriter {
    /** To be raised when the same entries become other bytes, so that layers of an older jdock are not taken for the new. */
    private static final String FORMAT = "jdock layer 2, gzip\n";

    private static final int BUFFER = 1 << 16;

    private final LocalStore store;
    private final LayerMemory memory;

    public LayerWriter(LocalStore store) {
        this.store = store;
        this.memory = new LayerMemory(store);
    }

    /**
     * Packs a layer, unless the store has it. Directories on the way to an entry need not be given; they are root's then.
     *
     * @throws ImageException if the entries contradict each other, or a file is changed meanwhile
     */
    public WrittenLayer write(Collection<? extends LayerEntry> entries) throws IOException {
        SortedMap<String, LayerEntry> arranged = LayerArchive.arrange(entries);
        Map<String, Digest> contents = contents(arranged);
        Digest inputs = inputs(arranged, contents);
        Optional<LayerMemory.Found> known = memory.find(inputs);
        if (known.isPresent()) {
            return known.get().layer();
        }
        WrittenLayer layer = pack(verified(arranged, contents));
        memory.keep(inputs, layer, List.of());
        return layer;
    }

    /**
     * Packs a layer that is dear to find the entries for, unless one was made of the same inputs.
     *
     * @param inputs whatever decides on the entries
     * @param maker makes the entries
     */
    public RemarkedLayer write(String inputs, Maker maker) throws IOException, InterruptedException {
        Optional<LayerMemory.Found> known = memory.find(key(inputs));
        if (known.isPresent()) {
            return new RemarkedLayer(known.get().layer(), known.get().remarks());
        }
        return writeAnew(inputs, maker);
    }

    /** Packs a layer, which later calls find that have the same inputs. */
    public RemarkedLayer writeAnew(String inputs, Maker maker) throws IOException, InterruptedException {
        Made made = maker.make();
        WrittenLayer layer = write(made.entries());
        memory.keep(key(inputs), layer, made.remarks());
        return new RemarkedLayer(layer, made.remarks());
    }

    private static Digest key(String inputs) {
        return Digest.sha256((FORMAT + inputs).getBytes(StandardCharsets.UTF_8));
    }

    /** Makes entries, and what is to be known of them later. */
    public interface Maker {
        Made make() throws IOException, InterruptedException;
    }

    /**
     * The entries of a layer.
     *
     * @param remarks free texts that are kept with it
     */
    public record Made(List<LayerEntry> entries, List<String> remarks) {
        public Made {
            entries = List.copyOf(entries);
            remarks = List.copyOf(remarks);
        }
    }

    /** A layer and the texts that are kept with it. */
    public record RemarkedLayer(WrittenLayer layer, List<String> remarks) {
        public RemarkedLayer {
            remarks = List.copyOf(remarks);
        }
    }

    // ---- what a layer is made of

    private static Map<String, Digest> contents(SortedMap<String, LayerEntry> entries) throws IOException {
        Map<String, Digest> contents = new TreeMap<>();
        for (LayerEntry entry : entries.values()) {
            if (entry instanceof LayerEntry.RegularFile file) {
                MessageDigest hash = Verification.sha256(file.content().size());
                try (InputStream content = new DigestInputStream(file.content().open(), hash)) {
                    content.transferTo(OutputStream.nullOutputStream());
                }
                contents.put(file.path(), Digest.ofSha256(hash.digest()));
            }
        }
        return contents;
    }

    private static Digest inputs(SortedMap<String, LayerEntry> entries, Map<String, Digest> contents)
            throws IOException {
        MessageDigest hash = Verification.sha256(0);
        try (DataOutputStream out =
                new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), hash))) {
            out.writeUTF(FORMAT);
            for (LayerEntry entry : entries.values()) {
                out.writeUTF(entry.getClass().getSimpleName());
                text(out, entry.path());
                text(out, entry.status().toString());
                if (entry instanceof LayerEntry.RegularFile file) {
                    text(out, String.valueOf(contents.get(file.path())));
                } else if (entry instanceof LayerEntry.SymbolicLink link) {
                    text(out, link.target());
                } else if (entry instanceof LayerEntry.HardLink link) {
                    text(out, link.existing());
                }
            }
        }
        return Digest.ofSha256(hash.digest());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** The same entries, whose contents are refused when they are not what they were at the first reading. */
    private static SortedMap<String, LayerEntry> verified(
            SortedMap<String, LayerEntry> entries, Map<String, Digest> contents) {
        SortedMap<String, LayerEntry> verified = new TreeMap<>();
        entries.forEach((path, entry) -> verified.put(
                path,
                entry instanceof LayerEntry.RegularFile file
                        ? new LayerEntry.RegularFile(
                                path, file.status(), new Verified(file, Objects.requireNonNull(contents.get(path))))
                        : entry));
        return verified;
    }

    /** Content that must have a digest at its end. */
    private record Verified(LayerEntry.RegularFile file, Digest expected) implements LayerContent {
        @Override
        public long size() {
            return file.content().size();
        }

        @Override
        public InputStream open() throws IOException {
            MessageDigest hash = Verification.sha256(size());
            return new DigestInputStream(file.content().open(), hash) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    if (count < 0 && !Digest.ofSha256(hash.digest()).equals(expected)) {
                        throw LayerArchive.changed(file);
                    }
                    return count;
                }
            };
        }
    }

    // ---- packing

    private WrittenLayer pack(SortedMap<String, LayerEntry> entries) throws IOException {
        Path file = Files.createTempFile(store.ingest(), "write-", ".tar.gz");
        try {
            long size = size(entries);
            MessageDigest packedHash = Verification.sha256(size);
            MessageDigest plainHash = Verification.sha256(size);
            try (PortableGzip gzip = new PortableGzip(new BufferedOutputStream(
                    new DigestOutputStream(Files.newOutputStream(file), packedHash), BUFFER))) {
                LayerArchive.write(entries, new DigestOutputStream(gzip, plainHash));
                gzip.finish();
            }
            Digest digest = Digest.ofSha256(packedHash.digest());
            ContentDescriptor packed = ContentDescriptor.of(MediaTypes.IMAGE_LAYER_GZIP, digest, Files.size(file));
            store.adopt(file, digest);
            return new WrittenLayer(packed, Digest.ofSha256(plainHash.digest()));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static long size(SortedMap<String, LayerEntry> entries) {
        return entries.values().stream()
                .mapToLong(entry -> entry instanceof LayerEntry.RegularFile file
                        ? file.content().size()
                        : 0)
                .sum();
    }
}
