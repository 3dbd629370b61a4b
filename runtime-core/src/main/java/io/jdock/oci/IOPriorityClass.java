package io.jdock.oci;

import io.jdock.json.JsonValue;

/** Classes of ioprio_set(2): {@code IOPRIO_CLASS_BE} and so on (config.md, "Linux Process"). */
public enum IOPriorityClass implements OciConstant {
    RT,
    BE,
    IDLE;

    @Override
    public String json() {
        return "IOPRIO_CLASS_" + name();
    }

    static IOPriorityClass fromJson(JsonValue json) {
        return OciConstant.fromJson(json, values());
    }
}
