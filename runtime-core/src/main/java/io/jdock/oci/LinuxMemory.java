package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Limits of memory (config-linux.md, "Memory"). Null leaves a value as it is.
 *
 * @param limit in bytes, -1 for none
 * @param reservation soft limit in bytes, -1 for none
 * @param swap limit of memory and swap together in bytes, -1 for none; not below {@code limit}
 * @param kernel limit of kernel memory in bytes, -1 for none; not recommended, and gone from Linux 5.4 on
 * @param kernelTCP limit of TCP buffers in bytes, -1 for none; not recommended
 * @param swappiness 0 to 100
 * @param disableOOMKiller whether processes wait for memory instead of being killed
 * @param useHierarchy whether child groups count
 * @param checkBeforeUpdate whether an update to below the present use is refused
 */
public record LinuxMemory(
        @Nullable Long limit,
        @Nullable Long reservation,
        @Nullable Long swap,
        @Nullable Long kernel,
        @Nullable Long kernelTCP,
        @Nullable Long swappiness,
        @Nullable Boolean disableOOMKiller,
        @Nullable Boolean useHierarchy,
        @Nullable Boolean checkBeforeUpdate) {

    /** A builder of an empty record. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.limit = limit;
        builder.reservation = reservation;
        builder.swap = swap;
        builder.kernel = kernel;
        builder.kernelTCP = kernelTCP;
        builder.swappiness = swappiness;
        builder.disableOOMKiller = disableOOMKiller;
        builder.useHierarchy = useHierarchy;
        builder.checkBeforeUpdate = checkBeforeUpdate;
        return builder;
    }

    /** Collects the components; each one not set is absent. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable Long limit;
        private @Nullable Long reservation;
        private @Nullable Long swap;
        private @Nullable Long kernel;
        private @Nullable Long kernelTCP;
        private @Nullable Long swappiness;
        private @Nullable Boolean disableOOMKiller;
        private @Nullable Boolean useHierarchy;
        private @Nullable Boolean checkBeforeUpdate;

        private Builder() {}

        /** See {@link LinuxMemory#limit()}. */
        public Builder limit(@Nullable Long limit) {
            this.limit = limit;
            return this;
        }

        /** See {@link LinuxMemory#reservation()}. */
        public Builder reservation(@Nullable Long reservation) {
            this.reservation = reservation;
            return this;
        }

        /** See {@link LinuxMemory#swap()}. */
        public Builder swap(@Nullable Long swap) {
            this.swap = swap;
            return this;
        }

        /** See {@link LinuxMemory#kernel()}. */
        public Builder kernel(@Nullable Long kernel) {
            this.kernel = kernel;
            return this;
        }

        /** See {@link LinuxMemory#kernelTCP()}. */
        public Builder kernelTCP(@Nullable Long kernelTCP) {
            this.kernelTCP = kernelTCP;
            return this;
        }

        /** See {@link LinuxMemory#swappiness()}. */
        public Builder swappiness(@Nullable Long swappiness) {
            this.swappiness = swappiness;
            return this;
        }

        /** See {@link LinuxMemory#disableOOMKiller()}. */
        public Builder disableOOMKiller(@Nullable Boolean disableOOMKiller) {
            this.disableOOMKiller = disableOOMKiller;
            return this;
        }

        /** See {@link LinuxMemory#useHierarchy()}. */
        public Builder useHierarchy(@Nullable Boolean useHierarchy) {
            this.useHierarchy = useHierarchy;
            return this;
        }

        /** See {@link LinuxMemory#checkBeforeUpdate()}. */
        public Builder checkBeforeUpdate(@Nullable Boolean checkBeforeUpdate) {
            this.checkBeforeUpdate = checkBeforeUpdate;
            return this;
        }

        /** The record; its values are not validated, see {@link SpecValidator}. */
        public LinuxMemory build() {
            return new LinuxMemory(
                    limit,
                    reservation,
                    swap,
                    kernel,
                    kernelTCP,
                    swappiness,
                    disableOOMKiller,
                    useHierarchy,
                    checkBeforeUpdate);
        }
    }

    static LinuxMemory fromJson(JsonValue json) {
        return new LinuxMemory(
                json.at("limit").int64OrNull(),
                json.at("reservation").int64OrNull(),
                json.at("swap").int64OrNull(),
                json.at("kernel").int64OrNull(),
                json.at("kernelTCP").int64OrNull(),
                json.at("swappiness").int64OrNull(),
                json.at("disableOOMKiller").flagOrNull(),
                json.at("useHierarchy").flagOrNull(),
                json.at("checkBeforeUpdate").flagOrNull());
    }

    JsonObject toJson() {
        return new JsonObject()
                .putIfPresent("limit", limit)
                .putIfPresent("reservation", reservation)
                .putIfPresent("swap", swap)
                .putIfPresent("kernel", kernel)
                .putIfPresent("kernelTCP", kernelTCP)
                .putIfPresent("swappiness", swappiness)
                .putIfPresent("disableOOMKiller", disableOOMKiller)
                .putIfPresent("useHierarchy", useHierarchy)
                .putIfPresent("checkBeforeUpdate", checkBeforeUpdate);
    }
}
