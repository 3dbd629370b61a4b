package io.jdock.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.network.Links.Route;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, 8, 10.213.128.0, 17, true",
        "10.213.200.4, 30, 10.213.128.0, 17, true",
        "10.213.0.0, 17, 10.213.128.0, 17, false",
        "192.168.1.0, 24, 10.213.128.0, 17, false",
        "0.0.0.0, 0, 10.213.128.0, 17, false",
        "fd6a:646f:636b::, 64, fd6a:646f:636b::, 48, true",
        "fd00::, 8, fd6a:646f:636b::, 48, true",
        "fe80::, 64, fd6a:646f:636b::, 48, false",
        "10.0.0.0, 8, fd6a:646f:636b::, 48, false",
    })
    void meetsAddressesThatItLeadsToUnlessByDefault(
            String route, int prefix, String pool, int poolPrefix, boolean meets) throws UnknownHostException {
        assertThat(new Route(InetAddress.getByName(route), prefix, Optional.of(2))
                        .meets(InetAddress.getByName(pool).getAddress(), poolPrefix))
                .isEqualTo(meets);
    }
}
