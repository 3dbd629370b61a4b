package io.jdock.oci;

import io.jdock.json.JsonValue;

/** Flags of sched_setattr(2): {@code SCHED_FLAG_RESET_ON_FORK} and so on (config.md, "Linux Process"). */
public enum LinuxSchedulerFlag implements OciConstant {
    RESET_ON_FORK,
    RECLAIM,
    DL_OVERRUN,
    KEEP_POLICY,
    KEEP_PARAMS,
    UTIL_CLAMP_MIN,
    UTIL_CLAMP_MAX;

    @Override
    public String json() {
        return "SCHED_FLAG_" + name();
    }

    static LinuxSchedulerFlag fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
