package io.jdock.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one JVM keeps another finds, if it is what it was and nobody else can have touched it. */
class KeptProgramsTest {
    private static final byte[] CONTENT = "a program".getBytes(US_ASCII);

    @TempDir
    private Path parent;

    private Path directory;
    private KeptPrograms programs;

    @BeforeEach
    void make() {
        directory = parent.resolve("programs");
        programs = new KeptPrograms(directory, "this build");
    }

    private byte[] key(int number) {
        return programs.key().add(number).bytes();
    }

    private Path keep(byte[] key) throws IOException {
        List<Path> before = files();
        programs.keep(key, () -> CONTENT);
        programs.await();
        return files().stream()
                .filter(file -> !before.contains(file))
                .findFirst()
                .orElseThrow();
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void anotherOneFindsWhatWasKept() throws IOException {
        assertThat(programs.isEmpty()).isTrue();
        keep(key(1));

        KeptPrograms later = new KeptPrograms(directory, "this build");

        assertThat(later.isEmpty()).isFalse();
        assertThat(later.find(key(1))).isEqualTo(CONTENT);
        assertThat(later.find(key(2))).isNull();
    }

    @Test
    void anotherBuildFindsNothing() throws IOException {
        keep(key(1));

        KeptPrograms other = new KeptPrograms(directory, "another build");

        assertThat(other.find(other.key().add(1).bytes())).isNull();
    }

    @Test
    void whateverByteIsDamagedItIsNotFound() throws IOException {
        Path file = keep(key(1));
        byte[] good = Files.readAllBytes(file);

        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 4;
            Files.write(file, bad);
            assertThat(programs.find(key(1))).as("with a damaged byte %d", i).isNull();
            Files.write(file, Arrays.copyOf(good, i));
            assertThat(programs.find(key(1))).as("with %d bytes", i).isNull();
        }

        Files.write(file, good);
        assertThat(programs.find(key(1))).isEqualTo(CONTENT);
    }

    @Test
    void nobodyElseCanReadIt() throws IOException {
        Path file = keep(key(1));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aDirectoryThatOthersCanEnterIsNotUsed() throws IOException {
        keep(key(1));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(programs.find(key(1))).isNull();
        programs.keep(key(2), () -> CONTENT);
        programs.await();
        assertThat(files()).hasSize(1);
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        keep(key(1));
        Path moved = Files.move(directory, parent.resolve("moved"));
        Files.createSymbolicLink(directory, moved);

        assertThat(programs.find(key(1))).isNull();
    }

    @Test
    void aDirectoryOfSomebodyElseIsNotUsed() throws IOException {
        keep(key(1));
        assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "takes root");
        Files.setAttribute(directory, "unix:uid", 1);

        assertThat(programs.find(key(1))).isNull();
    }

    @Test
    void noFileIsUsedThatOthersCanHaveWritten() throws IOException {
        Path file = keep(key(1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        assertThat(programs.find(key(1))).isNull();

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path moved = Files.move(file, parent.resolve("moved"));
        Files.createSymbolicLink(file, moved);
        assertThat(programs.find(key(1))).isNull();
    }

    @Test
    void aFileOfSomebodyElseIsNotUsed() throws IOException {
        Path file = keep(key(1));
        assumeTrue(Files.getAttribute(file, "unix:uid").equals(0), "takes root");
        Files.setAttribute(file, "unix:uid", 1);

        assertThat(programs.find(key(1))).isNull();
    }

    @Test
    void thoseThatWereNotUsedForLongestGo() throws IOException {
        for (int i = 0; i < KeptPrograms.MOST; i++) {
            Files.setLastModifiedTime(keep(key(i)), FileTime.from(Instant.ofEpochSecond(1_000_000 + i)));
        }
        assertThat(programs.find(key(0))).as("which is used now").isNotNull();
        Files.setLastModifiedTime(
                Files.createFile(directory.resolve("left-by-a-killed-one.tmp")), FileTime.from(Instant.EPOCH));

        keep(key(KeptPrograms.MOST));
        keep(key(KeptPrograms.MOST + 1));

        assertThat(files())
                .hasSize(KeptPrograms.MOST)
                .noneMatch(file -> file.toString().endsWith(".tmp"));
        assertThat(programs.find(key(0))).isNotNull();
        assertThat(programs.find(key(1))).isNull();
        assertThat(programs.find(key(2))).isNull();
        assertThat(programs.find(key(3))).isNotNull();
    }

    @Test
    void oneCanBeForgotten() throws IOException {
        keep(key(1));
        programs.forget(key(1));

        assertThat(programs.find(key(1))).isNull();
        assertThat(files()).isEmpty();
    }

    @Test
    void whereNothingCanBeWrittenNothingIsKept() throws IOException {
        Files.createFile(directory);

        programs.keep(key(1), () -> CONTENT);
        programs.await();

        assertThat(programs.find(key(1))).isNull();
    }
}
