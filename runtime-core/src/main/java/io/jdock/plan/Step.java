package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.program.Instruction;
import java.util.List;
import java.util.Map;

/**
 * One step of a plan, the unit that is explained and that an error names.
 *
 * @param what what is done, as a phrase that can follow "cannot", such as {@code mount proc on /proc}
 * @param why one line of reason, for those who learn
 * @param code the instructions that do it
 * @param remedies what a user can do about an error number
 * @param exitStatus of the process if this step fails: 127 where the command is missing, 126 where it cannot be run,
 *     otherwise 125, as {@code docker run} has them
 */
public record Step(
        Role role,
        Group group,
        String what,
        String why,
        List<Instruction> code,
        Map<Errno, String> remedies,
        int exitStatus) {
    public Step {
        code = List.copyOf(code);
        remedies = Map.copyOf(remedies);
    }
}
