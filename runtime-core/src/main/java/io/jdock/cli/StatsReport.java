package io.jdock.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.cgroup.CgroupStats;
import io.jdock.cgroup.CgroupStats.Cpu;
import io.jdock.cgroup.CgroupStats.Memory;
import io.jdock.cgroup.CgroupStats.Pressure;
import io.jdock.cgroup.CgroupStats.Stall;
import io.jdock.cgroup.CgroupStats.Tasks;
import java.util.List;
import java.util.OptionalLong;

/** What a container uses, in the form that callers know from {@code runc events --stats}. */
final class StatsReport {
    private StatsReport() {}

    static ObjectNode event(String id, CgroupStats stats) {
        ObjectNode event = new JsonMapper().createObjectNode();
        event.put("type", "stats").put("id", id);
        ObjectNode data = event.putObject("data");
        stats.cpu().ifPresent(cpu -> cpu(data.putObject("cpu"), cpu));
        stats.memory().ifPresent(memory -> memory(data.putObject("memory"), memory));
        stats.tasks().ifPresent(tasks -> tasks(data.putObject("pids"), tasks));
        blockIo(data.putObject("blkio"), stats.io());
        ObjectNode hugepages = data.putObject("hugetlb");
        stats.hugepages()
                .forEach(pages -> hugepages
                        .putObject(pages.pageSize())
                        .put("usage", pages.usage())
                        .put("failcnt", pages.limitReached()));
        stats.cpuPressure().ifPresent(pressure -> pressure(data.withObjectProperty("cpu"), pressure));
        stats.memoryPressure().ifPresent(pressure -> pressure(data.withObjectProperty("memory"), pressure));
        stats.ioPressure().ifPresent(pressure -> pressure(data.withObjectProperty("blkio"), pressure));
        return event;
    }

    static ObjectNode outOfMemory(String id) {
        return new JsonMapper().createObjectNode().put("type", "oom").put("id", id);
    }

    private static void cpu(ObjectNode node, Cpu cpu) {
        node.putObject("usage")
                .put("total", cpu.usageNanos())
                .put("kernel", cpu.systemNanos())
                .put("user", cpu.userNanos());
        cpu.throttling()
                .ifPresent(throttling -> node.putObject("throttling")
                        .put("periods", throttling.periods())
                        .put("throttledPeriods", throttling.throttledPeriods())
                        .put("throttledTime", throttling.throttledNanos()));
    }

    private static void memory(ObjectNode node, Memory memory) {
        ObjectNode usage = node.putObject("usage").put("usage", memory.usage());
        put(usage, "limit", memory.limit());
        put(usage, "max", memory.peak());
        if (memory.swapUsage().isPresent()) {
            ObjectNode swap =
                    node.putObject("swap").put("usage", memory.swapUsage().getAsLong());
            put(swap, "limit", memory.swapLimit());
        }
        ObjectNode raw = node.putObject("raw");
        memory.details().forEach(raw::put);
        node.put(
                "cache", memory.details().getOrDefault("cache", memory.details().getOrDefault("file", 0L)));
        node.put("oomKills", memory.outOfMemoryKills());
    }

    private static void tasks(ObjectNode node, Tasks tasks) {
        node.put("current", tasks.current());
        put(node, "limit", tasks.limit());
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        }
    }

    private static void blockIo(ObjectNode node, List<CgroupStats.Io> devices) {
        ArrayNode bytes = node.putArray("ioServiceBytesRecursive");
        ArrayNode operations = node.putArray("ioServicedRecursive");
        for (CgroupStats.Io device : devices) {
            entry(bytes, device, "Read", device.bytesRead());
            entry(bytes, device, "Write", device.bytesWritten());
            entry(operations, device, "Read", device.readOperations());
            entry(operations, device, "Write", device.writeOperations());
        }
    }

    private static void entry(ArrayNode entries, CgroupStats.Io device, String operation, long value) {
        entries.addObject()
                .put("major", device.major())
                .put("minor", device.minor())
                .put("op", operation)
                .put("value", value);
    }

    private static void pressure(ObjectNode node, Pressure pressure) {
        ObjectNode psi = node.putObject("psi");
        stall(psi.putObject("some"), pressure.some());
        pressure.full().ifPresent(full -> stall(psi.putObject("full"), full));
    }

    private static void stall(ObjectNode node, Stall stall) {
        node.put("avg10", stall.percent10())
                .put("avg60", stall.percent60())
                .put("avg300", stall.percent300())
                .put("total", stall.totalMicros());
    }
}
