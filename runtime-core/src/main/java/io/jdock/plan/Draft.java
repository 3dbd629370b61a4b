package io.jdock.plan;

import io.jdock.kernel.Constant;
import io.jdock.kernel.Syscall;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import io.jdock.program.Datum;
import io.jdock.program.Instruction.Width;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A plan while it is being written: what all planners share. */
final class Draft {
    private static final String OWNERS_WORD = "wait for the owner's word";

    final RuntimeSpec spec;
    final ProcessSpec process;
    final Launch launch;
    final Descriptors descriptors;
    final Shape shape;

    /**
     * Whether the owner connects the network while the rest of the container is made, for which it takes longer: nobody is to see it
     * before the root changes, or to change it but the owner.
     */
    final boolean connectedMeanwhile;

    final Console console;
    final NewNetwork network;
    final StandaloneCaller caller;
    final SecurityLabels labels;

    private final List<Code> steps = new ArrayList<>();
    private final Datum.Space message = new Datum.Space("message", Report.SIZE);
    private final Datum.Space byteRead = new Datum.Space("byte", 8);
    private Role role = Role.MONITOR;

    /**
     * @param subject whether the program inherits a descriptor of the container or its state
     * @param startable whether it waits for a command of its own before the application runs
     */
    Draft(RuntimeSpec spec, Launch launch, boolean subject, boolean startable) {
        this.spec = spec;
        this.process = required(spec.process());
        this.launch = launch;
        this.descriptors = new Descriptors(
                launch.preserved(),
                !launch.standalone(),
                !launch.pauses().isEmpty() || launch.checked(),
                launch.checked(),
                subject,
                process.terminal(),
                startable,
                launch.nested(),
                launch.seccomp().filter(Launch.Filter::listens).isPresent(),
                launch.lifeline(),
                launch.tellsEnd());
        this.shape = Shape.of(spec, launch);
        this.connectedMeanwhile = launch.network().isPresent()
                && launch.pauses().equals(Set.of(Report.Pause.CREATE_RUNTIME))
                && !spec.hooks().hasOuter()
                && !spec.hooks().hasInner()
                && spec.linux().netDevices().isEmpty();
        this.console = new Console(this);
        this.network = new NewNetwork(this);
        this.caller = new StandaloneCaller(this);
        this.labels = new SecurityLabels(this);
    }

    private static ProcessSpec required(@Nullable ProcessSpec process) {
        if (process == null) {
            throw new PlanException("process", "is missing, so there is nothing to run");
        }
        return process;
    }

    /** Steps from now on are carried out by this process. */
    void in(Role next) {
        role = next;
    }

    Role role() {
        return role;
    }

    Code step(Group group, String what, String why) {
        Code code = new Code(role, group, what, why);
        steps.add(code);
        return code;
    }

    Plan plan() {
        return new Plan(
                steps.stream().map(Code::step).toList(),
                descriptors,
                launch.standalone() ? Optional.of(caller.parameters()) : Optional.empty());
    }

    /** Tells the owner something. */
    void report(Code code, int kind, Operand value) {
        code.store(Width.WORD, message, 0, Operand.of(kind));
        code.store(Width.WORD, message, 4, value);
        code.store(Width.WORD, message, 8, Operand.of(0));
        code.store(Width.WORD, message, 12, Operand.of(0));
        code.run(
                Syscall.WRITE,
                Operand.of(descriptors.status(), "status"),
                Operand.of(message),
                Operand.of(Report.SIZE));
    }

    /** Waits for the owner; ends the process if the owner is gone. */
    void pause(Report.Pause pause, Group group, String why) {
        if (!launch.pauses().contains(pause)) {
            return;
        }
        Code code = step(group, OWNERS_WORD, why);
        report(code, Report.WAITING, Operand.of(pause.code(), pause.name()));
        receiveGo(code);
    }

    /** Tells the owner that the network namespace is there. */
    void announceNetwork(String why) {
        report(step(Group.NETWORK, "tell the owner that the network is there", why), Report.NETWORK, Operand.of(0));
    }

    /** Waits for the owner, whom another process tells that everything else is in its place. */
    void awaitOwner(String why) {
        receiveGo(step(Group.NETWORK, OWNERS_WORD, why));
    }

    /** Waits until the owner has looked whether the plan still fits. As a rule that was long ago. */
    void awaitCheck() {
        if (launch.checked()) {
            receiveGo(step(
                    Group.SUPERVISION,
                    "wait for the owner's word that the plan still fits",
                    "it is kept for several containers, and its owner looks at the host's files in the meantime"));
        }
    }

    private void receiveGo(Code code) {
        Slot got =
                code.call("got", Syscall.READ, Operand.of(descriptors.go(), "go"), Operand.of(byteRead), Operand.of(1));
        Steps.exitUnless(code, got, 1);
    }

    /** Where relative paths start: the process's own working directory. */
    static Operand here() {
        return Operand.of(Constant.AT_FDCWD);
    }
}
