package io.jdock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Child;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.FastGunzip;
import io.jdock.kernel.FastSha256;
import io.jdock.kernel.FileKinds;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Spawn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build's own program that writes the libraries through which jdock calls the kernel and others. */
class NativeStubsTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeLibraries() throws Exception {
        Path program = Files.createDirectory(directory.resolve("program"));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", program.toString(), "src/build/java/NativeStubs.java");
        assertThat(status).isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {program.toUri().toURL()})) {
            Method main = loader.loadClass("NativeStubs").getMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[] {classes(Descriptor.class).toString(), directory.toString()});
        }
    }

    private static final String SAID = """
            openat /nowhere/at/all: ENOENT (No such file or directory)
            exited with status 7
            said by a child
            [Optional[DIRECTORY], Optional.empty]
            """;

    @Test
    void theKernelAndTheCLibraryAreCalledWithoutJna() throws Exception {
        assertThat(run("-Dio.jdock.stubs=" + directory, "")).isEqualTo(SAID);
    }

    private Path librariesBesideClasses() throws IOException {
        Path classes = directory.resolve("classes");
        Path beside = Files.createDirectories(classes.resolve("io/jdock/kernel"));
        for (String library : List.of("libc-x86_64.so", "libc-aarch64.so")) {
            Files.copy(directory.resolve(library), beside.resolve(library));
        }
        return classes;
    }

    /** Two class loaders of a JVM, say of two plugins, may each have one. */
    @Test
    void theLibraryBesideTheClassesIsLoadedFromACopyThatDoesNotStay() throws Exception {
        Path classes = librariesBesideClasses();
        Path temporary = Files.createDirectory(directory.resolve("temporary"));

        assertThat(run("-Djava.io.tmpdir=" + temporary, classes + ":", "twice")).isEqualTo(SAID + SAID);
        assertThat(temporary).isEmptyDirectory();
    }

    /** It was killed between the two moments when a copy is made and when it is gone. */
    @Test
    void whatAKilledJvmLeftIsTakenAwayByTheNext() throws Exception {
        Path classes = librariesBesideClasses();
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Path left = Files.createFile(temporary.resolve("jdock-4711-1234567890.so"));
        Path somebodys = Files.createFile(temporary.resolve("jdock-notes.so"));
        Path beingLoaded = Files.createFile(temporary.resolve("jdock-4712-1234567890.so"));
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofMinutes(11)));
        Files.setLastModifiedTime(left, old);
        Files.setLastModifiedTime(somebodys, old);

        assertThat(run("-Djava.io.tmpdir=" + temporary, classes + ":")).isEqualTo(SAID);

        assertThat(temporary).isDirectoryNotContaining(left::equals);
        assertThat(somebodys).exists();
        assertThat(beingLoaded).exists();
    }

    /** As it would be on a file system that is mounted noexec, or if the build was of another architecture. */
    @Test
    void jnaIsAskedWhereNoLibraryCanBeLoaded() throws Exception {
        String nowhere = "-Dio.jdock.stubs=" + directory.resolve("nowhere");

        assertThat(run(nowhere, "")).contains("NoClassDefFoundError: com/sun/jna/");
        assertThat(run(nowhere, classes(Native.class) + ":")).isEqualTo(SAID);
    }

    @Test
    void librariesThatTheSystemMayHaveAreCalledWithoutJna() throws Exception {
        assumeTrue(FastSha256.make(Long.MAX_VALUE).isPresent(), "needs OpenSSL 3 (libcrypto.so.3)");
        assumeTrue(FastGunzip.of(InputStream.nullInputStream()).isPresent(), "needs ISA-L (libisal.so.2)");

        assertThat(run("-Dio.jdock.stubs=" + directory, "", "fast")).isEqualTo("""
                ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
                packed
                """);
    }

    /** As on a system that has neither. */
    @Test
    void librariesThatCannotBeLoadedAreDoneWithoutAndSoIsJna() throws Exception {
        Path stubs = Files.createDirectory(directory.resolve("stubs"));
        for (String library : List.of("libc-x86_64.so", "libc-aarch64.so")) {
            Files.copy(directory.resolve(library), stubs.resolve(library));
        }

        assertThat(run("-Dio.jdock.stubs=" + stubs, "", "fast")).isEqualTo("no OpenSSL\nno ISA-L\n");
    }

    // ---- AArch64: the library is made a program, which calls one of its stubs as a JVM would and exits with what came
    // of it

    /** Its pages are more than it needs. */
    private static final int ROOM = 0xE00;

    /** With the address of the library in x11, of the stub in x13, of the C library's function in x10, and room on the stack. */
    private static final String BEGIN = """
            10FF8F8B  adr x11, #-0xE10
            F947016D  ldr x13, [x11, #0xE00]
            8B0B01AD  add x13, x13, x11
            F947056A  ldr x10, [x11, #0xE08]
            8B0B014A  add x10, x10, x11
            D14007FF  sub sp, sp, #4096
            """;

    private static final String EXIT = """
            D2800BC8  mov x8, #94
            D4000001  svc #0
            """;

    /** mmap(2) refuses an offset, its sixth argument, of 1. */
    @Test
    void theKernelsArgumentsAreMovedOnAarch64() throws Exception {
        assertThat(statusOnAarch64("LibC_syscall", """
                D2800026  mov x6, #1
                F90003E6  str x6, [sp]
                D2801BC2  mov x2, #222
                D2800003  mov x3, #0
                D2820004  mov x4, #4096
                D2800065  mov x5, #3
                D2800446  mov x6, #0x22
                92800007  mov x7, #-1
                D63F01A0  blr x13
                CB0003E0  neg x0, x0
                """ + EXIT)).isEqualTo(22);
    }

    /** 5 + 2 * 4 + 4 * 3 + 8 * 2 + 16 * 1 + 32 * 0, which is less than the sum in any other order. */
    @Test
    void theCLibrarysArgumentsAreMovedOnAarch64() throws Exception {
        assertThat(statusOnAarch64("LibC_posix_1spawn", """
                1000012C  adr x12, callee
                F900014C  str x12, [x10]
                D28000A2  mov x2, #5
                D2800083  mov x3, #4
                D2800064  mov x4, #3
                D2800045  mov x5, #2
                D2800026  mov x6, #1
                D2800007  mov x7, #0
                D63F01A0  blr x13
                8B010400  callee: add x0, x0, x1, lsl #1
                8B020800  add x0, x0, x2, lsl #2
                8B030C00  add x0, x0, x3, lsl #3
                8B041000  add x0, x0, x4, lsl #4
                8B051400  add x0, x0, x5, lsl #5
                """ + EXIT)).isEqualTo(57);
    }

    /** The environment stays, and of the others 3 + 2 * 5. */
    @Test
    void theJnisArgumentsAreMovedOnAarch64() throws Exception {
        assertThat(statusOnAarch64("Stubs_newDirectByteBuffer", """
                910003E9  mov x9, sp
                F90003E9  str x9, [sp]
                100000CC  adr x12, callee
                F90397EC  str x12, [sp, #1832]
                910003E0  mov x0, sp
                D2800062  mov x2, #3
                D28000A3  mov x3, #5
                D63F01A0  blr x13
                CB090000  callee: sub x0, x0, x9
                8B010000  add x0, x0, x1
                8B020400  add x0, x0, x2, lsl #1
                """ + EXIT)).isEqualTo(13);
    }

    private int statusOnAarch64(String method, String code) throws Exception {
        Path emulator = Path.of("/usr/bin/qemu-aarch64-static");
        boolean native64 = Architecture.current() == Architecture.AARCH64;
        assumeTrue(native64 || Files.isExecutable(emulator), () -> emulator + " is not installed");
        byte[] bytes = Files.readAllBytes(directory.resolve("libc-aarch64.so"));
        ByteBuffer library = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int symbols = dynamic(library, 6); // DT_SYMTAB
        int names = dynamic(library, 5); // DT_STRTAB
        int relocations = dynamic(library, 7); // DT_RELA
        String function = method.substring(method.indexOf('_') + 1).replace("_1", "_");
        int pointer = 0;
        int stub = 0;
        for (int i = 1; stub == 0; i++) {
            String name = text(library, names + library.getInt(symbols + 24 * i));
            if (name.equals(function)) {
                pointer = (int) library.getLong(relocations + 24 * (i - 1));
            } else if (name.equals("Java_io_jdock_kernel_" + method)) {
                stub = (int) library.getLong(symbols + 24 * i + 8);
            }
        }
        library.putLong(24, ROOM + 16); // e_entry
        library.putLong(64 + 32, 0x1000).putLong(64 + 40, 0x1000); // the first segment's size in the file and in memory
        library.putLong(ROOM, stub).putLong(ROOM + 8, pointer);
        library.position(ROOM + 16);
        (BEGIN + code).lines().forEach(line -> library.putInt(Integer.parseUnsignedInt(line.substring(0, 8), 16)));
        Path program = directory.resolve("program.elf");
        Files.write(program, bytes);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder process = native64
                ? new ProcessBuilder(program.toString())
                : new ProcessBuilder(emulator.toString(), program.toString());
        return process.inheritIO().start().waitFor();
    }

    private static int dynamic(ByteBuffer library, long tag) {
        int entry = 0x1000;
        while (library.getLong(entry) != tag) {
            entry += 16;
        }
        return (int) library.getLong(entry + 8);
    }

    private static String text(ByteBuffer library, int position) {
        int end = position;
        while (library.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - position];
        library.get(position, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    // ---- this machine

    /**
     * What a JVM says of {@link Calls}.
     *
     * @param before on its class path, before jdock's classes
     */
    private String run(String option, String before, String... arguments) throws Exception {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                option,
                "-cp",
                before + classes(Descriptor.class) + ":" + classes(Calls.class),
                Calls.class.getName()));
        command.addAll(List.of(arguments));
        Process jvm = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        jvm.waitFor();
        return Files.readString(output);
    }

    private static Path classes(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** One of each kind of call: with errors, with the most arguments, to the C library, with memory of the heap and outside. */
    public static final class Calls {
        private Calls() {}

        /** With "twice", it is all done again with classes of another loader; with "fast", something else. */
        public static void main(String[] arguments) throws Exception {
            if (arguments.length > 0 && arguments[0].equals("fast")) {
                callOthers();
                return;
            }
            call();
            if (arguments.length > 0) {
                List<URL> path = new ArrayList<>();
                for (String entry : System.getProperty("java.class.path").split(":", -1)) {
                    path.add(Path.of(entry).toUri().toURL());
                }
                try (URLClassLoader loader =
                        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
                    loader.loadClass(Calls.class.getName())
                            .getMethod("main", String[].class)
                            .invoke(null, (Object) new String[0]);
                }
            }
        }

        private static void callOthers() throws IOException {
            System.out.println(FastSha256.make(3)
                    .map(hash -> HexFormat.of().formatHex(hash.digest("abc".getBytes(StandardCharsets.US_ASCII))))
                    .orElse("no OpenSSL"));
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write("packed".getBytes(StandardCharsets.US_ASCII));
            }
            Optional<InputStream> gunzip = FastGunzip.of(new ByteArrayInputStream(packed.toByteArray()));
            System.out.println(
                    gunzip.isPresent()
                            ? new String(gunzip.get().readAllBytes(), StandardCharsets.US_ASCII)
                            : "no ISA-L");
        }

        private static void call() throws IOException {
            try {
                Descriptor.open("/nowhere/at/all", OpenFlag.O_RDONLY).close();
            } catch (KernelException e) {
                System.out.println(e.getMessage());
            }
            try (Pipe pipe = Pipe.open();
                    Child child = new Spawn(
                                    new Spawn.Executable.File("/bin/sh"),
                                    List.of("sh", "-c", "echo said by \"$who\" >&5; exit 7"),
                                    List.of("who=a child"),
                                    List.of(new Spawn.Inheritance(pipe.writer(), 5)))
                            .start()) {
                pipe.writer().close();
                System.out.println(child.waitFor());
                System.out.write(pipe.reader().inputStream().readAllBytes());
            }
            FileKinds kinds = new FileKinds(
                    List.of(new FileKinds.Question("/", false), new FileKinds.Question("/nowhere", false)));
            System.out.println(kinds.now());
            System.out.flush();
        }
    }
}
