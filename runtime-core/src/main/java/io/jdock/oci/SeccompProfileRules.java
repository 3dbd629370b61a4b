package io.jdock.oci;

import io.jdock.kernel.Errno;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules of a profile in a file: those of Docker's and Podman's additions, and after them those of the specification. */
final class SeccompProfileRules {
    private static final Pattern VERSION = Pattern.compile("\\d{1,3}\\.\\d{1,3}");

    private SeccompProfileRules() {}

    static void profile(SeccompProfile profile) {
        Field document = Field.DOCUMENT;
        errno(document.at("defaultErrno"), profile.defaultErrno());
        if (!profile.archMap().isEmpty() && !profile.architectures().isEmpty()) {
            throw document.at("archMap").refuse("given", "absent beside architectures");
        }
        document.at("syscalls").each(profile.syscalls(), SeccompProfileRules::rule);
        SeccompRules.seccomp(document, withoutAdditions(profile));
    }

    private static void rule(Field field, SeccompProfile.Rule rule) {
        if (rule.name() != null && !rule.names().isEmpty()) {
            throw field.at("name").refuse("given", "absent beside names");
        }
        errno(field.at("errno"), rule.errno());
        field.at("includes").ifPresent(rule.includes(), SeccompProfileRules::condition);
        field.at("excludes").ifPresent(rule.excludes(), SeccompProfileRules::condition);
    }

    private static void condition(Field field, SeccompProfile.Condition condition) {
        String kernel = condition.minKernel();
        if (kernel != null) {
            field.at("minKernel").require(VERSION.matcher(kernel).matches(), kernel, "a version such as 4.8");
        }
    }

    private static void errno(Field field, @Nullable String name) {
        if (name != null) {
            boolean known =
                    Stream.of(Errno.values()).anyMatch(errno -> errno.name().equals(name));
            field.require(known, name, "the name of an error such as ENOSYS");
        }
    }

    /** What the specification's own rules can be checked on, at the same places. */
    private static LinuxSeccomp withoutAdditions(SeccompProfile profile) {
        List<LinuxSyscall> syscalls = profile.syscalls().stream()
                .map(rule -> new LinuxSyscall(
                        rule.name() == null ? rule.names() : List.of(rule.name()),
                        rule.action(),
                        rule.errnoRet(),
                        rule.args()))
                .toList();
        return new LinuxSeccomp(
                profile.defaultAction(),
                profile.defaultErrnoRet(),
                profile.architectures(),
                profile.flags(),
                profile.listenerPath(),
                profile.listenerMetadata(),
                syscalls);
    }
}
