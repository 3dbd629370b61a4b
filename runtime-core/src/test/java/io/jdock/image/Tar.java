package io.jdock.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes archives for tests, hostile ones too. */
public final class Tar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, byte[]> values = new LinkedHashMap<>(); // by what stands in their places
    private final TarArchiveOutputStream archive = new TarArchiveOutputStream(bytes, "UTF-8");

    public Tar() {
        archive.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        archive.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    public Tar file(String name, String content) {
        return file(name, content, entry -> {});
    }

    public Tar file(String name, byte[] content, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setSize(content.length);
        return put(entry, content);
    }

    public Tar file(String name, String content, Consumer<TarArchiveEntry> change) {
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(0644);
        entry.setSize(data.length);
        change.accept(entry);
        return put(entry, data);
    }

    public Tar directory(String name, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(name.endsWith("/") ? name : name + "/", true);
        entry.setMode(mode);
        return put(entry, new byte[0]);
    }

    public Tar directory(String name, int mode, int user, int group) {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/", true);
        entry.setMode(mode);
        entry.setIds(user, group);
        return put(entry, new byte[0]);
    }

    public Tar symbolicLink(String name, String target) {
        return symbolicLink(name, target, 0, 0);
    }

    public Tar symbolicLink(String name, String target, int user, int group) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
        entry.setLinkName(target);
        entry.setIds(user, group);
        return put(entry, new byte[0]);
    }

    public Tar hardLink(String name, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_LINK, true);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    public Tar device(String name, int major, int minor) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_CHR, true);
        entry.setDevMajor(major);
        entry.setDevMinor(minor);
        return put(entry, new byte[0]);
    }

    public Tar withAttributes(String name, Map<String, String> attributes) {
        return file(
                name,
                "",
                entry -> attributes.forEach((key, value) -> entry.addPaxHeader("SCHILY.xattr." + key, value)));
    }

    /** A file with an attribute whose value no text has. */
    public Tar withAttribute(String name, byte[] content, int mode, String attribute, byte[] value) {
        String placeholder =
                String.format("%" + value.length + "s", values.size()).replace(' ', '~');
        values.put(placeholder, value.clone());
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setSize(content.length);
        entry.addPaxHeader("SCHILY.xattr." + attribute, placeholder);
        return put(entry, content);
    }

    private Tar put(TarArchiveEntry entry, byte[] data) {
        try {
            entry.setModTime(1_000_000_000_000L);
            archive.putArchiveEntry(entry);
            archive.write(data);
            archive.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes() {
        try {
            archive.finish();
            String text = bytes.toString(StandardCharsets.ISO_8859_1);
            for (Map.Entry<String, byte[]> value : values.entrySet()) {
                text = text.replace(value.getKey(), new String(value.getValue(), StandardCharsets.ISO_8859_1));
            }
            return text.getBytes(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
