package io.jdock.build;

import io.jdock.image.FileTree;
import io.jdock.image.LayerContent;
import io.jdock.image.dockerfile.Position;
import io.jdock.kernel.FileKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Files that a command sees without that they become part of the image. */
final class BoundFiles {
    private final FileTree tree;
    private final String source;
    private final Position position;

    /**
     * @param source what is seen, in the tree
     * @throws io.jdock.image.ImageException if there is nothing
     */
    BoundFiles(FileTree tree, String source, Position position) throws IOException {
        this.tree = tree;
        this.source = tree.resolve(source);
        this.position = position;
        if (!this.source.isEmpty() && tree.node(this.source).isEmpty()) {
            throw position.error("there is no " + source + " to be mounted", null);
        }
    }

    /** What decides on what a command sees. */
    String digest() throws IOException {
        MessageDigest hash = sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), hash)) {
            digest(source, "", out);
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void digest(String path, String name, OutputStream out) throws IOException {
        FileTree.Node node = node(path);
        String status = name + '\0' + node.kind() + '\0' + node.mode() + '\0' + node.target() + '\0';
        out.write(status.getBytes(StandardCharsets.UTF_8));
        if (node.kind() == FileKind.REGULAR) {
            LayerContent content = tree.contents(List.of(path)).get(0);
            out.write((content.size() + "\0").getBytes(StandardCharsets.UTF_8));
            try (InputStream in = content.open()) {
                in.transferTo(out);
            }
        }
        for (String child : children(path, node)) {
            digest(FileTree.child(path, child), FileTree.child(name, child), out);
        }
    }

    private List<String> children(String path, FileTree.Node node) throws IOException {
        return node.isDirectory() ? tree.names(path) : List.of();
    }

    private FileTree.Node node(String path) throws IOException {
        return tree.node(path).orElseThrow(() -> position.error(path + " went away while it was read", null));
    }

    /** Puts copies of them at a place that is free. */
    void copyTo(Path place) throws IOException {
        copy(source, place);
    }

    private void copy(String path, Path place) throws IOException {
        FileTree.Node node = node(path);
        if (node.kind() == FileKind.SYMBOLIC_LINK) {
            Files.createSymbolicLink(place, Path.of(node.target()));
            return;
        }
        if (node.isDirectory()) {
            Files.createDirectory(place);
            for (String child : tree.names(path)) {
                copy(FileTree.child(path, child), place.resolve(child));
            }
        } else if (node.kind() == FileKind.REGULAR) {
            try (InputStream in = tree.contents(List.of(path)).get(0).open()) {
                Files.copy(in, place);
            }
        } else {
            return; // what is no file says nothing
        }
        Files.setPosixFilePermissions(place, permissions(node.mode()));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = new TreeSet<>();
        PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's read on
        for (int i = 0; i < all.length; i++) {
            if ((mode & (0400 >> i)) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }
}
