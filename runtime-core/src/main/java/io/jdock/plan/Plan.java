package io.jdock.plan;

import io.jdock.program.Datum;
import io.jdock.program.Program;
import io.jdock.program.Program.Failure;
import io.jdock.program.Program.Section;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The steps that make a container, in the order in which they lie in the program. A step is known by its index.
 *
 * @param descriptors the numbers under which the program expects what it inherits
 * @param parameters of the program; one that is an executable of its own has its {@link Owner}
 */
public record Plan(List<Step> steps, Descriptors descriptors, Optional<Datum.Struct> parameters) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /** Failures are told over the status descriptor, or on standard error where a program runs on its own. */
    public Program program() {
        return program(
                descriptors.reports()
                        ? new Failure.Message(descriptors.status())
                        : new Failure.Text(
                                2,
                                steps.stream()
                                        .map(step -> "jdock: cannot " + step.what())
                                        .toList()));
    }

    private Program program(Failure failure) {
        List<Section> sections = IntStream.range(0, steps.size())
                .mapToObj(index -> new Section(
                        index, steps.get(index).exitStatus(), steps.get(index).code()))
                .toList();
        return new Program(parameters, sections, failure);
    }
}
