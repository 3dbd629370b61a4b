package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonValue;

/** Flags of sched_setattr(2): {@code SCHED_FLAG_RESET_ON_FORK} and so on (config.md, "Linux Process"). */
public enum LinuxSchedulerFlag implements OciConstant {
    RESET_ON_FORK,
    RECLAIM,
    DL_OVERRUN,
    KEEP_POLICY,
    KEEP_PARAMS,
    UTIL_CLAMP_MIN,
    UTIL_CLAMP_MAX;

    @JsonValue
    @Override
    public String json() {
        return "SCHED_FLAG_" + name();
    }
}
