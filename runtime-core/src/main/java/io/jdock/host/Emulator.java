package io.jdock.host;

import java.nio.file.Path;

/**
 * An interpreter for another architecture's programs, registered with binfmt_misc.
 *
 * @param name such as {@code qemu-aarch64}
 * @param interpreter its program
 * @param fixed whether the kernel holds the program open (flag F), so that it also works in other mount namespaces
 */
public record Emulator(String name, Path interpreter, boolean fixed) {}
