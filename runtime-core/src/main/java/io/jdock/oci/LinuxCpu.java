package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Shares and limits of processor time (config-linux.md, "CPU"). Null leaves a value as it is.
 *
 * @param shares relative weight, 0 or more; the kernel takes 2 to 262144
 * @param quota microseconds of processor time in each period; -1 means no limit
 * @param burst microseconds that may be saved up, not more than a positive quota
 * @param period in microseconds; the kernel takes 1000 to 1000000
 * @param realtimeRuntime microseconds in each {@code realtimePeriod}; -1 means no limit
 * @param realtimePeriod in microseconds
 * @param cpus processors, such as {@code 0-3,7}
 * @param mems memory nodes, such as {@code 0-3,7}
 * @param idle 1 for the least weight of all, 0 for the default
 */
public record LinuxCpu(
        @Nullable Long shares,
        @Nullable Long quota,
        @Nullable Long burst,
        @Nullable Long period,
        @Nullable Long realtimeRuntime,
        @Nullable Long realtimePeriod,
        @Nullable String cpus,
        @Nullable String mems,
        @Nullable Long idle) {
    public LinuxCpu {
        cpus = Values.text(cpus);
        mems = Values.text(mems);
    }

    /** A builder of an empty record. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.shares = shares;
        builder.quota = quota;
        builder.burst = burst;
        builder.period = period;
        builder.realtimeRuntime = realtimeRuntime;
        builder.realtimePeriod = realtimePeriod;
        builder.cpus = cpus;
        builder.mems = mems;
        builder.idle = idle;
        return builder;
    }

    /** Collects the components; each one not set is absent. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable Long shares;
        private @Nullable Long quota;
        private @Nullable Long burst;
        private @Nullable Long period;
        private @Nullable Long realtimeRuntime;
        private @Nullable Long realtimePeriod;
        private @Nullable String cpus;
        private @Nullable String mems;
        private @Nullable Long idle;

        private Builder() {}

        /** See {@link LinuxCpu#shares()}. */
        public Builder shares(@Nullable Long shares) {
            this.shares = shares;
            return this;
        }

        /** See {@link LinuxCpu#quota()}. */
        public Builder quota(@Nullable Long quota) {
            this.quota = quota;
            return this;
        }

        /** See {@link LinuxCpu#burst()}. */
        public Builder burst(@Nullable Long burst) {
            this.burst = burst;
            return this;
        }

        /** See {@link LinuxCpu#period()}. */
        public Builder period(@Nullable Long period) {
            this.period = period;
            return this;
        }

        /** See {@link LinuxCpu#realtimeRuntime()}. */
        public Builder realtimeRuntime(@Nullable Long realtimeRuntime) {
            this.realtimeRuntime = realtimeRuntime;
            return this;
        }

        /** See {@link LinuxCpu#realtimePeriod()}. */
        public Builder realtimePeriod(@Nullable Long realtimePeriod) {
            this.realtimePeriod = realtimePeriod;
            return this;
        }

        /** See {@link LinuxCpu#cpus()}. */
        public Builder cpus(@Nullable String cpus) {
            this.cpus = cpus;
            return this;
        }

        /** See {@link LinuxCpu#mems()}. */
        public Builder mems(@Nullable String mems) {
            this.mems = mems;
            return this;
        }

        /** See {@link LinuxCpu#idle()}. */
        public Builder idle(@Nullable Long idle) {
            this.idle = idle;
            return this;
        }

        /** The record; its values are not validated, see {@link SpecValidator}. */
        public LinuxCpu build() {
            return new LinuxCpu(shares, quota, burst, period, realtimeRuntime, realtimePeriod, cpus, mems, idle);
        }
    }

    static LinuxCpu fromJson(JsonValue json) {
        return new LinuxCpu(
                json.at("shares").int64OrNull(),
                json.at("quota").int64OrNull(),
                json.at("burst").int64OrNull(),
                json.at("period").int64OrNull(),
                json.at("realtimeRuntime").int64OrNull(),
                json.at("realtimePeriod").int64OrNull(),
                json.at("cpus").textOrNull(),
                json.at("mems").textOrNull(),
                json.at("idle").int64OrNull());
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("shares", shares)
                .putIfPresent("quota", quota)
                .putIfPresent("burst", burst)
                .putIfPresent("period", period)
                .putIfPresent("realtimeRuntime", realtimeRuntime)
                .putIfPresent("realtimePeriod", realtimePeriod)
                .putIfPresent("cpus", cpus)
                .putIfPresent("mems", mems)
                .putIfPresent("idle", idle);
    }
}
