package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonValue;

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

    @JsonValue
    @Override
    public String json() {
        return "SCHED_" + name();
    }
}
