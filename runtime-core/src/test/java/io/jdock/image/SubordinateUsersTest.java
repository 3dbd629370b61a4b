package io.jdock.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.host.HostFacts;
import io.jdock.host.HostProbe;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.ExecutableFile;
import io.jdock.kernel.OpenFlag;
import io.jdock.program.Assembler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of layers that belong to others than the caller, who is not root. */
class SubordinateUsersTest {
    @TempDir
    private Path directory;

    private final HostFacts host = HostProbe.probe();
    private final List<String> notes = new ArrayList<>();
    private SubordinateUsers users;
    private Path layer;

    @BeforeEach
    void make() throws IOException {
        assumeTrue(!host.privileged(), "about callers without root");
        assumeTrue(host.canMapRanges(), "there are no subordinate ids");
        layer = Files.createDirectory(directory.resolve("layer"));
        users = SubordinateUsers.of(
                        host,
                        program -> ExecutableFile.inMemory(
                                "test",
                                Assembler.forArchitecture(Architecture.current())
                                        .assemble(program)))
                .orElseThrow();
    }

    @AfterEach
    void remove() throws IOException {
        if (users != null) {
            users.remove(layer);
            assertThat(layer).doesNotExist();
        }
    }

    private void unpack(Tar tar) throws IOException {
        try (Descriptor root = Descriptor.open(layer.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY)) {
            byte[] archive = tar.bytes();
            LayerUnpacker unpacker = new LayerUnpacker(
                    root, new LayerIds.Subordinate(users), UnpackLimits.DEFAULT, archive.length, notes::add);
            unpacker.unpack(new ByteArrayInputStream(archive));
            unpacker.giveAway();
        }
    }

    private long uid(String name) throws IOException {
        return (int) Files.getAttribute(layer.resolve(name), "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private long ofNumber(int id) {
        return host.subordinateIds().users().get(0).start() + id - 1;
    }

    private static Consumer<TarArchiveEntry> owned(int id) {
        return entry -> entry.setIds(id, id);
    }

    @Test
    void rootIsTheCallerAndTheOthersAreSubordinateUsers() throws IOException {
        unpack(new Tar()
                .file("of-root", "")
                .file("of-seven", "", owned(7))
                .directory("private", 0700, 8, 8)
                .file("private/deep/file", "", owned(7))
                .file("of-nobody-there", "", owned(1_000_000)));

        assertThat(uid("of-root")).isEqualTo(host.caller().uid());
        assertThat(uid("of-seven")).isEqualTo(ofNumber(7));
        assertThat(uid("private")).isEqualTo(ofNumber(8));
        assertThat(uid("of-nobody-there")).isEqualTo(ofNumber(65_534));
        assertThat(notes).hasSize(1).first().asString().startsWith("1 files belong to users");
        assertThatThrownBy(() -> Trees.delete(layer)).isInstanceOf(FileSystemException.class);
    }

    /** As a later file takes the place of an earlier one, so does its owner. */
    @Test
    void theLastEntryOfANameSaysWhoseItIs() throws IOException {
        unpack(new Tar()
                .file("file", "", owned(7))
                .file("file", "", owned(9))
                .file("back", "", owned(7))
                .file("back", "")
                .file("directory/file", "", owned(7))
                .file("directory", "")
                .file("first", "", owned(7))
                .hardLink("second", "first")
                .file("first", ""));

        assertThat(uid("file")).isEqualTo(ofNumber(9));
        assertThat(uid("back")).isEqualTo(host.caller().uid());
        assertThat(uid("directory")).isEqualTo(host.caller().uid());
        assertThat(uid("first")).isEqualTo(host.caller().uid());
        assertThat(uid("second")).isEqualTo(ofNumber(7));
    }

    /** What is given away may be a link by then, or lie in a directory that is one. */
    @Test
    void nothingOutsideIsGivenAway() throws IOException {
        Path outside = Files.writeString(
                Files.createDirectory(directory.resolve("outside")).resolve("file"), "of the caller");
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rw-------"));
        unpack(new Tar()
                .directory("d", 0755)
                .symbolicLink("link", "d")
                .file("link/file", "", entry -> {
                    entry.setIds(7, 7);
                    entry.setMode(06777);
                })
                .symbolicLink("d/file", outside.toString())
                .directory("e", 0755)
                .symbolicLink("to-e", "e")
                .file("to-e/file", "", owned(7))
                .symbolicLink("e", outside.getParent().toString()));

        assertThat((int) Files.getAttribute(outside, "unix:uid"))
                .isEqualTo(host.caller().uid());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outside)))
                .isEqualTo("rw-------");
        assertThat(uid("d/file")).as("the link itself").isEqualTo(ofNumber(7));
    }

    @Test
    void manyFilesAreGivenAwayInParts() throws IOException {
        Gifts gifts = new Gifts();
        for (int i = 0; i < 7; i++) {
            gifts.put(List.of("d" + i / 3, "f" + i), new Gifts.Gift(7, 7, 0644));
        }

        assertThat(gifts.parts(4))
                .hasSize(2)
                .allSatisfy(part -> assertThat(part).isNotEmpty());
        assertThat(gifts.parts(1)).hasSize(3);
        assertThat(gifts.parts(100)).hasSize(1);
    }
}
