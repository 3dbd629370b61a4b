package forks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void theJvmTakesItsHeapFromALimitOf256MiB() {
        assertTrue(Runtime.getRuntime().maxMemory() < 200L << 20);
    }
}
