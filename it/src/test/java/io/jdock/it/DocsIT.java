package io.jdock.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every Maven command that the documents show works as they show it, in the project that they speak of. */
class DocsIT {
    /** A line of a block of code: an optional prompt of blanks, the command, an optional comment. */
    private static final Pattern COMMAND = Pattern.compile("^(?: {4})?mvn ([^#]+?)(?:\\s+#.*)?$");

    /** A word of a shell command, with quotes around a part of it. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    @TestFactory
    Stream<DynamicTest> theDocumentedCommand() throws IOException {
        // Images are kept beside the copy, not among those of whoever runs the tests.
        MavenBuild copy = MavenBuild.ofExample("hello").copiedOnce();
        MavenBuild hello = copy.with("XDG_DATA_HOME", copy.source() + "-data");
        Map<String, Path> commands = commands();
        assertThat(commands).isNotEmpty();
        return commands.entrySet().stream()
                // waits for a debugger, which DebugIT brings
                .filter(command -> !command.getKey().contains("jdock.debug"))
                .map(command -> DynamicTest.dynamicTest(
                        "mvn " + command.getKey() + " in " + command.getValue().getFileName(),
                        () -> works(hello, command.getKey())));
    }

    private static void works(MavenBuild hello, String command) throws Exception {
        FinishedBuild build = hello.run(words(command).toArray(String[]::new));

        assertThat(build.status()).as(build.output()).isZero();
    }

    /** Commands in the order in which a reader meets them, each with the document that shows it first. */
    private static Map<String, Path> commands() throws IOException {
        Path root = Path.of(System.getProperty("jdock.it.target")).getParent().getParent();
        Map<String, Path> commands = new LinkedHashMap<>();
        List<Path> documents = new ArrayList<>(List.of(root.resolve("README.md")));
        try (Stream<Path> files = Files.list(root.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        for (Path document : documents) {
            for (String line : Files.readAllLines(document)) {
                Matcher matcher = COMMAND.matcher(line);
                if (matcher.matches()) {
                    commands.putIfAbsent(matcher.group(1), document);
                }
            }
        }
        return commands;
    }

    private static List<String> words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> unquoted(word.group()))
                .toList();
    }

    /** The outer quotes go, those inside of them stay, as a shell has it. */
    private static String unquoted(String word) {
        return word.replaceAll("\"([^\"]*)\"", "$1");
    }
}
