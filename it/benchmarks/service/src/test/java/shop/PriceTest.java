package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PriceTest {
    @Test
    void threeCostThreeTimesAsMuch() {
        assertEquals(new Price(597), new Price(199).times(3));
    }
}
