package io.jdock.cli;

import io.jdock.kernel.Capability;
import io.jdock.oci.Arch;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.Features;
import io.jdock.oci.LinuxFeatures;
import io.jdock.oci.LinuxFeatures.Switch;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.LinuxSeccompAction;
import io.jdock.oci.LinuxSeccompFlag;
import io.jdock.oci.LinuxSeccompOperator;
import io.jdock.oci.MemoryPolicyFlagType;
import io.jdock.oci.MemoryPolicyModeType;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.MountOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code features}. */
final class FeaturesCommand implements Command {
    private static final List<String> HOOKS =
            List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");

    private static final Syntax SYNTAX =
            new Syntax("jdock features", "Prints what this runtime can do, as JSON.", List.of(), List.of());

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) {
        top.out().println(new String(new ConfigWriter().writeReadable(features()), StandardCharsets.UTF_8));
        return 0;
    }

    static Features features() {
        return new Features(
                "1.0.0",
                RuntimeSpec.VERSION,
                HOOKS,
                MountOptions.names(),
                linux(),
                Map.of("io.jdock.version", Versions.number()),
                List.of());
    }

    private static LinuxFeatures linux() {
        return new LinuxFeatures(
                List.of(LinuxNamespaceType.values()),
                Arrays.stream(Capability.values()).map(Capability::name).toList(),
                new LinuxFeatures.Cgroup(true, true, true, true, true),
                seccomp(),
                new Switch(true),
                new Switch(true),
                new LinuxFeatures.IntelRdt(true, true, true),
                new LinuxFeatures.MemoryPolicy(
                        List.of(MemoryPolicyModeType.values()), List.of(MemoryPolicyFlagType.values())),
                new LinuxFeatures.MountExtensions(new Switch(true)),
                new Switch(true));
    }

    private static LinuxFeatures.Seccomp seccomp() {
        List<LinuxSeccompFlag> flags = List.of(LinuxSeccompFlag.values());
        return new LinuxFeatures.Seccomp(
                true,
                List.of(LinuxSeccompAction.values()),
                List.of(LinuxSeccompOperator.values()),
                List.of(Arch.values()),
                flags,
                flags);
    }
}
