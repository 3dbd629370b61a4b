package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Waiting for many descriptors at once. */
class EpollTest {
    @Test
    void tellsTheKeysOfThoseThatCanBeRead() throws Exception {
        try (Epoll epoll = Epoll.open();
                Pipe silent = Pipe.open();
                Pipe spoken = Pipe.open()) {
            epoll.addOnce(silent.reader(), 1);
            epoll.addOnce(spoken.reader(), Long.MAX_VALUE);

            spoken.writer().write(new byte[1]);

            assertThat(epoll.await()).containsExactly(new Epoll.Change(Long.MAX_VALUE, true, false));
        }
    }

    @Test
    void tellsEachOnce() throws Exception {
        try (Epoll epoll = Epoll.open();
                Pipe first = Pipe.open();
                Pipe second = Pipe.open()) {
            epoll.addOnce(first.reader(), 1);
            epoll.addOnce(second.reader(), 2);
            first.writer().write(new byte[1]);
            assertThat(epoll.await()).containsExactly(new Epoll.Change(1, true, false));

            second.writer().write(new byte[1]);

            assertThat(epoll.await())
                    .as("the first is still readable")
                    .containsExactly(new Epoll.Change(2, true, false));
        }
    }

    @Test
    void tellsThatNobodyIsAtTheOtherEnd() throws Exception {
        try (Epoll epoll = Epoll.open();
                Pipe pipe = Pipe.open()) {
            epoll.addOnce(pipe.reader(), 7);

            pipe.writer().close();

            assertThat(epoll.await()).containsExactly(new Epoll.Change(7, true, true));
        }
    }

    @Test
    void tellsTheEndOfAProcess() throws Exception {
        Spawn spawn = new Spawn(new Spawn.Executable.File("/bin/true"), List.of("true"), List.of(), List.of());
        try (Epoll epoll = Epoll.open();
                Child child = spawn.start()) {
            epoll.addOnce(child.descriptor(), child.pid());

            assertThat(epoll.await()).extracting(Epoll.Change::key).containsExactly((long) child.pid());

            assertThat(child.waitFor().shellStatus()).isZero();
        }
    }

    @Test
    void whatCanOnlyBeWrittenIsNotToldAsReadable() throws Exception {
        try (Epoll epoll = Epoll.open();
                Pipe pipe = Pipe.open()) {
            epoll.addChanges(pipe.writer(), 3);

            assertThat(epoll.await()).containsExactly(new Epoll.Change(3, false, false));
        }
    }
}
