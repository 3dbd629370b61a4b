package io.jdock.cli;

import io.jdock.oci.ConfigReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code update}. */
@Command(name = "update", description = "Changes limits of a container; those that are not named stay.")
final class UpdateCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final String NO_LIMITS = "{}";

    private final JdockCommand top;

    @Option(
            names = {"-r", "--resources"},
            paramLabel = "<file>",
            description = "JSON as linux.resources has it; - for standard input. The other options win over it.")
    private @Nullable String file;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Parameters(paramLabel = "<container>", description = "Its id.")
    private String id = "";

    UpdateCommand(JdockCommand top) {
        this.top = top;
    }

    @Override
    public Integer call() throws IOException {
        if (file == null && limits.isEmpty()) {
            throw new IllegalArgumentException("nothing to change: name a limit, or --resources <file>");
        }
        byte[] document = limits.over(file == null ? NO_LIMITS.getBytes(StandardCharsets.UTF_8) : read(file));
        top.runtime().update(id, new ConfigReader().readResources(document));
        return 0;
    }

    private static byte[] read(String file) throws IOException {
        return file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    }
}
