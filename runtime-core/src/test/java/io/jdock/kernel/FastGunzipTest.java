package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FastGunzipTest {
    private static final byte[] TEXT =
            "all that is packed comes out again\n".repeat(20).getBytes(StandardCharsets.US_ASCII);

    private final Random random = new Random(1);

    @BeforeEach
    void needsTheLibrary() {
        assumeTrue(Igzip.PRESENT, "needs ISA-L (libisal.so.2)");
    }

    @ParameterizedTest
    @ValueSource(ints = {Deflater.NO_COMPRESSION, Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION})
    void givesWhatWasPacked(int level) throws IOException {
        for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 3_000_000}) {
            byte[] content = halfRandom(size);

            assertThat(expand(pack(content, level))).isEqualTo(content);
        }
    }

    /** Repeats and noise in turn, so that it is packed in all ways. */
    private byte[] halfRandom(int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        for (int at = 0; at + 2000 < size; at += 2000) {
            System.arraycopy(content, random.nextInt(at + 1), content, at, 1000);
        }
        return content;
    }

    @Test
    void takesMembersForOneContent() throws IOException {
        byte[] second = halfRandom(200_000);
        byte[] packed = join(pack(TEXT, 6), join(pack(new byte[0], 6), pack(second, 1)));

        assertThat(expand(packed)).isEqualTo(join(TEXT, second));
    }

    @Test
    void leavesWhatComesAfterTheLastMember() throws IOException {
        for (byte[] behind : new byte[][] {new byte[1], new byte[70_000], {0x1f}, {0x1f, 0}}) {
            assertThat(expand(join(pack(TEXT, 6), behind))).isEqualTo(TEXT);
        }
    }

    /** RFC 1952, 2.3: FHCRC, FEXTRA, FNAME and FCOMMENT. */
    @Test
    void understandsHeadersWithAllFields() throws IOException {
        byte[] header = {0x1f, (byte) 0x8b, 8, 4 + 8 + 16, 1, 2, 3, 4, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0};
        byte[] packed = pack(TEXT, 6);

        assertThat(expand(join(header, Arrays.copyOfRange(packed, 10, packed.length))))
                .isEqualTo(TEXT);
    }

    @Test
    void findsThatTheEndIsMissing() {
        byte[] packed = pack(TEXT, 6);
        for (int length = 0; length < packed.length; length++) {
            byte[] part = Arrays.copyOf(packed, length);

            assertThatThrownBy(() -> expand(part)).as("%s bytes", length).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void findsEveryWrongBit() throws IOException {
        byte[] packed = pack(TEXT, 6);
        int refused = 0;
        for (int bit = 0; bit < packed.length * 8; bit++) {
            byte[] changed = packed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            if (jdkTakes(changed)) { // such as that of a time, which does not matter
                assertThat(expand(changed)).isEqualTo(TEXT);
            } else {
                assertThatThrownBy(() -> expand(changed)).as("bit %s", bit).isInstanceOf(IOException.class);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(packed.length);
    }

    private static boolean jdkTakes(byte[] packed) {
        try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return Arrays.equals(stream.readAllBytes(), TEXT);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void saysThatItIsDamagedAndThenNothingMore() throws IOException {
        byte[] packed = pack(TEXT, 6);
        packed[packed.length - 8] ^= 1; // CRC32
        try (InputStream stream = open(packed)) {
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(ZipException.class)
                    .hasMessageContaining("it is not what gzip makes");
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void cannotBeReadAnyMoreOnceItIsClosed() throws IOException {
        InputStream stream = open(pack(TEXT, 6));
        stream.close();
        stream.close();

        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessage("the stream is closed");
    }

    private byte[] expand(byte[] packed) throws IOException {
        try (InputStream stream = open(packed)) {
            return stream.readAllBytes();
        }
    }

    /** The packed bytes come in pieces of any size, as from a network. */
    private InputStream open(byte[] packed) {
        InputStream source = new ByteArrayInputStream(packed) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(1 << random.nextInt(17))));
            }
        };
        Optional<InputStream> stream = FastGunzip.of(source);
        assertThat(stream).isPresent();
        return stream.get();
    }

    private static byte[] pack(byte[] content, int level) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed) {
            {
                def.setLevel(level);
            }
        }) {
            gzip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return packed.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
