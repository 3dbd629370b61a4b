package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What cgroups give and limit (config-linux.md, "Control groups").
 *
 * @param devices rules in the order in which they apply
 * @param memory limits of memory
 * @param cpu shares and limits of processor time
 * @param pids limit of tasks
 * @param blockIO shares and limits of block devices
 * @param hugepageLimits limits of huge pages
 * @param network marks on packets
 * @param rdma limits by RDMA device
 * @param unified values by file name of cgroup v2, such as {@code memory.high}, written as they are
 */
public record LinuxResources(
        List<LinuxDeviceCgroup> devices,
        @Nullable LinuxMemory memory,
        @Nullable LinuxCpu cpu,
        @Nullable LinuxPids pids,
        @Nullable LinuxBlockIo blockIO,
        List<LinuxHugepageLimit> hugepageLimits,
        @Nullable LinuxNetwork network,
        Map<String, LinuxRdma> rdma,
        Map<String, String> unified) {
    /** Nothing is limited. */
    public static final LinuxResources NONE = builder().build();

    public LinuxResources {
        devices = List.copyOf(devices);
        hugepageLimits = List.copyOf(hugepageLimits);
        rdma = Values.copy(rdma);
        unified = Values.copy(unified);
    }

    /** Whether nothing is limited. */
    public boolean isEmpty() {
        return devices.isEmpty()
                && memory == null
                && cpu == null
                && pids == null
                && blockIO == null
                && hugepageLimits.isEmpty()
                && network == null
                && rdma.isEmpty()
                && unified.isEmpty();
    }

    /** A builder of an empty record. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.devices = devices;
        builder.memory = memory;
        builder.cpu = cpu;
        builder.pids = pids;
        builder.blockIO = blockIO;
        builder.hugepageLimits = hugepageLimits;
        builder.network = network;
        builder.rdma = rdma;
        builder.unified = unified;
        return builder;
    }

    /** Collects the components; each one not set is absent. Not safe for use by several threads. */
    public static final class Builder {
        private List<LinuxDeviceCgroup> devices = List.of();
        private @Nullable LinuxMemory memory;
        private @Nullable LinuxCpu cpu;
        private @Nullable LinuxPids pids;
        private @Nullable LinuxBlockIo blockIO;
        private List<LinuxHugepageLimit> hugepageLimits = List.of();
        private @Nullable LinuxNetwork network;
        private Map<String, LinuxRdma> rdma = Map.of();
        private Map<String, String> unified = Map.of();

        private Builder() {}

        /** See {@link LinuxResources#devices()}. */
        public Builder devices(List<LinuxDeviceCgroup> devices) {
            this.devices = devices;
            return this;
        }

        /** See {@link LinuxResources#memory()}. */
        public Builder memory(@Nullable LinuxMemory memory) {
            this.memory = memory;
            return this;
        }

        /** See {@link LinuxResources#cpu()}. */
        public Builder cpu(@Nullable LinuxCpu cpu) {
            this.cpu = cpu;
            return this;
        }

        /** See {@link LinuxResources#pids()}. */
        public Builder pids(@Nullable LinuxPids pids) {
            this.pids = pids;
            return this;
        }

        /** See {@link LinuxResources#blockIO()}. */
        public Builder blockIO(@Nullable LinuxBlockIo blockIO) {
            this.blockIO = blockIO;
            return this;
        }

        /** See {@link LinuxResources#hugepageLimits()}. */
        public Builder hugepageLimits(List<LinuxHugepageLimit> hugepageLimits) {
            this.hugepageLimits = hugepageLimits;
            return this;
        }

        /** See {@link LinuxResources#network()}. */
        public Builder network(@Nullable LinuxNetwork network) {
            this.network = network;
            return this;
        }

        /** See {@link LinuxResources#rdma()}. */
        public Builder rdma(Map<String, LinuxRdma> rdma) {
            this.rdma = rdma;
            return this;
        }

        /** See {@link LinuxResources#unified()}. */
        public Builder unified(Map<String, String> unified) {
            this.unified = unified;
            return this;
        }

        /** The record; its values are not validated, see {@link SpecValidator}. */
        public LinuxResources build() {
            return new LinuxResources(devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified);
        }
    }

    static LinuxResources fromJson(JsonValue json) {
        return new LinuxResources(
                json.at("devices").list(LinuxDeviceCgroup::fromJson),
                json.at("memory").orNull(LinuxMemory::fromJson),
                json.at("cpu").orNull(LinuxCpu::fromJson),
                json.at("pids").orNull(LinuxPids::fromJson),
                json.at("blockIO").orNull(LinuxBlockIo::fromJson),
                json.at("hugepageLimits").list(LinuxHugepageLimit::fromJson),
                json.at("network").orNull(LinuxNetwork::fromJson),
                json.at("rdma").map(LinuxRdma::fromJson),
                json.at("unified").textMap());
    }

    JsonObject toJson() {
        return new JsonObject()
                .putList("devices", devices, LinuxDeviceCgroup::toJson)
                .putObject("memory", memory, LinuxMemory::toJson)
                .putObject("cpu", cpu, LinuxCpu::toJson)
                .putObject("pids", pids, LinuxPids::toJson)
                .putObject("blockIO", blockIO, LinuxBlockIo::toJson)
                .putList("hugepageLimits", hugepageLimits, LinuxHugepageLimit::toJson)
                .putObject("network", network, LinuxNetwork::toJson)
                .putMap("rdma", rdma, LinuxRdma::toJson)
                .putIfPresent("unified", unified);
    }
}
