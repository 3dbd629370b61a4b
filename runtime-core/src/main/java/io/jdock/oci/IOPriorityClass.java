package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonValue;

/** Classes of ioprio_set(2): {@code IOPRIO_CLASS_BE} and so on (config.md, "Linux Process"). */
public enum IOPriorityClass implements OciConstant {
    RT,
    BE,
    IDLE;

    @JsonValue
    @Override
    public String json() {
        return "IOPRIO_CLASS_" + name();
    }
}
