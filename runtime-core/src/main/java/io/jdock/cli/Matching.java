package io.jdock.cli;

import io.jdock.container.ContainerReport;
import io.jdock.container.OciRuntime;
import java.io.IOException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Commands that are about one container by its id, or about several whose ids match a pattern, as with crun. */
final class Matching {
    static final Option REGEX = Option.flag(
            "The id is a regular expression: all containers that it is found in the ids of.", "-r", "--regex");

    private Matching() {}

    /** What is done with a container. */
    interface Action {
        void with(String id) throws IOException;
    }

    /** Goes on to the end of the containers or to the first that fails. */
    static void forEach(OciRuntime runtime, Arguments given, Action action) throws IOException {
        String id = given.operand(0);
        if (!given.has(REGEX)) {
            action.with(id);
            return;
        }
        Predicate<String> found = pattern(id);
        for (ContainerReport report : runtime.list()) {
            if (found.test(report.state().id())) {
                action.with(report.state().id());
            }
        }
    }

    private static Predicate<String> pattern(String text) {
        try {
            return Pattern.compile(text).asPredicate();
        } catch (PatternSyntaxException e) {
            throw new UsageException("--regex: " + e.getMessage());
        }
    }
}
