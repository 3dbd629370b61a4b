package io.jdock.oci;

import io.jdock.json.JsonValue;

/**
 * Policies of sched(7): {@code SCHED_OTHER} and so on (config.md, "Linux Process"). The kernel reserves the number of
 * {@code SCHED_ISO} without offering it.
 */
public enum LinuxSchedulerPolicy implements OciConstant {
    OTHER,
    FIFO,
    RR,
    BATCH,
    ISO,
    IDLE,
    DEADLINE;

    @Override
    public String json() {
        return "SCHED_" + name();
    }

    static LinuxSchedulerPolicy fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
