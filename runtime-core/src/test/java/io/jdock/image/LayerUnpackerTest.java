package io.jdock.image;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.ExtendedAttributes;
import io.jdock.kernel.OpenFlag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerUnpackerTest {
    @TempDir
    private Path directory;

    private Path layer;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void makeLayer() throws IOException {
        layer = Files.createDirectory(directory.resolve("layer"));
        Files.writeString(directory.resolve("outside"), "untouched");
    }

    private void unpack(Tar tar) throws IOException {
        unpack(tar, UnpackLimits.DEFAULT, LayerIds.CALLER);
    }

    private void unpack(Tar tar, UnpackLimits limits, LayerIds ids) throws IOException {
        byte[] archive = tar.bytes();
        unpack(archive, limits, ids, archive.length);
    }

    private void unpack(byte[] archive, UnpackLimits limits, LayerIds ids, long packed) throws IOException {
        try (Descriptor root = Descriptor.open(layer.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY)) {
            new LayerUnpacker(root, ids, limits, packed, notes::add).unpack(new ByteArrayInputStream(archive));
        }
    }

    @Test
    void filesHaveTheirContentModeAndTime() throws IOException {
        unpack(new Tar().directory("bin", 0755).file("bin/tool", "#!/bin/sh\n", entry -> entry.setMode(04755)));

        Path tool = layer.resolve("bin/tool");
        assertThat(tool).hasContent("#!/bin/sh\n");
        assertThat((int) Files.getAttribute(tool, "unix:mode") & 07777).isEqualTo(04755);
        FileTime time = FileTime.fromMillis(1_000_000_000_000L);
        assertThat(Files.getLastModifiedTime(tool)).isEqualTo(time);
        assertThat(Files.getLastModifiedTime(layer.resolve("bin"))).isEqualTo(time);
        assertThat(notes).isEmpty();
    }

    @Test
    void aDirectoryThatForbidsWritingIsFilledBeforeItDoes() throws IOException {
        unpack(new Tar()
                .directory("sealed", 0555)
                .directory("sealed/deep", 0555)
                .file("sealed/deep/file", "content"));

        assertThat(layer.resolve("sealed/deep/file")).hasContent("content");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layer.resolve("sealed/deep"))))
                .isEqualTo("r-xr-xr-x");
        Trees.delete(layer);
        assertThat(layer).doesNotExist();
    }

    @Test
    void directoriesThatTheArchiveLeavesOutAreMade() throws IOException {
        unpack(new Tar().file("a/b/c", "content"));

        assertThat(layer.resolve("a/b/c")).hasContent("content");
    }

    @Test
    void longNamesAndOtherLettersAreKept() throws IOException {
        String name = "d".repeat(120) + "/" + "ü".repeat(120);
        unpack(new Tar().file(name, "content"));

        assertThat(layer.resolve(name)).hasContent("content");
    }

    @Test
    void hardLinksAreOneFile() throws IOException {
        unpack(new Tar().file("one", "content").hardLink("other", "one").hardLink("dir/third", "/one"));

        assertThat(Files.isSameFile(layer.resolve("one"), layer.resolve("other")))
                .isTrue();
        assertThat(Files.isSameFile(layer.resolve("one"), layer.resolve("dir/third")))
                .isTrue();
    }

    @Test
    void whatComesLaterReplacesWhatCameBefore() throws IOException {
        unpack(new Tar()
                .file("x", "old")
                .file("x", "new")
                .file("dir/below", "old")
                .symbolicLink("dir", "x")
                .symbolicLink("link", "x")
                .directory("link", 0755)
                .file("link/below", "new"));

        assertThat(layer.resolve("x")).hasContent("new");
        assertThat(layer.resolve("dir")).isSymbolicLink().hasContent("new");
        assertThat(layer.resolve("link/below")).hasContent("new");
    }

    @Test
    void whiteoutsBecomeThoseOfOverlays() throws IOException {
        unpack(new Tar().file("etc/.wh.gone", "").file("var/.wh..wh..opq", "").file("var/new", "content"));

        assertThat((int) Files.getAttribute(layer.resolve("etc/gone"), "unix:mode", NOFOLLOW_LINKS) & 0170000)
                .as("a character device")
                .isEqualTo(0020000);
        assertThat((long) Files.getAttribute(layer.resolve("etc/gone"), "unix:rdev", NOFOLLOW_LINKS))
                .isZero();
        assertThat(opaque("var")).isTrue();
        assertThat(opaque("etc")).isFalse();
        assertThat(layer.resolve("etc/.wh.gone")).doesNotExist();
    }

    @Test
    void aWhiteoutHidesNothingOfItsOwnLayer() throws IOException {
        unpack(new Tar()
                .file("kept", "content")
                .file(".wh.kept", "")
                .file("dir/new", "content")
                .file(".wh.dir", "")
                .file(".wh.later", "")
                .directory("later", 0755)
                .file("later/new", "content"));

        assertThat(layer.resolve("kept")).hasContent("content");
        assertThat(layer.resolve("dir/new")).hasContent("content");
        assertThat(opaque("dir")).isTrue();
        assertThat(opaque("later")).isTrue();
    }

    private boolean opaque(String path) throws IOException {
        return Files.getFileAttributeView(layer.resolve(path), UserDefinedFileAttributeView.class)
                .list()
                .contains("overlay.opaque");
    }

    /** As GNU tar writes files with holes: its own form, and that of PAX. */
    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void sparseFilesHaveTheirZeros(String format) throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        byte[] end = "the end".getBytes(StandardCharsets.UTF_8);
        long hole = 5 << 20;
        try (FileChannel file =
                FileChannel.open(source.resolve("sparse"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(end), hole);
        }
        Path archive = directory.resolve("sparse.tar");
        Process tar = new ProcessBuilder(
                        "tar",
                        "--sparse",
                        "--format=" + format,
                        "-cf",
                        archive.toString(),
                        "-C",
                        source.toString(),
                        ".")
                .start();
        assertThat(tar.waitFor()).isZero();
        assertThat(Files.size(archive)).as("the hole is not in it").isLessThan(hole);

        try (Descriptor root = Descriptor.open(layer.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY);
                InputStream content = Files.newInputStream(archive)) {
            new LayerUnpacker(root, LayerIds.CALLER, UnpackLimits.DEFAULT, Files.size(archive), notes::add)
                    .unpack(content);
        }

        byte[] expected = new byte[(int) hole + end.length];
        System.arraycopy(end, 0, expected, (int) hole, end.length);
        assertThat(Files.readAllBytes(layer.resolve("sparse"))).isEqualTo(expected);
    }

    @Test
    void devicesAreLeftOutWithANote() throws IOException {
        unpack(new Tar().device("dev/mem", 1, 1).device("smuggled-whiteout", 0, 0));

        assertThat(layer.resolve("dev/mem")).doesNotExist();
        assertThat(layer.resolve("smuggled-whiteout")).doesNotExist();
        assertThat(notes)
                .containsExactly("devices were left out, which containers could not open: dev/mem, smuggled-whiteout");
    }

    @Test
    void attributesOfUsersAreKeptAndThoseThatSteerTheKernelAreNot() throws IOException {
        unpack(new Tar()
                .withAttributes("file", Map.of("user.note", "hello", "user.overlay.redirect", "/", "trusted.x", "1")));

        UserDefinedFileAttributeView attributes =
                Files.getFileAttributeView(layer.resolve("file"), UserDefinedFileAttributeView.class);
        assertThat(attributes.list()).containsExactly("note");
        assertThat(notes).containsExactly("extended attributes were left out: trusted.x, user.overlay.redirect");
    }

    @Test
    void attributesAreKeptByteForByte() throws IOException {
        byte[] value = {(byte) 0x80, 0, '\n', (byte) 0xff, '='};
        unpack(new Tar()
                .withAttributes("plain", Map.of("user.note", "text"))
                .withAttribute("l".repeat(150), new byte[600], 0644, "user.note", value)
                .file("after", "content"));

        ByteBuffer read = ByteBuffer.allocate(value.length);
        Files.getFileAttributeView(layer.resolve("l".repeat(150)), UserDefinedFileAttributeView.class)
                .read("note", read);
        assertThat(read.array()).isEqualTo(value);
        assertThat(layer.resolve("after")).hasContent("content");
        assertThat(notes).isEmpty();
    }

    @Test
    void anAttributeThatIsTooLargeIsLeftOutWithANote() throws IOException {
        unpack(new Tar()
                .withAttributes("file", Map.of("user.large", "x".repeat(2 << 20)))
                .withAttributes("next", Map.of("user.note", "hello")));

        assertThat(Files.getFileAttributeView(layer.resolve("next"), UserDefinedFileAttributeView.class)
                        .list())
                .containsExactly("note");
        assertThat(notes).containsExactly("extended attributes were left out: user.large");
    }

    @Test
    void programsHaveTheirCapabilitiesWhereRootGivesThem() throws IOException {
        assumeTrue(Files.getAttribute(layer, "unix:uid").equals(0), "takes root");

        unpack(withCapability(), UnpackLimits.DEFAULT, LayerIds.from(100_000, 100_000, 65_536));

        assertThat(ExtendedAttributes.has(layer.resolve("newuidmap").toString(), "security.capability"))
                .isTrue();
        assertThat(notes).isEmpty();
    }

    @Test
    void otherwiseTheyAreLeftOutWithANote() throws IOException {
        unpack(withCapability());

        assertThat(ExtendedAttributes.has(layer.resolve("newuidmap").toString(), "security.capability"))
                .isFalse();
        assertThat(notes).containsExactly("extended attributes were left out: security.capability");
    }

    private static Tar withCapability() {
        return new Tar()
                .withAttribute("newuidmap", new byte[0], 0755, "security.capability", FileCapabilitiesTest.SETUID);
    }

    @Test
    void rootGivesFilesToTheContainersIds() throws IOException {
        assumeTrue(Files.getAttribute(layer, "unix:uid").equals(0), "takes root");
        unpack(
                new Tar()
                        .file("of-root", "")
                        .file("of-seven", "", entry -> entry.setIds(7, 8))
                        .file("of-nobody-there", "", entry -> entry.setIds(70_000, 8)),
                UnpackLimits.DEFAULT,
                LayerIds.from(500_000, 600_000, 65_536));

        assertThat(Files.getAttribute(layer.resolve("of-root"), "unix:uid")).isEqualTo(500_000);
        assertThat(Files.getAttribute(layer.resolve("of-seven"), "unix:uid")).isEqualTo(500_007);
        assertThat(Files.getAttribute(layer.resolve("of-seven"), "unix:gid")).isEqualTo(600_008);
        assertThat(Files.getAttribute(layer.resolve("of-nobody-there"), "unix:uid"))
                .isEqualTo(565_534);
        assertThat(notes).hasSize(1).first().asString().startsWith("1 files belong to users");
    }

    @Test
    void withOneIdEverythingIsTheCallersAndThatIsSaid() throws IOException {
        unpack(new Tar().file("file", "", entry -> entry.setIds(33, 33)));

        assertThat(Files.getOwner(layer.resolve("file"))).isEqualTo(Files.getOwner(layer));
        assertThat(notes)
                .containsExactly(
                        "1 files belong to other users than root in the image; here they are the application's");
    }

    /** Each is refused, or ends inside; nothing outside is written, linked or made. */
    @TestFactory
    Stream<DynamicTest> nothingLeadsOutside() {
        String outside = directory.resolve("outside").toString();
        return Map.<String, Tar>ofEntries(
                        Map.entry("a name that goes up", new Tar().file("../outside", "evil")),
                        Map.entry("a name that goes up on the way", new Tar().file("a/../../outside", "evil")),
                        Map.entry("an absolute name", new Tar().file(outside, "evil")),
                        Map.entry(
                                "a directory that is a link up",
                                new Tar().symbolicLink("up", "..").file("up/outside", "evil")),
                        Map.entry(
                                "a directory that is an absolute link",
                                new Tar()
                                        .symbolicLink("abs", directory.toString())
                                        .file("abs/outside", "evil")),
                        Map.entry(
                                "a file over a link to outside",
                                new Tar().symbolicLink("link", outside).file("link", "evil")),
                        Map.entry(
                                "a chain of links",
                                new Tar()
                                        .symbolicLink("a", "b")
                                        .symbolicLink("b", "../../..")
                                        .file("a" + outside, "evil")),
                        Map.entry("a hard link to outside", new Tar().hardLink("link", "../outside")),
                        Map.entry("a hard link to an absolute name", new Tar().hardLink("link", outside)),
                        Map.entry(
                                "a hard link through a link",
                                new Tar()
                                        .symbolicLink("up", directory.toString())
                                        .hardLink("link", "up/outside")
                                        .file("link", "evil")),
                        Map.entry(
                                "a directory through a link",
                                new Tar()
                                        .symbolicLink("up", directory.toString())
                                        .directory("up/made", 0777)),
                        Map.entry(
                                "a whiteout through a link",
                                new Tar().symbolicLink("up", "..").file("up/.wh.outside", "")),
                        Map.entry("a whiteout of the parent", new Tar().file(".wh...", "")),
                        Map.entry(
                                "the working directory by a magic link",
                                new Tar().symbolicLink("cwd", "/proc/self/cwd").file("cwd/made", "evil")))
                .entrySet()
                .stream()
                .map(attack -> DynamicTest.dynamicTest(attack.getKey(), () -> {
                    Trees.delete(layer);
                    Files.createDirectory(layer);
                    try {
                        unpack(attack.getValue());
                    } catch (ImageException refused) {
                        assertThat(refused.subject()).isNotEmpty();
                    }
                    assertThat(directory.resolve("outside")).hasContent("untouched");
                    assertThat(Files.getAttribute(directory.resolve("outside"), "unix:nlink"))
                            .isEqualTo(1);
                    try (Stream<Path> there = Files.list(directory)) {
                        assertThat(there.map(Path::getFileName).map(Path::toString))
                                .containsExactlyInAnyOrder("layer", "outside");
                    }
                }));
    }

    @Test
    void aHardLinkToWhatIsNotThereIsRefused() {
        assertThatThrownBy(() -> unpack(new Tar().hardLink("link", "missing")))
                .hasMessage("link: the layer does not have missing, which it links to");
    }

    @Test
    void bombsAreStopped() throws IOException {
        UnpackLimits few = new UnpackLimits(3, 1 << 20, 100, 100);
        Tar many = new Tar().file("1", "").file("2", "").file("3", "").file("4", "");
        assertThatThrownBy(() -> unpack(many, few, LayerIds.CALLER))
                .hasMessage(
                        "4: the layer has more than 3 entries; if the image can be trusted, run it once by Maven with"
                                + " -Djdock.unpackLimits.files=6");

        UnpackLimits small = new UnpackLimits(10, 1000, 100, 100);
        assertThatThrownBy(() -> unpack(new Tar().file("big", "x".repeat(1001)), small, LayerIds.CALLER))
                .hasMessageStartingWith("big: the layer becomes larger than 1000 bytes;")
                .hasMessageEndingWith("unpackLimits.size=2000");

        UnpackLimits dense = new UnpackLimits(10, 1 << 20, 20, 100);
        byte[] zeros = new Tar().file("zeros", "0".repeat(1000)).bytes();
        assertThatThrownBy(() -> unpack(zeros, dense, LayerIds.CALLER, 10))
                .hasMessageStartingWith("zeros: the layer becomes larger than 200 bytes;")
                .hasMessageEndingWith("unpackLimits.ratio=40");
        unpack(zeros, dense.withRatio(100), LayerIds.CALLER, 10);
        assertThat(layer.resolve("zeros")).hasSize(1000);
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        byte[] whole = new Tar().file("file", "x".repeat(5000)).bytes();
        try (Descriptor root = Descriptor.open(layer.toString(), OpenFlag.O_RDONLY, OpenFlag.O_DIRECTORY)) {
            LayerUnpacker unpacker =
                    new LayerUnpacker(root, LayerIds.CALLER, UnpackLimits.DEFAULT, whole.length, notes::add);
            assertThatThrownBy(() -> unpacker.unpack(new ByteArrayInputStream(whole, 0, 3000)))
                    .isInstanceOf(IOException.class);
        }
    }
}
