package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.Healthcheck;
import io.jdock.oci.Image;
import io.jdock.oci.ImageConfig;
import io.jdock.oci.MediaTypes;
import io.jdock.oci.Platform;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** The note of an image says the image or nothing, whatever becomes of it. */
class KnownImageTest {
    private static final Platform PLATFORM = new Platform("arm64", "linux", "7", List.of("a", "b"), "v8");

    @Example
    void aNoteSaysAllThatTheDocumentsDid() {
        Map<String, Object> others = Map.of("Hostname", "", "Tty", false, "Size", 7L, "Of", List.of(Map.of("a", "b")));
        KnownImage known = known(config("postgres", List.of("A=1"), others).toBuilder()
                .healthcheck(new Healthcheck(List.of("CMD", "true"), 1, 2, 3, 4, 5))
                .build());

        assertThat(KnownImage.of(known.note().orElseThrow())).contains(known);
    }

    @Example
    void whatANoteCannotSayIsNotNoted() {
        Map<String, Object> large = Map.of("Size", BigInteger.TWO.pow(70));

        assertThat(known(config("a", List.of(), large)).note()).isEmpty();
        assertThat(known(config("\ud800", List.of(), Map.of())).note()).isEmpty();
    }

    @Property
    void theImageOfANoteIsTheOneThatWasRead(@ForAll("images") KnownImage known) {
        Optional<byte[]> note = known.note();

        assertThat(note.isEmpty() || KnownImage.of(note.get()).equals(Optional.of(known)))
                .isTrue();
    }

    @Property
    void aDamagedNoteSaysTheImageOrNothing(
            @ForAll("images") KnownImage known, @ForAll int at, @ForAll byte value, @ForAll boolean cut) {
        Optional<byte[]> note = known.note();
        if (note.isPresent()) {
            int index = Math.floorMod(at, note.get().length);
            byte[] damaged = cut ? Arrays.copyOf(note.get(), index) : note.get().clone();
            if (!cut) {
                damaged[index] = value;
            }

            assertThat(KnownImage.of(damaged)).isIn(Optional.empty(), Optional.of(known));
        }
    }

    @Property
    void anyBytesAreNoNote(@ForAll byte[] bytes) {
        assertThat(KnownImage.of(bytes)).isEmpty();
    }

    @Example
    void whatGoesOnBehindItsEndIsNoNote() {
        byte[] note = known(config("ann", List.of(), Map.of())).note().orElseThrow();
        byte[] content = Arrays.copyOfRange(note, NoteInput.HEADER, note.length);

        assertThat(KnownImage.of(whole(content))).isPresent();
        assertThat(KnownImage.of(whole(Arrays.copyOf(content, content.length + 1))))
                .isEmpty();
    }

    /** As of a version that forgot to raise its number: it says something that can be noted, or nothing. */
    @Property
    void whatIsWholeIsReadOrLeftAlone(@ForAll("images") KnownImage known, @ForAll int at, @ForAll int value) {
        byte[] note = known.note().orElse(new byte[NoteInput.HEADER + Integer.BYTES]);
        byte[] content = Arrays.copyOfRange(note, NoteInput.HEADER, note.length);
        ByteBuffer.wrap(content).putInt(Math.floorMod(at, content.length - Integer.BYTES + 1), value);

        Optional<KnownImage> read = KnownImage.of(whole(content));

        assertThat(read.flatMap(KnownImage::note).flatMap(KnownImage::of)).isEqualTo(read);
    }

    private static byte[] whole(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return ByteBuffer.allocate(NoteInput.HEADER + content.length)
                .putInt(NoteInput.FORM)
                .putInt((int) sum.getValue())
                .put(content)
                .array();
    }

    @Provide
    Arbitrary<KnownImage> images() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(8);
        Arbitrary<List<String>> texts = text.list().ofMaxSize(4);
        Arbitrary<Object> plain = Arbitraries.lazyOf(
                () -> text.map(Object.class::cast),
                () -> Arbitraries.longs().map(Object.class::cast),
                () -> Arbitraries.of(true, false).map(Object.class::cast),
                () -> texts.map(Object.class::cast),
                () -> Arbitraries.maps(text, texts).ofMaxSize(2).map(Object.class::cast));
        return Combinators.combine(text, texts, Arbitraries.maps(text, plain).ofMaxSize(3))
                .as((user, env, others) -> known(config(user, env, others)));
    }

    private static ImageConfig config(String user, List<String> texts, Map<String, @Nullable Object> others) {
        return ImageConfig.builder()
                .user(user)
                .env(texts)
                .cmd(texts)
                .entrypoint(List.of("/bin/" + user))
                .exposedPorts(Set.of("8080/tcp"))
                .volumes(Set.copyOf(texts))
                .labels(Map.of("of", user))
                .stopSignal("SIGINT")
                .shell(texts)
                .others(others)
                .build();
    }

    private static KnownImage known(ImageConfig config) {
        ContentDescriptor manifest = new ContentDescriptor(
                MediaTypes.IMAGE_MANIFEST, digest(1), 1, List.of("u"), Map.of("a", "b"), "data", PLATFORM, "type");
        Image image = new Image(
                "2026-01-01T00:00:00Z",
                null,
                "arm64",
                "linux",
                null,
                List.of(),
                "v8",
                config,
                new Image.RootFs(Image.RootFs.LAYERS, List.of(digest(2), Digest.sha512(new byte[3]))),
                List.of(new Image.History(null, "RUN true", "ann", null, true)));
        return new KnownImage(
                ContentDescriptor.of(MediaTypes.IMAGE_INDEX, digest(4), 4),
                PLATFORM,
                List.of(new SeenDocument(digest(4), 1, 2, 3, -4), new SeenDocument(digest(1), 5, 6, 7, 8)),
                new LocalImage(
                        manifest,
                        image,
                        List.of(
                                ContentDescriptor.of(MediaTypes.IMAGE_LAYER_GZIP, digest(5), 5),
                                ContentDescriptor.of(MediaTypes.IMAGE_LAYER_ZSTD, digest(6), 6))));
    }

    private static Digest digest(int content) {
        return Digest.sha256(new byte[content]);
    }
}
