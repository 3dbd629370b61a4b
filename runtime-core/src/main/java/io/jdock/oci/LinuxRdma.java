package io.jdock.oci;

import org.jspecify.annotations.Nullable;

/**
 * What a container may take of an RDMA device; at least one of both is given (config-linux.md, "RDMA").
 *
 * @param hcaHandles 0 to 4294967295
 * @param hcaObjects 0 to 4294967295
 */
public record LinuxRdma(@Nullable Long hcaHandles, @Nullable Long hcaObjects) {}
