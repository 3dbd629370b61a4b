package io.jdock.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is asked for names. */
class ResolverTest {
    @Test
    void serversAndDomainsAreRead() {
        Resolver resolver = Resolver.of(List.of(
                "# by hand",
                "domain old.test",
                "nameserver 192.0.2.1",
                " nameserver\t2001:db8::1 ",
                "search Shop.test test"));

        assertThat(resolver.servers())
                .extracting(server -> server.getAddress().getHostAddress() + " " + server.getPort())
                .containsExactly("192.0.2.1 53", "2001:db8:0:0:0:0:0:1 53");
        assertThat(resolver.domains()).containsExactly("shop.test", "test");
    }

    @Test
    void theFirstThreeServersCount() {
        Resolver resolver = Resolver.of(List.of(
                "nameserver 192.0.2.1", "nameserver 192.0.2.2", "nameserver 192.0.2.3", "nameserver 192.0.2.4"));

        assertThat(resolver.servers()).hasSize(3);
    }

    /** To find their addresses would take a name server. */
    @Test
    void namesOfServersAndAddressesOfOneInterfaceAreNotTaken() {
        Resolver resolver = Resolver.of(
                List.of("nameserver dns.test", "nameserver fe80::1%eth0", "nameserver 1.2.3.4.5", "nameserver", ""));

        assertThat(resolver.servers()).isEmpty();
    }
}
