package io.jdock.oci;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How to find out whether an application works (Docker's {@code HEALTHCHECK}; Moby's image specification 1.3, "Healthcheck"). Times
 * are in nanoseconds; 0 stands for Docker's own choice.
 *
 * @param test {@code [NONE]} for no check, {@code [CMD, program, argument...]}, or {@code [CMD-SHELL, command]}
 * @param interval between two checks; Docker takes 30 seconds
 * @param timeout of a check, after which it has failed; Docker takes 30 seconds
 * @param startPeriod after the start, in which failures do not count; Docker takes none
 * @param startInterval between two checks in the start period; Docker takes 5 seconds
 * @param retries how many failures one after the other make the application unhealthy; Docker takes 3
 */
public record Healthcheck(
        @JsonProperty("Test") List<String> test,
        @JsonProperty("Interval") @Defaulted long interval,
        @JsonProperty("Timeout") @Defaulted long timeout,
        @JsonProperty("StartPeriod") @Defaulted long startPeriod,
        @JsonProperty("StartInterval") @Defaulted long startInterval,
        @JsonProperty("Retries") @Defaulted int retries) {
    /** Nothing is said. */
    public static final Healthcheck NONE = new Healthcheck(List.of(), 0, 0, 0, 0, 0);

    public Healthcheck {
        test = List.copyOf(test);
    }

    /** Whether there is something to be done to find out. */
    @JsonIgnore
    public boolean isCheck() {
        return !test.isEmpty() && !test.get(0).equals("NONE");
    }
}
