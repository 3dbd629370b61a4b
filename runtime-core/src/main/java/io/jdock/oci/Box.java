package io.jdock.oci;

/**
 * The size of a terminal (config.md, "Process").
 *
 * @param height in characters, 0 to 65535
 * @param width in characters, 0 to 65535
 */
public record Box(@Required int height, @Required int width) {}
