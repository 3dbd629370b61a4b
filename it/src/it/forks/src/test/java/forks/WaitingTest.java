package forks;

import org.junit.jupiter.api.Test;

class WaitingTest {
    @Test
    void waits() throws Exception {
        System.out.println("waiting for " + System.getProperty("mark"));
        Thread.sleep(3_600_000);
    }
}
