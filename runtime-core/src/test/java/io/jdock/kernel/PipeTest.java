package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pipe can be made larger, as far as its user may. */
class PipeTest {
    private static final int USUAL = 64 * 1024;
    private static final int LARGER = 4 * USUAL;
    private static final int PAGE = 4096;

    @Test
    void aLargerPipeTakesMoreAndKeepsWhatItHolds() throws Exception {
        byte[] first = {1, 2, 3};
        try (Pipe pipe = Pipe.open()) {
            pipe.writer().write(first);

            assertThat(pipe.widen(LARGER)).isTrue();

            pipe.writer().write(new byte[LARGER - PAGE]); // would wait for a reader otherwise
            assertThat(pipe.reader().inputStream().readNBytes(3)).isEqualTo(first);
        }
    }

    @Test
    void noUserGetsAPipeOfMoreThanTheMachineIsSetTo() throws Exception {
        int most = Math.toIntExact(setting("pipe-max-size"));
        assumeFalse(System.getProperty("user.name").equals("root"), "root may");

        try (Pipe pipe = Pipe.open()) {
            assertThat(pipe.widen(2 * most)).isFalse();
        }
    }

    @Test
    void noUserGetsMoreThanHisShareForAllPipesTogether() throws Exception {
        int most = Math.toIntExact(setting("pipe-max-size"));
        long share = setting("pipe-user-pages-soft") * PAGE;
        assumeFalse(System.getProperty("user.name").equals("root"), "root may");
        assumeTrue(share > 0 && share / most < 500, "the share is not so small that this test could take it");

        List<Pipe> pipes = new ArrayList<>();
        try {
            boolean widened = true;
            while (widened && pipes.size() <= share / most) {
                Pipe pipe = Pipe.open();
                pipes.add(pipe);
                widened = pipe.widen(most);
            }
            assertThat(widened).isFalse();
        } finally {
            pipes.forEach(Pipe::close);
        }
    }

    /** In one piece: the kernel gives the number only to who asks for all of it at once. */
    private static long setting(String name) throws Exception {
        try (BufferedReader reader = Files.newBufferedReader(Path.of("/proc/sys/fs", name))) {
            return Long.parseLong(reader.readLine());
        }
    }
}
