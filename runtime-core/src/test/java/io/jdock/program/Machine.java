package io.jdock.program;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs programs for real: on this machine, or under QEMU's user mode where they are for another architecture. */
record Machine(Architecture architecture) {
    /** What is left of a program that ended. */
    record Result(int status, String output, String errors) {}

    /** Runs sections of one list each, numbered from 0, that exit with 100 plus their number on failure. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    final Result run(List<Instruction>... sections) {
        return run(program(new Program.Failure.Message(2), List.of(sections)));
    }

    Result run(Program program, String... arguments) {
        return run(Assembler.forArchitecture(architecture).assemble(program), arguments);
    }

    Result run(byte[] program, String... arguments) {
        try {
            Path file = Files.createTempFile("program", ".elf");
            try {
                Files.write(file, program);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
                return run(file, arguments);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result run(Path file, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (architecture != Architecture.current()) {
            command.add(emulator());
        }
        command.add(file.toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        String output = text(process.getInputStream());
        return new Result(process.onExit().join().exitValue(), output, errors.join());
    }

    /** Whether programs can be run here. */
    boolean isAvailable() {
        return architecture == Architecture.current() || Files.isExecutable(emulatorPath());
    }

    private String emulator() {
        assumeTrue(isAvailable(), () -> emulatorPath() + " is not installed: no way to run " + architecture + " code");
        return emulatorPath().toString();
    }

    private Path emulatorPath() {
        String name = architecture == Architecture.AARCH64 ? "qemu-aarch64-static" : "qemu-x86_64-static";
        return Path.of("/usr/bin", name);
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1); // bytes, one to one
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static Program program(Program.Failure failure, List<Instruction>... sections) {
        return program(failure, List.of(sections));
    }

    private static Program program(Program.Failure failure, Collection<List<Instruction>> sections) {
        List<Program.Section> all = new ArrayList<>();
        sections.forEach(list -> all.add(new Program.Section(all.size(), 100 + all.size(), list)));
        return new Program(all, failure);
    }

    static Instruction call(Syscall syscall, Operand... arguments) {
        return call(null, syscall, arguments);
    }

    static Instruction call(@Nullable Slot result, Syscall syscall, Operand... arguments) {
        return new Instruction.Call(syscall, List.of(arguments), result, Set.of());
    }

    static Instruction exit(long status) {
        return call(Syscall.EXIT_GROUP, Operand.of(status));
    }

    static Instruction exit(Slot status) {
        return call(Syscall.EXIT_GROUP, Operand.of(status));
    }

    static Instruction print(Datum datum, int size) {
        return call(Syscall.WRITE, Operand.of(1), Operand.of(datum), Operand.of(size));
    }

    /** Prints the eight bytes of slots. */
    static List<Instruction> print(List<Slot> slots) {
        Datum.Space room = new Datum.Space("slots to print", 8 * slots.size());
        List<Instruction> all = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            all.add(new Instruction.Store(Instruction.Width.DOUBLE, Operand.of(room), 8 * i, Operand.of(slots.get(i))));
        }
        all.add(print(room, room.size()));
        return all;
    }
}
