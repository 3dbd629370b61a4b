package io.jdock.benchmarks;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Constant;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.ExecutableFile;
import io.jdock.kernel.Flag;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Spawn.Executable;
import io.jdock.kernel.Syscall;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.RuntimeSpec;
import io.jdock.program.Assembler;
import io.jdock.program.Datum;
import io.jdock.program.Datum.Field;
import io.jdock.program.Instruction;
import io.jdock.program.Instruction.Branch;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Condition;
import io.jdock.program.Instruction.Load;
import io.jdock.program.Instruction.Mark;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Label;
import io.jdock.program.Operand;
import io.jdock.program.Program;
import io.jdock.program.Program.Failure;
import io.jdock.program.Program.Section;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel takes at the least: a program that makes a process in new namespaces, which executes another, and waits
 * for its end. No mount, no rights, no supervision.
 */
final class KernelCost {
    private static final int STANDARD_ERROR = 2;
    private static final int SIGINFO_SIZE = 128;
    private static final int SI_STATUS = 24;

    private KernelCost() {}

    /**
     * The program as a contender.
     *
     * @param configuration whose namespaces are made, and whose command is executed
     */
    static Contender of(RuntimeSpec configuration, String executable) throws KernelException {
        Program program = new Program(
                List.of(new Section(0, 1, code(flags(configuration), executable))),
                new Failure.Text(STANDARD_ERROR, List.of("cannot start " + executable + " in new namespaces")));
        byte[] file = Assembler.forArchitecture(Architecture.current()).assemble(program);
        Descriptor inMemory = ExecutableFile.inMemory("kernel-cost", file);
        return new Command("kernel", new Executable.Open(inMemory), List.of("kernel-cost"), List.of(), List.of());
    }

    private static List<Instruction> code(List<Flag> flags, String executable) {
        Slot child = new Slot("child");
        Slot status = new Slot("status");
        Label parent = new Label("parent");
        Datum information = new Datum.Space("information", SIGINFO_SIZE);
        Operand zero = Operand.of(0);
        Operand path = Operand.of(executable);
        Operand arguments = Operand.of(new Datum.Struct(
                "argv", List.of(new Field.Pointer(new Datum.Text(executable), 0), new Field.Int(8, 0))));
        return List.of(
                call(child, Syscall.CLONE, new Operand.Flags(flags), zero, zero, zero, zero),
                new Branch(child, Condition.NOT_EQUAL, zero, parent),
                call(null, Syscall.EXECVE, path, arguments, zero),
                new Mark(parent),
                call(
                        null,
                        Syscall.WAITID,
                        Operand.of(Constant.P_ALL),
                        zero,
                        Operand.of(information),
                        Operand.of(Constant.WEXITED),
                        zero),
                new Load(status, Width.WORD, Operand.of(information), SI_STATUS),
                call(null, Syscall.EXIT_GROUP, Operand.of(status)));
    }

    private static Call call(@Nullable Slot result, Syscall syscall, Operand... arguments) {
        return new Call(syscall, List.of(arguments), result, Set.of());
    }

    private static List<Flag> flags(RuntimeSpec configuration) {
        List<Flag> flags = new ArrayList<>(List.of(Constant.SIGCHLD));
        for (var namespace : configuration.linux().namespaces()) {
            flags.add(flag(namespace.type()));
        }
        return flags;
    }

    private static CloneFlag flag(LinuxNamespaceType type) {
        return switch (type) {
            case PID -> CloneFlag.CLONE_NEWPID;
            case NETWORK -> CloneFlag.CLONE_NEWNET;
            case MOUNT -> CloneFlag.CLONE_NEWNS;
            case IPC -> CloneFlag.CLONE_NEWIPC;
            case UTS -> CloneFlag.CLONE_NEWUTS;
            case USER -> CloneFlag.CLONE_NEWUSER;
            case CGROUP -> CloneFlag.CLONE_NEWCGROUP;
            case TIME -> throw new IllegalArgumentException("clone(2) takes CLONE_NEWTIME for an exit signal");
        };
    }
}
