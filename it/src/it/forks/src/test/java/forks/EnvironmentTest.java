package forks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void variablesOfBothPluginsArrive() {
        assertEquals("from jdock", System.getenv("OF_JDOCK"));
        assertEquals("from Maven's caller", System.getenv("OF_CALLER"));
        assertEquals("from argLine", System.getProperty("of.argLine"));
    }
}
