package forks;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PassingOneTest {
    /** Waits for its counterpart, which shows that both run at a time, each as process 2 of its container. */
    @Test
    void passes() throws Exception {
        Files.writeString(Path.of("target/is-here-One"), "" + ProcessHandle.current().pid());
        while (!Files.exists(Path.of("target/is-here-Two"))) {
            Thread.sleep(20);
        }
    }
}
