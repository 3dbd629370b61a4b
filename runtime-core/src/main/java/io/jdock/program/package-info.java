/**
 * A small abstract machine for code that runs between {@code clone} and {@code execve}, where Java cannot: its
 * {@link io.jdock.program.Instruction}s, and the assembler that turns them into a static executable of a few KiB.
 *
 * <p>The list of instructions is the stable interface: an interpreter or a third architecture can take the assembler's
 * place. The machine has no stack and no calls. It may be imported by the floors above; it knows the kernel's calling
 * convention but not what the steps of a plan mean.
 */
@NullMarked
package io.jdock.program;

import org.jspecify.annotations.NullMarked;
