package io.jdock.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Syscall;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.LinuxSeccompAction;
import io.jdock.oci.LinuxSeccompArg;
import io.jdock.oci.LinuxSeccompOperator;
import io.jdock.oci.LinuxSyscall;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be known of a filter without a call's arguments. */
class SeccompAnswerTest {
    private final SeccompCompiler compiler = new SeccompCompiler(SyscallTable.load());

    private SeccompAnswer answer(Architecture architecture, LinuxSeccompAction otherwise, LinuxSyscall... rules) {
        LinuxSeccomp profile = new LinuxSeccomp(otherwise, null, List.of(), List.of(), null, null, List.of(rules));
        return new SeccompAnswer(compiler.compile(profile, architecture).instructions(), architecture);
    }

    private static LinuxSyscall rule(LinuxSeccompAction action, String call, LinuxSeccompArg... conditions) {
        return new LinuxSyscall(List.of(call), action, null, List.of(conditions));
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void isYesForCallsThatAreAllowedWithoutConditions(Architecture architecture) {
        SeccompAnswer answer = answer(
                architecture,
                LinuxSeccompAction.ERRNO,
                rule(LinuxSeccompAction.ALLOW, "futex"),
                rule(LinuxSeccompAction.LOG, "setsid"));

        assertThat(answer.alwaysAllows(Syscall.FUTEX)).isTrue();
        assertThat(answer.alwaysAllows(Syscall.SETSID)).as("noted down").isFalse();
        assertThat(answer.alwaysAllows(Syscall.CHDIR)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void isYesForCallsThatAPermissiveProfileDoesNotName(Architecture architecture) {
        SeccompAnswer answer =
                answer(architecture, LinuxSeccompAction.ALLOW, rule(LinuxSeccompAction.KILL_PROCESS, "futex"));

        assertThat(answer.alwaysAllows(Syscall.FUTEX)).isFalse();
        assertThat(answer.alwaysAllows(Syscall.CHDIR)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void isNoWhereArgumentsDecide(Architecture architecture) {
        SeccompAnswer answer = answer(
                architecture,
                LinuxSeccompAction.ERRNO,
                rule(LinuxSeccompAction.ALLOW, "futex", new LinuxSeccompArg(1, 0, 0, LinuxSeccompOperator.EQ)));

        assertThat(answer.alwaysAllows(Syscall.FUTEX)).isFalse();
    }
}
