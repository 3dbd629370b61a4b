package toolchain;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JavaHomeTest {
    @Test
    void writesWhereItRuns() throws Exception {
        String home = System.getProperty("java.home");
        Files.writeString(Path.of("target/home"), home + " as process " + ProcessHandle.current().pid());
    }
}
