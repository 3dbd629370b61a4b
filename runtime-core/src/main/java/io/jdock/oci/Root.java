package io.jdock.oci;

/**
 * The container's root file system (config.md, "Root").
 *
 * @param path of a directory on the host; a relative one starts at the bundle
 * @param readonly whether the container cannot write to it
 */
public record Root(@Required String path, @Defaulted boolean readonly) {}
