package modules;

import static org.testng.Assert.assertEquals;

import org.testng.annotations.Test;

public class SumTest {
    /** The test is in the module, and its JVM in a container, as process 2. */
    @Test
    public void isOfTheModule() {
        assertEquals(Sum.of(1, 2), 3);
        assertEquals(SumTest.class.getModule().getName(), "modules");
        assertEquals(ProcessHandle.current().pid(), 2);
    }
}
