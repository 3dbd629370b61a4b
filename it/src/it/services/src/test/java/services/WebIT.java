package services;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.api.Test;

class WebIT {
    @Test
    void answers() throws Exception {
        try (var stream = URI.create(System.getProperty("web")).toURL().openStream()) {
            assertEquals("hello", new String(stream.readAllBytes()));
        }
        assertEquals(12, System.getProperty("web.id").length());
    }
}
