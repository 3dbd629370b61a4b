package forks;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;

class NetworkTest {
    @Test
    void thereIsMoreThanTheLoopbackInterface() throws Exception {
        assertTrue(NetworkInterface.networkInterfaces().count() > 1);
    }

    @Test
    void theServiceIsKnownByItsName() {
        assertDoesNotThrow(() -> InetAddress.getByName("db"));
    }
}
