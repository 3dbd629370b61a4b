package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerWriterTest {
    @TempDir
    Path directory;

    private LocalStore store;
    private LayerWriter writer;

    @BeforeEach
    void openStore() throws IOException {
        store = LocalStore.open(directory.resolve("store"));
        writer = new LayerWriter(store);
    }

    private static List<LayerEntry> everyKind() {
        LayerEntry.Status ann =
                new LayerEntry.Status(04750, 3_000_000, 1000, Instant.ofEpochSecond(1_700_000_000, 5), new TreeMap<>());
        return List.of(
                LayerEntry.directory("tmp", 01777),
                LayerEntry.file("app/" + "long".repeat(60), 0644, LayerContent.of("a long name\n")),
                LayerEntry.file("app/grüße", 0600, LayerContent.of("x".repeat(200_000))),
                new LayerEntry.RegularFile("app/setuid", ann, LayerContent.of(noise(100_000))),
                new LayerEntry.HardLink("app/zz", LayerEntry.Status.of(0644), "app/setuid"),
                LayerEntry.symbolicLink("bin", "usr/bin"),
                LayerEntry.whiteout("etc/gone"),
                LayerEntry.opaque("etc/new"));
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(42).nextBytes(noise);
        return noise;
    }

    /** These digests hold for every machine and JDK. Whoever changes them changes the digests of all images. */
    @Test
    void theSameEntriesAreTheSameBytesEverywhere() throws IOException {
        WrittenLayer layer = writer.write(everyKind());

        assertThat(layer.diffId())
                .hasToString("sha256:cfc7ce72c2cf3ac785cc5365adcd0a966625acdd8145baf442734cc006117926");
        assertThat(layer.packed().digest())
                .hasToString("sha256:68e0fb564b445a016a4b041fd892de3dc841536b70af881e8057fa504e3b55a1");
        assertThat(layer.packed().mediaType()).isEqualTo(MediaTypes.IMAGE_LAYER_GZIP);
        assertThat(layer.packed().size()).isEqualTo(101_421);
    }

    @Test
    void theOrderInWhichEntriesAreGivenDoesNotMatter() throws IOException {
        List<LayerEntry> shuffled = new ArrayList<>(everyKind());
        Collections.reverse(shuffled);
        LayerWriter other = new LayerWriter(LocalStore.open(directory.resolve("other")));

        assertThat(other.write(shuffled)).isEqualTo(writer.write(everyKind()));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Map<String, TarArchiveEntry> entries = read(writer.write(everyKind()));

        assertThat(entries)
                .containsOnlyKeys(
                        "app/",
                        "app/" + "long".repeat(60),
                        "app/grüße",
                        "app/setuid",
                        "app/zz",
                        "bin",
                        "etc/",
                        "etc/.wh.gone",
                        "etc/new/",
                        "etc/new/.wh..wh..opq",
                        "tmp/");
        TarArchiveEntry setuid = entries.get("app/setuid");
        assertThat(setuid.getMode() & 07777).isEqualTo(04750);
        assertThat(setuid.getLongUserId()).isEqualTo(3_000_000);
        assertThat(setuid.getLongGroupId()).isEqualTo(1000);
        assertThat(setuid.getUserName() + setuid.getGroupName()).isEmpty();
        assertThat(setuid.getLastModifiedTime().toInstant()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(entries.get("app/zz").isLink()).isTrue();
        assertThat(entries.get("app/zz").getLinkName()).isEqualTo("app/setuid");
        assertThat(entries.get("bin").getLinkName()).isEqualTo("usr/bin");
        assertThat(entries.get("tmp/").getMode() & 07777).isEqualTo(01777);
        assertThat(entries.get("app/").getLastModifiedTime().toInstant()).isEqualTo(Instant.ofEpochSecond(1));
    }

    @Test
    void plainNamesTakeNoPaxHeaders() throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        LayerArchive.write(
                LayerArchive.arrange(List.of(LayerEntry.file("a/b", 0644, LayerContent.of("content")))), plain);

        // a directory's header, a file's header and its content, and the two blocks of the end
        assertThat(plain.size()).isEqualTo(5 * 512);
    }

    @Test
    void aLayerThatIsThereIsNotWrittenAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("a.jar"), "content");
        List<LayerEntry> entries = List.of(LayerEntry.file("a.jar", 0644, LayerContent.of(file)));
        WrittenLayer layer = writer.write(entries);
        Path blob = store.blob(layer.packed().digest());
        Object before = Files.getAttribute(blob, "unix:ctime");

        assertThat(new LayerWriter(store).write(entries)).isEqualTo(layer);
        assertThat(Files.getAttribute(blob, "unix:ctime")).isEqualTo(before);

        Files.delete(blob);
        assertThat(writer.write(entries)).isEqualTo(layer);
        assertThat(blob).exists();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void anotherContentOfTheSameFileIsAnotherLayer() throws IOException {
        Path file = Files.writeString(directory.resolve("a.jar"), "content");
        WrittenLayer one = writer.write(List.of(LayerEntry.file("a.jar", 0644, LayerContent.of(file))));
        Files.setLastModifiedTime(Files.writeString(file, "CONTENT"), Files.getLastModifiedTime(file));
        WrittenLayer other = writer.write(List.of(LayerEntry.file("a.jar", 0644, LayerContent.of(file))));

        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void entriesThatAreDearToFindAreLookedForOnce() throws Exception {
        LayerWriter.Maker maker =
                () -> new LayerWriter.Made(List.of(LayerEntry.directory("a", 0755)), List.of("libc.so.6"));
        LayerWriter.RemarkedLayer first = writer.write("inputs", maker);
        LayerWriter.RemarkedLayer again = writer.write("inputs", () -> {
            throw new AssertionError("made again");
        });

        assertThat(again).isEqualTo(first);
        assertThat(again.remarks()).containsExactly("libc.so.6");
    }

    @Test
    void aNoteThatIsNoJsonIsForgotten() throws IOException {
        List<LayerEntry> entries = List.of(LayerEntry.directory("a", 0755));
        WrittenLayer layer = writer.write(entries);
        try (Stream<Path> notes = Files.list(store.root().resolve("written"))) {
            for (Path note : notes.toList()) {
                Files.writeString(note, "{");
            }
        }

        assertThat(writer.write(entries)).isEqualTo(layer);
    }

    @Test
    void aFileThatChangesWhileItIsReadIsRefused() throws IOException {
        LayerContent restless = new LayerContent() {
            private int opened;

            @Override
            public long size() {
                return 1;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[] {(byte) opened++});
            }
        };

        assertThatThrownBy(() -> writer.write(List.of(LayerEntry.file("a", 0644, restless))))
                .isInstanceOf(ImageException.class)
                .hasMessage("a: it was changed while it was put into a layer; try again when nothing writes to it");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void entriesThatContradictEachOtherAreRefused() {
        LayerEntry file = LayerEntry.file("a", 0644, LayerContent.of(""));

        assertThatThrownBy(() -> writer.write(List.of(file, LayerEntry.directory("a", 0755))))
                .hasMessage("a: a layer cannot have two entries at this path");
        assertThatThrownBy(() -> writer.write(List.of(file, LayerEntry.directory("a/b", 0755))))
                .hasMessage("a/b: it cannot lie in a, which is no directory");
    }

    @Test
    void whatIsNoPathIsRefused() {
        assertThat(List.of("", "/a", "a/", "a//b", ".", "a/./b", "..", "../a", "a/..", "a\0b"))
                .allSatisfy(path -> assertThatThrownBy(() -> LayerEntry.directory(path, 0755))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageEndingWith("is no path of a layer"));
    }

    @Property(tries = 200)
    void everyNameComesBack(@ForAll("paths") String path, @ForAll("names") String target) throws IOException {
        LayerEntry link = LayerEntry.symbolicLink(path, target);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        LayerArchive.write(LayerArchive.arrange(List.of(link)), plain);

        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(plain.toByteArray()), "UTF-8")) {
            TarArchiveEntry last = null;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                last = entry;
            }
            assertThat(last).isNotNull();
            assertThat(last.getName()).isEqualTo(path);
            assertThat(last.getLinkName()).isEqualTo(target);
        }
    }

    /**
     * They would differ with several records, which commons-compress writes in no particular order, and where it cuts a character of
     * two in half.
     */
    @Property(tries = 200)
    void headersAreThoseOfCommonsCompress(
            @ForAll("paths") String anyPath, @ForAll @IntRange(max = 07777) int mode, @ForAll byte[] content)
            throws IOException {
        String path = anyPath.replaceAll("[^\\x{0}-\\x{FFFF}]", "x");
        LayerEntry.Status status =
                new LayerEntry.Status(mode, mode, 07777777, Instant.ofEpochSecond(mode * 1000L), new TreeMap<>());
        ByteArrayOutputStream theirs = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(theirs, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_NORMAL, true);
            entry.setMode(mode);
            entry.setIds(mode, 07777777);
            entry.setLastModifiedTime(FileTime.from(status.time()));
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }

        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        LayerArchive.write(
                new TreeMap<>(Map.of(path, new LayerEntry.RegularFile(path, status, LayerContent.of(content)))), ours);
        assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray());
    }

    @Test
    void whatFitsInNoHeaderComesBackFromRecords() throws IOException {
        LayerEntry.Status large = new LayerEntry.Status(
                0777,
                1L << 31,
                (1L << 32) - 2,
                Instant.ofEpochSecond(1L << 40),
                new TreeMap<>(Map.of("user.one", "1", "user.two", "2".repeat(1000))));
        String path = "ä".repeat(120) + "/" + "b".repeat(200);
        String target = "../" + "ç/".repeat(400);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        LayerArchive.write(new TreeMap<>(Map.of(path, new LayerEntry.SymbolicLink(path, large, target))), plain);

        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(plain.toByteArray()), "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            assertThat(entry.getName()).isEqualTo(path);
            assertThat(entry.getLinkName()).isEqualTo(target);
            assertThat(entry.getLongUserId()).isEqualTo(1L << 31);
            assertThat(entry.getLongGroupId()).isEqualTo((1L << 32) - 2);
            assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(Instant.ofEpochSecond(1L << 40));
            assertThat(entry.getExtraPaxHeaders())
                    .containsOnly(
                            Map.entry("SCHILY.xattr.user.one", "1"),
                            Map.entry("SCHILY.xattr.user.two", "2".repeat(1000)));
            assertThat(tar.getNextEntry()).isNull();
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(255)
                .excludeChars('/', '\0')
                .filter(name -> !name.equals(".")
                        && !name.equals("..")
                        && StandardCharsets.UTF_8.newEncoder().canEncode(name));
    }

    @Provide
    Arbitrary<String> paths() {
        return names().list().ofMinSize(1).ofMaxSize(4).map(names -> String.join("/", names));
    }

    @Property(tries = 100)
    void whatIsPackedIsUnpacked(@ForAll byte[] content, @ForAll Random random) throws IOException {
        byte[] repeated = new byte[content.length * 700];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = content[i % content.length];
        }
        byte[] whole = pack(repeated, repeated.length);

        assertThat(new GZIPInputStream(new ByteArrayInputStream(whole)).readAllBytes())
                .isEqualTo(repeated);
        assertThat(pack(repeated, 1 + random.nextInt(3 * (1 << 16)))).isEqualTo(whole);
    }

    private static byte[] pack(byte[] content, int piece) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (PortableGzip gzip = new PortableGzip(packed)) {
            for (int i = 0; i < content.length; i += piece) {
                gzip.write(Arrays.copyOfRange(content, i, Math.min(content.length, i + piece)));
            }
            gzip.finish();
        }
        return packed.toByteArray();
    }

    private Map<String, TarArchiveEntry> read(WrittenLayer layer) throws IOException {
        Map<String, TarArchiveEntry> entries = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GZIPInputStream(store.open(layer.packed().digest())), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), entry);
            }
        }
        return entries;
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(store.root().resolve("ingest"))) {
            return files.toList();
        }
    }
}
