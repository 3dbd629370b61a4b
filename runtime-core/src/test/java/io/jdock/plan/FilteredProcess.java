package io.jdock.plan;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Errno;
import io.jdock.kernel.ExecutableFile;
import io.jdock.kernel.ExitStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Spawn;
import io.jdock.kernel.Spawn.Executable;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.kernel.Syscall;
import io.jdock.program.Assembler;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Program;
import io.jdock.program.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process under a filter, in the real kernel: a program of this library that loads the filter into itself. */
record FilteredProcess(SeccompFilter filter) {
    private static final Operand NONE = Operand.of(0);

    // ptrace(2)
    private static final long PTRACE_TRACEME = 0;
    private static final long PTRACE_CONT = 7;
    private static final long PTRACE_SETOPTIONS = 0x4200;
    private static final long PTRACE_O_TRACESECCOMP = 0x80;
    private static final long SIGSTOP = 19;

    /** What wait4(2) tells: stopped, by SIGTRAP, for PTRACE_EVENT_SECCOMP. */
    private static final long SECCOMP_STOP = 0x7057f;

    /** What became of a process, and what it and its children printed. */
    record Outcome(ExitStatus status, String output) {}

    /**
     * Makes a system call under the filter.
     *
     * @return how the process ended; it exits with the call's error number, or with 0
     */
    ExitStatus call(Syscall syscall, Operand... arguments) throws IOException {
        Slot result = new Slot("result");
        Slot negated = new Slot("error number");
        List<Instruction> code = load(null);
        code.add(new Instruction.Call(syscall, List.of(arguments), result, EnumSet.allOf(Errno.class)));
        code.add(new Instruction.Move(negated, Operand.of(0)));
        for (Errno errno : Errno.values()) {
            code.addAll(replace(result, -errno.number(), negated, errno.number()));
        }
        code.add(instruction(Syscall.EXIT_GROUP, Operand.of(negated)));
        return run(code).status();
    }

    /** Takes the descriptor of the listener, closes it, and makes a call that waits for nobody then. */
    ExitStatus callAfterTheListenerIsGone(Syscall syscall) throws IOException {
        Slot listener = new Slot("listener");
        Slot result = new Slot("result");
        List<Instruction> code = load(listener);
        code.add(instruction(Syscall.CLOSE, Operand.of(listener)));
        code.add(new Instruction.Call(syscall, List.of(), result, Set.of(Errno.ENOSYS)));
        code.addAll(replace(result, -Errno.ENOSYS.number(), result, Errno.ENOSYS.number()));
        code.add(instruction(Syscall.EXIT_GROUP, Operand.of(result)));
        return run(code).status();
    }

    /**
     * Makes a call in a child process, which this one traces and lets go on at each stop.
     *
     * @return how this one ended: with the number of stops that the filter caused
     */
    ExitStatus callTraced(Syscall syscall) throws IOException {
        Slot child = new Slot("child");
        Slot stops = new Slot("stops");
        Slot status = new Slot("status");
        Datum.Space word = new Datum.Space("status", 8);
        Label parent = new Label("parent");
        Label next = new Label("next");
        Label running = new Label("running");
        Label ended = new Label("ended");
        List<Instruction> code = new ArrayList<>();
        code.add(new Instruction.Call(
                Syscall.CLONE, List.of(Operand.of(Constant.SIGCHLD), NONE, NONE, NONE, NONE), child, Set.of()));
        code.add(new Instruction.Branch(child, Instruction.Condition.NOT_EQUAL, NONE, parent));
        code.add(instruction(Syscall.PTRACE, Operand.of(PTRACE_TRACEME), NONE, NONE, NONE));
        code.addAll(load(null));
        Slot self = new Slot("self");
        code.add(new Instruction.Call(Syscall.GETPID, List.of(), self, Set.of()));
        code.add(instruction(Syscall.KILL, Operand.of(self), Operand.of(SIGSTOP)));
        code.add(instruction(syscall));
        code.add(instruction(Syscall.EXIT_GROUP, NONE));
        code.add(new Instruction.Mark(parent));
        code.add(new Instruction.Move(stops, NONE));
        code.add(wait(child, word));
        code.add(instruction(
                Syscall.PTRACE,
                Operand.of(PTRACE_SETOPTIONS),
                Operand.of(child),
                NONE,
                Operand.of(PTRACE_O_TRACESECCOMP)));
        code.add(new Instruction.Mark(next));
        code.add(instruction(Syscall.PTRACE, Operand.of(PTRACE_CONT), Operand.of(child), NONE, NONE));
        code.add(wait(child, word));
        code.add(new Instruction.Load(status, Instruction.Width.WORD, Operand.of(word), 0));
        code.add(new Instruction.Branch(status, Instruction.Condition.EQUAL, NONE, ended)); // exited with 0
        code.add(new Instruction.Branch(status, Instruction.Condition.NOT_EQUAL, Operand.of(SECCOMP_STOP), running));
        code.add(new Instruction.Compute(stops, Instruction.Operation.ADD, Operand.of(1)));
        code.add(new Instruction.Mark(running));
        code.add(new Instruction.Jump(next));
        code.add(new Instruction.Mark(ended));
        code.add(instruction(Syscall.EXIT_GROUP, Operand.of(stops)));
        return run(code).status();
    }

    private static Instruction wait(Slot child, Datum status) {
        return instruction(Syscall.WAIT4, Operand.of(child), Operand.of(status), NONE, NONE);
    }

    /** Runs a command under the filter. */
    Outcome execute(List<String> command, List<String> environment) throws IOException {
        List<Instruction> code = load(null);
        code.add(instruction(
                Syscall.EXECVE,
                Operand.of(command.get(0)),
                Operand.of(vector(command)),
                Operand.of(vector(environment))));
        return run(code);
    }

    private static Datum vector(List<String> strings) {
        List<Field> fields = new ArrayList<>();
        strings.forEach(string -> fields.add(new Field.Pointer(new Datum.Text(string), 0)));
        fields.add(new Field.Int(8, 0));
        return new Datum.Struct("vector", fields);
    }

    private List<Instruction> load(@Nullable Slot listener) {
        Datum instructions = new Datum.Struct("filter", List.of(new Field.Raw(filter.instructions())));
        Datum program = new Datum.Struct(
                "program", List.of(new Field.Int(8, filter.length()), new Field.Pointer(instructions, 0)));
        List<Instruction> code = new ArrayList<>();
        code.add(instruction(Syscall.PRCTL, Operand.of(Constant.PR_SET_NO_NEW_PRIVS), Operand.of(1), NONE, NONE, NONE));
        code.add(new Instruction.Call(
                Syscall.SECCOMP,
                List.of(
                        Operand.of(Constant.SECCOMP_SET_MODE_FILTER),
                        Operand.of(filter.flagBits()),
                        Operand.of(program)),
                listener,
                Set.of()));
        return code;
    }

    /** If a slot has one value, another one gets another. */
    private static List<Instruction> replace(Slot slot, long value, Slot to, long replacement) {
        Label next = new Label("next");
        return List.of(
                new Instruction.Branch(slot, Instruction.Condition.NOT_EQUAL, Operand.of(value), next),
                new Instruction.Move(to, Operand.of(replacement)),
                new Instruction.Mark(next));
    }

    private static Instruction instruction(Syscall syscall, Operand... arguments) {
        return new Instruction.Call(syscall, List.of(arguments), null, Set.of());
    }

    private static Outcome run(List<Instruction> code) throws IOException {
        Program program = new Program(
                List.of(new Program.Section(0, 200, code)), new Program.Failure.Text(2, List.of("filtered process")));
        byte[] file = Assembler.forArchitecture(Architecture.current()).assemble(program);
        try (Descriptor executable = executable(file);
                Pipe pipe = Pipe.open();
                Descriptor input = Descriptor.open("/dev/null")) {
            Spawn spawn = new Spawn(
                    new Executable.Open(executable),
                    List.of("filtered"),
                    List.of(),
                    List.of(
                            new Inheritance(input, 0),
                            new Inheritance(pipe.writer(), 1),
                            new Inheritance(pipe.writer(), 2)));
            var child = spawn.start();
            pipe.writer().close();
            String output = new String(pipe.reader().inputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(child.waitFor(), output);
        }
    }

    private static Descriptor executable(byte[] file) throws KernelException {
        try {
            return ExecutableFile.inMemory("filtered", file);
        } catch (KernelException e) {
            if (e.error().equals(Optional.of(Errno.EACCES))) {
                return ExecutableFile.inDirectory(System.getProperty("java.io.tmpdir"), file);
            }
            throw e;
        }
    }
}
