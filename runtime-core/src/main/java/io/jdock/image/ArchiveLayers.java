package io.jdock.image;

import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Takes tar archives of root file systems into a store as layers, as they are. Safe for use by several threads. */
public final class ArchiveLayers {
    private static final int BUFFER = 1 << 16;

    private final LocalStore store;

    public ArchiveLayers(LocalStore store) {
        this.store = store;
    }

    /**
     * Makes a layer of an archive. One that is packed with gzip or zstd stays packed so; a plain one is packed with gzip.
     *
     * @throws ImageException if the file is no tar archive, is packed otherwise, or breaks off
     */
    public WrittenLayer take(Path archive) throws IOException {
        if (!Files.isRegularFile(archive)) {
            throw new ImageException(archive.toString(), "there is no such file", null);
        }
        Path file = Files.createTempFile(store.ingest(), "import-", ".tar");
        try {
            Compression compression;
            MessageDigest packedHash = Verification.sha256(Files.size(archive));
            try (InputStream content = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
                    OutputStream out = new BufferedOutputStream(
                            new DigestOutputStream(Files.newOutputStream(file), packedHash), BUFFER)) {
                compression = Compression.of(content, archive.toString());
                copy(content, out, compression);
            }
            if (compression == Compression.NONE) {
                compression = Compression.GZIP;
            }
            Digest diffId = readThrough(file, archive);
            Digest digest = Digest.ofSha256(packedHash.digest());
            long size = Files.size(file);
            store.adopt(file, digest);
            return new WrittenLayer(ContentDescriptor.of(compression.mediaType(), digest, size), diffId);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void copy(InputStream content, OutputStream out, Compression compression) throws IOException {
        if (compression != Compression.NONE) {
            content.transferTo(out);
            return;
        }
        try (PortableGzip gzip = new PortableGzip(out)) {
            content.transferTo(gzip);
            gzip.finish();
        }
    }

    /**
     * The digest of what is packed, all of which has been looked at then.
     *
     * @param origin for errors
     */
    private static Digest readThrough(Path file, Path origin) throws IOException {
        MessageDigest hash = Verification.sha256(Files.size(file));
        long entries = 0;
        try (InputStream packed = Files.newInputStream(file);
                InputStream archive = new DigestInputStream(Compression.expand(packed, origin.toString()), hash)) {
            TarArchiveInputStream tar = new TarArchiveInputStream(archive, StandardCharsets.UTF_8.name());
            while (tar.getNextEntry() != null) {
                entries++;
            }
            archive.transferTo(OutputStream.nullOutputStream());
        } catch (IOException
                | IllegalArgumentException e) { // the latter of commons-compress, for numbers that are none
            throw new ImageException(origin.toString(), "this is no complete tar archive: " + e.getMessage(), null, e);
        }
        if (entries == 0) {
            throw new ImageException(origin.toString(), "there is nothing in this tar archive", null);
        }
        return Digest.ofSha256(hash.digest());
    }
}
