package io.jdock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a command line may hold.
 *
 * @param name how the command is called, such as {@code jdock run}
 * @param description what it does, for people
 * @param options each with names of its own
 * @param operands in their order; only the last may be one that can be absent
 */
record Syntax(String name, String description, List<Option> options, List<Operand> operands) {
    /** With the option that every command has. */
    Syntax {
        List<Option> all = new ArrayList<>(options);
        all.add(Option.HELP);
        options = List.copyOf(all);
    }

    Optional<Option> option(String given) {
        for (Option option : options) {
            if (option.names().contains(given)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** Whether options end where the operands begin, since what follows belongs to somebody else. */
    boolean optionsEndAtOperand() {
        return !operands.isEmpty() && operands.get(operands.size() - 1).count() == Operand.Count.REST;
    }

    UsageException refuse(String problem) {
        return new UsageException(problem + ": see " + name + " --help");
    }
}
