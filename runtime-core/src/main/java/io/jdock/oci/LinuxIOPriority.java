package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The priority of reads and writes: ioprio_set(2) (config.md, "Linux Process").
 *
 * @param ioClass the JSON property {@code class}
 * @param priority within the class, 0 (highest) to 7
 */
public record LinuxIOPriority(
        @Required @JsonProperty("class") IOPriorityClass ioClass,
        @Required int priority) {}
