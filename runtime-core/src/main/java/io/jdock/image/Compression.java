package io.jdock.image;

import com.github.luben.zstd.ZstdInputStream;
import io.jdock.kernel.FastGunzip;
import io.jdock.oci.MediaTypes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** How an archive is packed, by what it begins with, as Docker tells: media types do not always say the truth. */
enum Compression {
    NONE(MediaTypes.IMAGE_LAYER),
    GZIP(MediaTypes.IMAGE_LAYER_GZIP),
    ZSTD(MediaTypes.IMAGE_LAYER_ZSTD);

    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 4;

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Of a layer that is packed so. */
    String mediaType() {
        return mediaType;
    }

    /**
     * Looks at the beginning of a stream, which stays there.
     *
     * @param archive supports {@link InputStream#mark}
     * @param subject for the error
     * @throws ImageException if it is packed in a way that layers may not be
     */
    static Compression of(InputStream archive, String subject) throws IOException {
        archive.mark(MAGIC);
        String magic = HexFormat.of().formatHex(archive.readNBytes(MAGIC));
        archive.reset();
        if (magic.startsWith("1f8b")) {
            return GZIP;
        }
        if (magic.equals("28b52ffd")) {
            return ZSTD;
        }
        if (magic.startsWith("425a68") || magic.equals("fd377a58")) {
            throw new ImageException(subject, "it is packed with bzip2 or xz", "layers are plain, gzip or zstd");
        }
        return NONE;
    }

    /** What is packed in a file, whichever way. */
    static InputStream expand(InputStream file, String subject) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(file, BUFFER);
        return switch (of(buffered, subject)) {
            case GZIP -> gunzip(buffered);
            case ZSTD -> new ZstdInputStream(buffered);
            case NONE -> buffered;
        };
    }

    private static InputStream gunzip(InputStream packed) throws IOException {
        Optional<InputStream> fast = FastGunzip.of(packed);
        return fast.isPresent() ? fast.get() : new GZIPInputStream(packed, BUFFER);
    }
}
