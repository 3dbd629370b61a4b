package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
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
        List<String> test, long interval, long timeout, long startPeriod, long startInterval, int retries) {
    /** Nothing is said. */
    public static final Healthcheck NONE = new Healthcheck(List.of(), 0, 0, 0, 0, 0);

    public Healthcheck {
        test = List.copyOf(test);
    }

    /** Whether there is something to be done to find out. */
    public boolean isCheck() {
        return !test.isEmpty() && !test.get(0).equals("NONE");
    }

    static Healthcheck fromJson(JsonValue json) {
        return new Healthcheck(
                json.at("Test").texts(),
                json.at("Interval").int64Or(0),
                json.at("Timeout").int64Or(0),
                json.at("StartPeriod").int64Or(0),
                json.at("StartInterval").int64Or(0),
                json.at("Retries").int32Or(0));
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("Test", test)
                .putIfSet("Interval", interval)
                .putIfSet("Timeout", timeout)
                .putIfSet("StartPeriod", startPeriod)
                .putIfSet("StartInterval", startInterval)
                .putIfSet("Retries", retries);
    }
}
