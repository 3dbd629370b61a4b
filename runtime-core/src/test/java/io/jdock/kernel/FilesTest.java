package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    @TempDir
    Path directory;

    @Test
    void everyKindIsRecognised() throws IOException {
        Path regular = Files.writeString(directory.resolve("regular"), "12345");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/nowhere"));
        String socket = directory.resolve("socket").toString();

        assertThat(FileStatus.of(regular.toString()).kind()).contains(FileKind.REGULAR);
        assertThat(FileStatus.of(directory.toString()).kind()).contains(FileKind.DIRECTORY);
        assertThat(FileStatus.of(link.toString()).kind()).contains(FileKind.SYMBOLIC_LINK);
        assertThat(FileStatus.of("/dev/null").kind()).contains(FileKind.CHARACTER_DEVICE);
        try (UnixSocket listening = UnixSocket.listen(socket);
                Pipe pipe = Pipe.open()) {
            assertThat(listening.descriptor().isOpen()).isTrue();
            assertThat(FileStatus.of(socket).kind()).contains(FileKind.SOCKET);
            assertThat(FileStatus.of(pipe.reader()).kind()).contains(FileKind.FIFO);
        }
        try (Descriptor process =
                ProcessDescriptor.open((int) ProcessHandle.current().pid())) {
            assertThat(FileStatus.of(process).size()).isZero();
        }
    }

    @Test
    void theStatusSaysWhatJavaSays() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "12345");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        FileStatus status = FileStatus.of(file.toString());

        assertThat(status.size()).isEqualTo(5);
        assertThat(status.permissions()).isEqualTo(0751);
        assertThat(status.userId()).isEqualTo(((Integer) Files.getAttribute(file, "unix:uid")).longValue());
        assertThat(status.groupId()).isEqualTo(((Integer) Files.getAttribute(file, "unix:gid")).longValue());
        assertThat(status.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
        try (Descriptor open = Descriptor.open(file.toString(), OpenFlag.O_PATH)) {
            assertThat(FileStatus.of(open)).isEqualTo(status);
        }
    }

    @Test
    void whatOthersMayReadOrOwnIsNotOnlyOfAUser() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "12345");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        FileStatus status = FileStatus.of(file.toString());
        long user = status.userId();

        assertThat(status.isOnlyOf(user, FileKind.REGULAR)).isTrue();
        assertThat(status.isOnlyOf(user + 1, FileKind.REGULAR)).isFalse();
        assertThat(status.isOnlyOf(user, FileKind.DIRECTORY)).isFalse();
        assertThat(FileStatus.of(link.toString()).isOnlyOf(user, FileKind.REGULAR))
                .isFalse();
        for (String others : List.of("rw-r-----", "rw--w----", "rw----r--", "rw-----w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(others));
            assertThat(FileStatus.of(file.toString()).isOnlyOf(user, FileKind.REGULAR))
                    .as(others)
                    .isFalse();
        }
    }

    @Test
    void aDirectoryIsMadeOnlyIfItIsMissing() throws IOException {
        Path made = directory.resolve("made");

        Directories.makeIfMissing(made.toString(), Directories.OWNER_ONLY);
        Files.createFile(made.resolve("file"));
        Directories.makeIfMissing(made.toString(), Directories.OWNER_ONLY);

        assertThat(made).isDirectoryContaining("glob:**file");
        assertThat(Files.getPosixFilePermissions(made)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> Directories.makeIfMissing(made + "/file/below", Directories.OWNER_ONLY))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("ENOTDIR");
    }

    @Test
    void aDeviceFileTellsItsDevice() throws IOException {
        assertThat(FileStatus.of("/dev/null").represents()).isEqualTo(new FileStatus.DeviceNumber(1, 3));
    }

    @Test
    void aMissingFileIsAnErrorWithItsPath() {
        assertThatThrownBy(() -> FileStatus.of("/nothing/here"))
                .isInstanceOf(KernelException.class)
                .hasMessage("statx /nothing/here: ENOENT (No such file or directory)");
    }

    @Test
    void aPathBelowARootCannotLeaveIt() throws IOException {
        Files.createDirectories(directory.resolve("etc"));
        Files.writeString(directory.resolve("etc/passwd"), "inside");
        Path absolute = Files.createSymbolicLink(directory.resolve("absolute"), Path.of("/etc/passwd"));
        Path up = Files.createSymbolicLink(directory.resolve("up"), Path.of("../../../../../../../../etc/passwd"));
        try (Descriptor root = Descriptor.open(directory.toString(), OpenFlag.O_PATH, OpenFlag.O_DIRECTORY)) {
            for (String path : List.of("/etc/passwd", "absolute", "up", "../../etc/passwd")) {
                try (Descriptor file = root.open(path, List.of(ResolveFlag.RESOLVE_IN_ROOT), OpenFlag.O_RDONLY)) {
                    assertThat(new String(file.inputStream().readAllBytes(), StandardCharsets.US_ASCII))
                            .as(path)
                            .isEqualTo("inside");
                }
            }
            assertThatThrownBy(() -> root.open("up", List.of(ResolveFlag.RESOLVE_BENEATH), OpenFlag.O_RDONLY))
                    .isInstanceOf(KernelException.class)
                    .hasMessage("openat2 up: EXDEV (Invalid cross-device link)");
            assertThatThrownBy(() -> root.open(
                            "absolute",
                            List.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_SYMLINKS),
                            OpenFlag.O_RDONLY))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("ELOOP");
        }
        Files.delete(absolute); // JUnit warns of links that lead out of its directory
        Files.delete(up);
    }

    @Test
    void aNumberOfTheProcessIsDuplicated() throws IOException {
        try (Descriptor output = Descriptor.duplicateOf(1)) {
            assertThat(output.number()).isGreaterThan(2);
        }
        Descriptor.duplicateOf(1).close(); // the number itself has stayed open
        assertThatThrownBy(() -> Descriptor.duplicateOf(1_000_000))
                .isInstanceOf(KernelException.class)
                .hasMessage("fcntl descriptor 1000000: EBADF (Bad file descriptor)");
    }

    @Test
    void aThousandLooksLeaveNothingOpen() throws IOException {
        Files.writeString(directory.resolve("file"), "x");
        try (Descriptor root = Descriptor.open(directory.toString(), OpenFlag.O_PATH, OpenFlag.O_DIRECTORY)) {
            int before = OpenDescriptors.count();
            for (int i = 0; i < 1000; i++) {
                root.open("file", List.of(ResolveFlag.RESOLVE_IN_ROOT), OpenFlag.O_PATH)
                        .close();
                FileStatus.of(root);
                assertThatThrownBy(() -> root.open("none", List.of(), OpenFlag.O_PATH))
                        .isInstanceOf(KernelException.class);
            }
            OpenDescriptors.awaitAtMost(before);
        }
    }
}
