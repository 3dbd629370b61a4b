package io.jdock.plan;

import io.jdock.kernel.Errno;
import io.jdock.kernel.Syscall;
import io.jdock.program.Datum;
import io.jdock.program.Instruction;
import io.jdock.program.Instruction.Call;
import io.jdock.program.Instruction.Split;
import io.jdock.program.Operand;
import io.jdock.program.Slot;
import io.jdock.program.Structures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells people what a plan does: each step with its system calls and its reason. */
public final class Explainer {
    private static final int LONGEST_TEXT = 60;

    private Explainer() {}

    /**
     * A step as it can be shown.
     *
     * @param index as errors name it
     * @param calls one line for each system call, as strace(1) would write it
     */
    public record Explained(int index, Role role, Group group, String what, String why, List<String> calls) {
        public Explained {
            calls = List.copyOf(calls);
        }
    }

    /** The steps of a plan, in order. */
    public static List<Explained> explain(Plan plan) {
        List<Explained> result = new ArrayList<>();
        for (int index = 0; index < plan.steps().size(); index++) {
            Step step = plan.steps().get(index);
            List<String> calls = step.code().stream()
                    .flatMap(instruction -> render(instruction).stream())
                    .toList();
            result.add(new Explained(index, step.role(), step.group(), step.what(), step.why(), calls));
        }
        return result;
    }

    /** The whole plan as text, a heading for each change of group, about 100 columns wide. */
    public static String text(Plan plan) {
        StringBuilder text = new StringBuilder();
        Group group = null;
        Role role = null;
        for (Explained step : explain(plan)) {
            if (step.group() != group || step.role() != role) {
                group = step.group();
                role = step.role();
                text.append("\n%s (%s): %s\n".formatted(group.title(), who(role), group.promise()));
            }
            text.append("%4d  %s\n".formatted(step.index(), step.what()));
            text.append("      # ").append(step.why()).append('\n');
            step.calls().forEach(call -> text.append("      ").append(call).append('\n'));
        }
        long calls =
                explain(plan).stream().mapToLong(step -> step.calls().size()).sum();
        text.append("\n%d steps, %d system calls\n".formatted(plan.steps().size(), calls));
        return text.toString().stripLeading();
    }

    private static String who(Role role) {
        return switch (role) {
            case MONITOR -> "monitor, on the host";
            case INIT -> "PID 1, inside";
            case HELPER -> "helper, beside PID 1";
            case APPLICATION -> "application, inside";
        };
    }

    /** Empty for what is no system call. */
    private static Optional<String> render(Instruction instruction) {
        if (instruction instanceof Call call) {
            return Optional.of(render(call.syscall(), call.arguments(), call.result(), call.tolerated()));
        } else if (instruction instanceof Split split) {
            return Optional.of(render(split.syscall(), split.arguments(), split.child(), split.tolerated()));
        }
        return Optional.empty();
    }

    private static String render(
            Syscall syscall, List<Operand> arguments, @Nullable Slot result, Set<Errno> tolerated) {
        String given = arguments.stream().map(Explainer::render).collect(Collectors.joining(", "));
        String received = result == null ? "" : " = " + result.name();
        String allowed = tolerated.isEmpty()
                ? ""
                : tolerated.stream().map(Enum::name).sorted().collect(Collectors.joining(", ", "  (or ", ")"));
        return syscall.label() + "(" + given + ")" + received + allowed;
    }

    private static String render(Operand operand) {
        if (operand instanceof Operand.Number number) {
            String text = number.text();
            return text != null ? text : Long.toString(number.value());
        } else if (operand instanceof Operand.Flags flags) {
            return Structures.names(flags.flags());
        } else if (operand instanceof Operand.Content content) {
            return content.slot().name();
        } else if (operand instanceof Operand.Address address) {
            return render(address.datum());
        }
        throw new IllegalStateException("unknown operand " + operand);
    }

    private static String render(Datum datum) {
        if (datum instanceof Datum.Text text) {
            String escaped =
                    text.value().replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
            return escaped.length() <= LONGEST_TEXT
                    ? '"' + escaped + '"'
                    : '"' + escaped.substring(0, LONGEST_TEXT) + "\"...";
        }
        return datum.toString().length() <= LONGEST_TEXT * 2
                ? datum.toString()
                : datum.toString().substring(0, LONGEST_TEXT * 2) + "...}";
    }
}
