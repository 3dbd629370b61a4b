package io.jdock.junit;

/**
 * How a command in a container went.
 *
 * @param exitCode 128 + n if signal n ended it
 * @param stdout decoded as UTF-8
 * @param stderr decoded as UTF-8
 */
public record ExecResult(int exitCode, String stdout, String stderr) {}
