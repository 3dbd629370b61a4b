package io.jdock.plan;

import io.jdock.host.KernelRelease;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Capability;
import io.jdock.kernel.Errno;
import io.jdock.oci.Arch;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.LinuxSyscall;
import io.jdock.oci.SeccompProfile;
import io.jdock.oci.SeccompProfile.Condition;
import io.jdock.oci.SeccompProfile.Family;
import io.jdock.oci.SeccompProfile.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Seccomp profiles for a certain container on a certain host. */
public final class SeccompProfiles {
    private SeccompProfiles() {}

    /**
     * The profile for a container whose user asks for none: what programs of every kind need.
     *
     * @param capabilities the bounding set of the application; some of them open further calls
     */
    public static LinuxSeccomp standard(Set<Capability> capabilities, Architecture architecture) {
        return new DefaultSeccompProfile(capabilities, architecture).make();
    }

    /**
     * A profile without the rules whose conditions do not hold, as Docker and Podman understand them.
     *
     * @param profile valid, as {@link io.jdock.oci.ConfigReader#readSeccompProfile} returns it
     * @param capabilities the bounding set of the application
     */
    public static LinuxSeccomp resolve(
            SeccompProfile profile, Set<Capability> capabilities, Architecture architecture, KernelRelease kernel) {
        Situation situation = new Situation(capabilities, architecture, kernel);
        List<LinuxSyscall> syscalls = profile.syscalls().stream()
                .filter(situation::calledFor)
                .map(rule -> new LinuxSyscall(
                        rule.name() == null ? rule.names() : List.of(rule.name()),
                        rule.action(),
                        number(rule.errnoRet(), rule.errno()),
                        rule.args()))
                .toList();
        return new LinuxSeccomp(
                profile.defaultAction(),
                number(profile.defaultErrnoRet(), profile.defaultErrno()),
                architectures(profile, architecture),
                profile.flags(),
                profile.listenerPath(),
                profile.listenerMetadata(),
                syscalls);
    }

    private static List<Arch> architectures(SeccompProfile profile, Architecture architecture) {
        List<Arch> all = new ArrayList<>(profile.architectures());
        for (Family family : profile.archMap()) {
            if (family.architecture().name().equals(architecture.name())) {
                all.add(family.architecture());
                all.addAll(family.subArchitectures());
            }
        }
        return all;
    }

    private static @Nullable Integer number(@Nullable Integer number, @Nullable String name) {
        return number == null && name != null
                ? Integer.valueOf(Errno.valueOf(name).number())
                : number;
    }

    private record Situation(Set<Capability> capabilities, Architecture architecture, KernelRelease kernel) {
        boolean calledFor(Rule rule) {
            Condition includes = rule.includes();
            Condition excludes = rule.excludes();
            return (includes == null || includes(includes)) && (excludes == null || !excludes(excludes));
        }

        private boolean includes(Condition condition) {
            return (condition.arches().isEmpty() || condition.arches().contains(machine()))
                    && condition.caps().stream().allMatch(this::has)
                    && (condition.minKernel() == null || isAtLeast(condition.minKernel()));
        }

        private boolean excludes(Condition condition) {
            return condition.arches().contains(machine())
                    || condition.caps().stream().anyMatch(this::has)
                    || (condition.minKernel() != null && isAtLeast(condition.minKernel()));
        }

        private boolean has(String capability) {
            return Capability.named(capability).filter(capabilities::contains).isPresent();
        }

        private boolean isAtLeast(String version) {
            int dot = version.indexOf('.');
            return kernel.atLeast(
                    Integer.parseInt(version.substring(0, dot)), Integer.parseInt(version.substring(dot + 1)));
        }

        /** The name in Go, in which Docker is written. */
        private String machine() {
            return switch (architecture) {
                case X86_64 -> "amd64";
                case AARCH64 -> "arm64";
            };
        }
    }
}
