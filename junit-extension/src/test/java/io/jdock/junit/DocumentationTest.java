package io.jdock.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The example in docs/junit.md compiles, and passes. */
class DocumentationTest {
    @TempDir
    private Path directory;

    private static String example() throws Exception {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/junit.md")));
        assertThat(block.find()).as("a block of Java").isTrue();
        return block.group(1);
    }

    private void compile(Path source) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-d", directory.toString(), "-cp", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(errors, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(errors.toString()).isTrue();
        }
    }

    @Test
    void theExamplePasses() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/busybox")), "busybox is not installed");
        assumeTrue(Files.exists(Path.of("/usr/share/common-licenses/GPL-3")), "this machine has no licences to serve");
        compile(Files.writeString(directory.resolve("LicenceTest.java"), example()));

        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            Events tests = EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(classes.loadClass("LicenceTest")))
                    .configurationParameter(
                            "jdock.logs", directory.resolve("logs").toString())
                    .execute()
                    .testEvents();

            tests.assertStatistics(all -> all.succeeded(1).failed(0));
        }
    }
}
