package io.jdock.oci;

import java.util.List;

/** Rules of what cgroups give and limit, paragraph by paragraph of config-linux.md from "Allowed Device list" on. */
final class ResourceRules {
    static final long MAX_MAJOR = (1 << 12) - 1; // makedev(3), and MINORBITS of the kernel
    static final long MAX_MINOR = (1 << 20) - 1;

    private static final long ALL = -1; // other runtimes write it for a number that is not given
    private static final List<String> RULE_TYPES = List.of("a", "c", "b");
    private static final String ACCESS = "rwm";
    private static final String PAGE_SIZE = "[1-9]\\d{0,8}[KMG]B";

    private ResourceRules() {}

    static void resources(Field field, LinuxResources resources) {
        field.at("devices").each(resources.devices(), ResourceRules::device);
        field.at("memory").ifPresent(resources.memory(), ResourceRules::memory);
        field.at("cpu").ifPresent(resources.cpu(), ResourceRules::cpu);
        field.at("pids")
                .ifPresent(resources.pids(), (at, pids) -> at.at("limit").limit(pids.limit()));
        field.at("blockIO").ifPresent(resources.blockIO(), ResourceRules::blockIo);
        field.at("hugepageLimits").each(resources.hugepageLimits(), ResourceRules::hugepages);
        field.at("network").ifPresent(resources.network(), ResourceRules::network);
        field.at("rdma").each(resources.rdma(), ResourceRules::rdma);
        field.at("unified").each(resources.unified(), ResourceRules::unified);
    }

    /** "Allowed Device list". */
    private static void device(Field field, LinuxDeviceCgroup device) {
        field.at("type").oneOf(device.type(), RULE_TYPES);
        field.at("major").range(device.major(), ALL, MAX_MAJOR);
        field.at("minor").range(device.minor(), ALL, MAX_MINOR);
        field.at("access")
                .require(
                        device.access() == null || isAccess(device.access()),
                        String.valueOf(device.access()),
                        "made of the letters r, w and m");
    }

    /** Letter by letter: nearly each configuration has such rules, and a first regular expression takes milliseconds. */
    private static boolean isAccess(String letters) {
        for (int i = 0; i < letters.length(); i++) {
            if (ACCESS.indexOf(letters.charAt(i)) < 0) {
                return false;
            }
        }
        return !letters.isEmpty() && letters.length() <= ACCESS.length();
    }

    /** "Memory". A reservation above the limit is no mistake: the specification's own example has one. */
    private static void memory(Field field, LinuxMemory memory) {
        field.at("limit").limit(memory.limit());
        field.at("reservation").limit(memory.reservation());
        field.at("swap").limit(memory.swap());
        field.at("kernel").limit(memory.kernel());
        field.at("kernelTCP").limit(memory.kernelTCP());
        field.at("swappiness").range(memory.swappiness(), 0, 100);
        if (memory.limit() != null && memory.limit() > 0 && memory.swap() != null && memory.swap() > 0) {
            field.at("swap")
                    .require(
                            memory.swap() >= memory.limit(),
                            memory.swap(),
                            () -> "at least limit, " + memory.limit() + ", since it counts memory and swap together");
        }
    }

    /** "CPU". */
    private static void cpu(Field field, LinuxCpu cpu) {
        field.at("shares").atLeast(cpu.shares(), 0);
        field.at("quota").limit(cpu.quota());
        field.at("burst").atLeast(cpu.burst(), 0);
        field.at("period").atLeast(cpu.period(), 0);
        field.at("realtimeRuntime").limit(cpu.realtimeRuntime());
        field.at("realtimePeriod").atLeast(cpu.realtimePeriod(), 0);
        field.at("cpus").numberList(cpu.cpus());
        field.at("mems").numberList(cpu.mems());
        field.at("idle").range(cpu.idle(), 0, 1);
        if (cpu.burst() != null && cpu.quota() != null && cpu.quota() > 0) {
            field.at("burst").require(cpu.burst() <= cpu.quota(), cpu.burst(), () -> "at most quota, " + cpu.quota());
        }
    }

    /** "Block IO". */
    private static void blockIo(Field field, LinuxBlockIo blockIo) {
        field.at("weight").range(blockIo.weight(), 0, Field.MAX_UINT16);
        field.at("leafWeight").range(blockIo.leafWeight(), 0, Field.MAX_UINT16);
        field.at("weightDevice").each(blockIo.weightDevice(), ResourceRules::weightDevice);
        field.at("throttleReadBpsDevice").each(blockIo.throttleReadBpsDevice(), ResourceRules::throttle);
        field.at("throttleWriteBpsDevice").each(blockIo.throttleWriteBpsDevice(), ResourceRules::throttle);
        field.at("throttleReadIOPSDevice").each(blockIo.throttleReadIOPSDevice(), ResourceRules::throttle);
        field.at("throttleWriteIOPSDevice").each(blockIo.throttleWriteIOPSDevice(), ResourceRules::throttle);
    }

    private static void weightDevice(Field field, LinuxWeightDevice device) {
        field.at("major").range(device.major(), 0, MAX_MAJOR);
        field.at("minor").range(device.minor(), 0, MAX_MINOR);
        field.at("weight").range(device.weight(), 0, Field.MAX_UINT16);
        field.at("leafWeight").range(device.leafWeight(), 0, Field.MAX_UINT16);
        if (device.weight() == null && device.leafWeight() == null) {
            throw field.at("weight").refuse("missing", "given unless leafWeight is");
        }
    }

    private static void throttle(Field field, LinuxThrottleDevice device) {
        field.at("major").range(device.major(), 0, MAX_MAJOR);
        field.at("minor").range(device.minor(), 0, MAX_MINOR);
        field.at("rate").atLeast(device.rate(), 0);
    }

    /** "Huge page limits". */
    private static void hugepages(Field field, LinuxHugepageLimit limit) {
        field.at("pageSize")
                .require(limit.pageSize().matches(PAGE_SIZE), limit.pageSize(), "a size such as 64KB, 2MB or 1GB");
        field.at("limit").atLeast(limit.limit(), 0);
    }

    /** "Network". */
    private static void network(Field field, LinuxNetwork network) {
        field.at("classID").range(network.classID(), 0, Field.MAX_UINT32);
        field.at("priorities").each(network.priorities(), (at, priority) -> {
            at.at("name").notEmpty(priority.name());
            at.at("priority").range(priority.priority(), 0, Field.MAX_UINT32);
        });
    }

    /** "RDMA". */
    private static void rdma(Field field, String device, LinuxRdma rdma) {
        field.requireKey(!device.isEmpty(), "the name of a device");
        field.at("hcaHandles").range(rdma.hcaHandles(), 0, Field.MAX_UINT32);
        field.at("hcaObjects").range(rdma.hcaObjects(), 0, Field.MAX_UINT32);
        if (rdma.hcaHandles() == null && rdma.hcaObjects() == null) {
            throw field.at("hcaHandles").refuse("missing", "given unless hcaObjects is");
        }
    }

    /** "Unified": each key is a file of the container's own cgroup, so it leads nowhere else. */
    private static void unified(Field field, String file, String value) {
        field.requireKey(
                LinuxRules.isFileName(file) && file.indexOf('.') > 0, "the name of a cgroup file such as memory.high");
        field.text(value);
    }
}
