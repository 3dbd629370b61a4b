package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shares of processor caches and memory bandwidth (config-linux.md, "IntelRdt").
 *
 * @param closID directory of the class of service, {@code /} for the default one; null means the container's id
 * @param schemata lines for the class's {@code schemata} file
 * @param l3CacheSchema as {@code L3:0=7f0;1=1f}
 * @param memBwSchema as {@code MB:0=20;1=70}
 * @param enableMonitoring whether the container gets a monitoring group (since version 1.3)
 * @param enableCMT cache monitoring (versions 1.1 and 1.2)
 * @param enableMBM bandwidth monitoring (versions 1.1 and 1.2)
 */
public record LinuxIntelRdt(
        @Nullable String closID,
        List<String> schemata,
        @Nullable String l3CacheSchema,
        @Nullable String memBwSchema,
        boolean enableMonitoring,
        boolean enableCMT,
        boolean enableMBM) {
    public LinuxIntelRdt {
        closID = Values.text(closID);
        schemata = List.copyOf(schemata);
        l3CacheSchema = Values.text(l3CacheSchema);
        memBwSchema = Values.text(memBwSchema);
    }

    static LinuxIntelRdt fromJson(JsonValue json) {
        return new LinuxIntelRdt(
                json.at("closID").textOrNull(),
                json.at("schemata").texts(),
                json.at("l3CacheSchema").textOrNull(),
                json.at("memBwSchema").textOrNull(),
                json.at("enableMonitoring").flagOr(false),
                json.at("enableCMT").flagOr(false),
                json.at("enableMBM").flagOr(false));
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("closID", closID)
                .putIfPresent("schemata", schemata)
                .putIfPresent("l3CacheSchema", l3CacheSchema)
                .putIfPresent("memBwSchema", memBwSchema)
                .putIfSet("enableMonitoring", enableMonitoring)
                .putIfSet("enableCMT", enableCMT)
                .putIfSet("enableMBM", enableMBM);
    }
}
