package io.jdock.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/conformance.md} names every test of the suite with its paragraph, and no other. */
class ConformanceTableTest {
    private static final List<Class<?>> SUITE = List.of(
            OperationsIT.class, HooksIT.class, ProcessIT.class, FileSystemIT.class, LinuxIT.class, FeaturesIT.class);

    @Test
    void theTableIsTheSuite() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/conformance.md")).stream()
                .filter(line -> line.matches("\\| [a-z-]+\\.md#.*"))
                .map(line -> line.substring(0, line.lastIndexOf('`') + 1))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        SUITE.stream().flatMap(ConformanceTableTest::rows).toList());
    }

    private static Stream<String> rows(Class<?> suite) {
        return Stream.of(suite.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Must.class))
                .map(ConformanceTableTest::row);
    }

    private static String row(Method method) {
        return "| %s | `%s.%s`"
                .formatted(
                        method.getAnnotation(Must.class).value(),
                        method.getDeclaringClass().getSimpleName(),
                        method.getName());
    }
}
