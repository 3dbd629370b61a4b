package io.jdock.cli;

import io.jdock.oci.ConfigReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code update}. */
final class UpdateCommand implements Command {
    private static final String STANDARD_INPUT = "-";
    private static final String NO_LIMITS = "{}";

    private static final Option RESOURCES = Option.of(
            "<file>",
            "JSON as linux.resources has it; - for standard input. The other options win over it.",
            "-r",
            "--resources");

    @Override
    public Syntax syntax() {
        List<Option> options = new ArrayList<>(LimitOptions.options());
        options.add(RESOURCES);
        return new Syntax(
                "jdock update",
                "Changes limits of a container; those that are not named stay.",
                options,
                List.of(Operand.CONTAINER));
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        Optional<String> file = given.text(RESOURCES);
        LimitOptions limits = LimitOptions.of(given);
        if (file.isEmpty() && limits.isEmpty()) {
            throw new IllegalArgumentException("nothing to change: name a limit, or --resources <file>");
        }
        byte[] document = limits.over(file.isEmpty() ? NO_LIMITS.getBytes(StandardCharsets.UTF_8) : read(file.get()));
        top.runtime().update(given.operand(0), new ConfigReader().readResources(document));
        return 0;
    }

    private static byte[] read(String file) throws IOException {
        return file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    }
}
