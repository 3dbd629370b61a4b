package io.jdock.container;

import io.jdock.oci.Linux;
import io.jdock.oci.Mount;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Changes to a configuration for what a {@link ContainerSpec} has no word for. */
final class Configurations {
    private Configurations() {}

    static RuntimeSpec withMounts(RuntimeSpec own, Mount... mounts) {
        List<Mount> all = new ArrayList<>(own.mounts());
        all.addAll(List.of(mounts));
        return own.toBuilder().mounts(all).build();
    }

    static RuntimeSpec withProcess(RuntimeSpec own, UnaryOperator<ProcessSpec.Builder> change) {
        ProcessSpec.Builder process = Objects.requireNonNull(own.process()).toBuilder();
        return own.toBuilder().process(change.apply(process).build()).build();
    }

    static RuntimeSpec withLinux(RuntimeSpec own, UnaryOperator<Linux.Builder> change) {
        return own.toBuilder()
                .linux(change.apply(own.linux().toBuilder()).build())
                .build();
    }
}
