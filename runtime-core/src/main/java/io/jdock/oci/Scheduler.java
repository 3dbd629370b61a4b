package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;

/**
 * How a process is scheduled: sched_setattr(2), sched(7) (config.md, "Linux Process").
 *
 * @param policy which of the kernel's schedulers
 * @param nice -20 (most favoured) to 19
 * @param priority 1 to 99 for {@code SCHED_FIFO} and {@code SCHED_RR}, else 0
 * @param flags of sched_setattr(2)
 * @param runtime in nanoseconds in each period, for {@code SCHED_DEADLINE}, else 0
 * @param deadline in nanoseconds, for {@code SCHED_DEADLINE}, else 0
 * @param period in nanoseconds, for {@code SCHED_DEADLINE}; 0 is the same as {@code deadline}
 */
public record Scheduler(
        LinuxSchedulerPolicy policy,
        int nice,
        int priority,
        List<LinuxSchedulerFlag> flags,
        long runtime,
        long deadline,
        long period) {
    public Scheduler {
        flags = List.copyOf(flags);
    }

    static Scheduler fromJson(JsonValue json) {
        return new Scheduler(
                LinuxSchedulerPolicy.fromJson(json.at("policy")),
                json.at("nice").int32Or(0),
                json.at("priority").int32Or(0),
                json.at("flags").list(LinuxSchedulerFlag::fromJson),
                json.at("runtime").int64Or(0),
                json.at("deadline").int64Or(0),
                json.at("period").int64Or(0));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("policy", policy.json())
                .putIfSet("nice", nice)
                .putIfSet("priority", priority)
                .putIfPresent("flags", OciConstant.texts(flags))
                .putIfSet("runtime", runtime)
                .putIfSet("deadline", deadline)
                .putIfSet("period", period);
    }
}
