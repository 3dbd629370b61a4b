package io.jdock.cli;

import io.jdock.cgroup.CgroupStats;
import io.jdock.cgroup.CgroupStats.Cpu;
import io.jdock.cgroup.CgroupStats.Memory;
import io.jdock.cgroup.CgroupStats.Pressure;
import io.jdock.cgroup.CgroupStats.Stall;
import io.jdock.cgroup.CgroupStats.Tasks;
import io.jdock.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a container uses, in the form that callers know from {@code runc events --stats}. */
final class StatsReport {
    private StatsReport() {}

    static JsonObject event(String id, CgroupStats stats) {
        JsonObject event = new JsonObject();
        event.put("type", "stats").put("id", id);
        JsonObject data = event.object("data");
        stats.cpu().ifPresent(cpu -> cpu(data.object("cpu"), cpu));
        stats.memory().ifPresent(memory -> memory(data.object("memory"), memory));
        stats.tasks().ifPresent(tasks -> tasks(data.object("pids"), tasks));
        blockIo(data.object("blkio"), stats.io());
        JsonObject hugepages = data.object("hugetlb");
        stats.hugepages()
                .forEach(pages -> hugepages
                        .object(pages.pageSize())
                        .put("usage", pages.usage())
                        .put("failcnt", pages.limitReached()));
        stats.cpuPressure().ifPresent(pressure -> pressure(data.object("cpu"), pressure));
        stats.memoryPressure().ifPresent(pressure -> pressure(data.object("memory"), pressure));
        stats.ioPressure().ifPresent(pressure -> pressure(data.object("blkio"), pressure));
        return event;
    }

    static JsonObject outOfMemory(String id) {
        return new JsonObject().put("type", "oom").put("id", id);
    }

    private static void cpu(JsonObject node, Cpu cpu) {
        node.object("usage")
                .put("total", cpu.usageNanos())
                .put("kernel", cpu.systemNanos())
                .put("user", cpu.userNanos());
        cpu.throttling()
                .ifPresent(throttling -> node.object("throttling")
                        .put("periods", throttling.periods())
                        .put("throttledPeriods", throttling.throttledPeriods())
                        .put("throttledTime", throttling.throttledNanos()));
    }

    private static void memory(JsonObject node, Memory memory) {
        JsonObject usage = node.object("usage").put("usage", memory.usage());
        put(usage, "limit", memory.limit());
        put(usage, "max", memory.peak());
        if (memory.swapUsage().isPresent()) {
            JsonObject swap =
                    node.object("swap").put("usage", memory.swapUsage().getAsLong());
            put(swap, "limit", memory.swapLimit());
        }
        JsonObject raw = node.object("raw");
        memory.details().forEach(raw::put);
        node.put(
                "cache", memory.details().getOrDefault("cache", memory.details().getOrDefault("file", 0L)));
        node.put("oomKills", memory.outOfMemoryKills());
    }

    private static void tasks(JsonObject node, Tasks tasks) {
        node.put("current", tasks.current());
        put(node, "limit", tasks.limit());
    }

    private static void put(JsonObject node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        }
    }

    private static void blockIo(JsonObject node, List<CgroupStats.Io> devices) {
        List<JsonObject> bytes = new ArrayList<>();
        List<JsonObject> operations = new ArrayList<>();
        for (CgroupStats.Io device : devices) {
            bytes.add(entry(device, "Read", device.bytesRead()));
            bytes.add(entry(device, "Write", device.bytesWritten()));
            operations.add(entry(device, "Read", device.readOperations()));
            operations.add(entry(device, "Write", device.writeOperations()));
        }
        node.put("ioServiceBytesRecursive", bytes).put("ioServicedRecursive", operations);
    }

    private static JsonObject entry(CgroupStats.Io device, String operation, long value) {
        return new JsonObject()
                .put("major", device.major())
                .put("minor", device.minor())
                .put("op", operation)
                .put("value", value);
    }

    private static void pressure(JsonObject node, Pressure pressure) {
        JsonObject psi = node.object("psi");
        stall(psi.object("some"), pressure.some());
        pressure.full().ifPresent(full -> stall(psi.object("full"), full));
    }

    private static void stall(JsonObject node, Stall stall) {
        node.put("avg10", stall.percent10())
                .put("avg60", stall.percent60())
                .put("avg300", stall.percent300())
                .put("total", stall.totalMicros());
    }
}
