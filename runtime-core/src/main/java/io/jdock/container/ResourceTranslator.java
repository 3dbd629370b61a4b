package io.jdock.container;

import io.jdock.host.CgroupHierarchy;
import io.jdock.host.HostFacts;
import io.jdock.oci.LinuxCpu;
import io.jdock.oci.LinuxMemory;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxResources;
import io.jdock.plan.Launch.Sources;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says limits in OCI's terms. */
final class ResourceTranslator {
    private static final long CPU_PERIOD_MICROSECONDS = 100_000;
    /** The kernel's min_bw_quota_period_us: it takes no smaller quota. */
    private static final long SMALLEST_CPU_QUOTA_MICROSECONDS = 1_000;

    private final HostFacts host;
    private final Sources sources;

    ResourceTranslator(HostFacts host, Sources sources) {
        this.host = host;
        this.sources = sources;
    }

    LinuxResources translate(Limits limits) {
        LinuxResources.Builder resources = LinuxResources.builder();
        if (limits.memory().isPresent()
                || limits.memorySwap().isPresent()
                || limits.memoryReservation().isPresent()) {
            resources.memory(LinuxMemory.builder()
                    .limit(boxed(limits.memory()))
                    .swap(swap(limits))
                    .reservation(boxed(limits.memoryReservation()))
                    .build());
        }
        if (limits.cpus().isPresent() || limits.cpuset().isPresent()) {
            LinuxCpu.Builder cpu = LinuxCpu.builder().cpus(limits.cpuset().orElse(null));
            limits.cpus().ifPresent(cpus -> cpu.period(CPU_PERIOD_MICROSECONDS).quota(quota(cpus)));
            resources.cpu(cpu.build());
        }
        limits.pids().ifPresent(pids -> resources.pids(new LinuxPids(pids)));
        return resources.build();
    }

    private static long quota(double cpus) {
        return Math.max(SMALLEST_CPU_QUOTA_MICROSECONDS, Math.round(cpus * CPU_PERIOD_MICROSECONDS));
    }

    /** Memory that is limited must not just move to swap. */
    private @Nullable Long swap(Limits limits) {
        if (limits.memorySwap().isPresent() || limits.memory().isEmpty() || !countsSwap()) {
            return boxed(limits.memorySwap());
        }
        return limits.memory().getAsLong();
    }

    /** Version 1 lacks the file in a kernel without swap, or started with swapaccount=0. */
    private boolean countsSwap() {
        Optional<CgroupHierarchy> legacy = host.cgroups().legacy().stream()
                .filter(hierarchy -> hierarchy.controllers().contains("memory"))
                .findFirst();
        return legacy.map(hierarchy -> hierarchy.ownDirectory().orElse(hierarchy.mountPoint()))
                .map(directory -> exists(directory.resolve("memory.memsw.limit_in_bytes")))
                .orElse(true);
    }

    private boolean exists(Path file) {
        return sources.kind(file.toString()) != Sources.Kind.MISSING;
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
