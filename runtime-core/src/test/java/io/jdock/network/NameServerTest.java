package io.jdock.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.InternetSocket.Family;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The name server of a network, asked by one who is on the loopback interface, as are the machine's own name servers. */
class NameServerTest {
    private static final int PATIENCE_MILLIS = 30_000; // nothing waits for that long unless it hangs
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int RESPONSE = 0x81; // to a question that asked for recursion
    private static final int FAILURE = 2;
    private static final int REFUSED = 5;

    private final Names names = new Names();
    private DatagramSocket first;
    private DatagramSocket second;
    private DatagramSocket asker;
    private Loop loop;

    @BeforeEach
    void twoOtherServers() throws IOException {
        first = socket();
        second = socket();
        asker = socket();
        loop = Loop.open("name server");
    }

    @AfterEach
    void closeAll() {
        loop.close();
        List.of(first, second, asker).forEach(DatagramSocket::close);
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, HERE);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private void start(List<DatagramSocket> others, String... domains) throws IOException {
        InternetSocket socket = InternetSocket.openDatagram(Family.IPV4);
        socket.bind(new InetSocketAddress(HERE, 0));
        Resolver resolver = new Resolver(
                others.stream()
                        .map(other -> new InetSocketAddress(HERE, other.getLocalPort()))
                        .toList(),
                List.of(domains));
        NameServer server = new NameServer(loop, socket, names, resolver);
        loop.add(server, socket.descriptor());
        asker.connect(new InetSocketAddress(HERE, socket.port()));
        loop.start();
    }

    /** For the address of {@code db}, or of it in a domain. */
    private static byte[] question(String domain) {
        String labels = domain.isEmpty() ? "" : String.format("%02x", domain.length()) + hexadecimal(domain);
        return HexFormat.of().parseHex("123401000001000000000000" + "026462" + labels + "00" + "00010001");
    }

    private static String hexadecimal(String text) {
        return HexFormat.of().formatHex(text.getBytes(US_ASCII));
    }

    private static void send(DatagramSocket socket, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        socket.receive(packet);
        return packet;
    }

    private static int code(DatagramPacket answer) {
        return answer.getData()[3] & 0xf;
    }

    /** Has a server take what it was asked, and answer with this code and three bytes behind the question. */
    private static void answer(DatagramSocket server, int code) throws IOException {
        DatagramPacket asked = receive(server);
        byte[] answer = Arrays.copyOf(asked.getData(), asked.getLength() + 3);
        answer[2] = (byte) RESPONSE;
        answer[3] = (byte) code;
        server.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
    }

    @Test
    void membersAreKnownWithAndWithoutTheDomainsOfTheMachine() throws IOException {
        names.add(List.of(InetAddress.getByName("10.213.0.9")), List.of("DB"), true);
        start(List.of(first), "shop");

        for (String domain : List.of("", "shop")) {
            send(asker, question(domain));
            DatagramPacket answer = receive(asker);

            assertThat(code(answer)).isZero();
            assertThat(answer.getData()[answer.getLength() - 1]).isEqualTo((byte) 9);
        }
    }

    @Test
    void theFirstGoodAnswerOfOthersCounts() throws IOException {
        start(List.of(first, second));

        send(asker, question("elsewhere"));
        answer(first, REFUSED);
        answer(second, 0);
        DatagramPacket answer = receive(asker);

        assertThat(code(answer)).isZero();
        assertThat(answer.getLength()).isEqualTo(question("elsewhere").length + 3);
    }

    @Test
    void ifAllFailThatIsSaidAtOnce() throws IOException {
        start(List.of(first, second));

        send(asker, question("elsewhere"));
        answer(first, REFUSED);
        answer(second, FAILURE);

        assertThat(code(receive(asker))).isEqualTo(FAILURE);
    }

    @Test
    void aServerThatIsNotThereFailsToo() throws IOException {
        start(List.of(first));
        first.close();

        send(asker, question("elsewhere"));

        assertThat(code(receive(asker))).isEqualTo(FAILURE);
    }

    @Test
    void withoutOtherServersUnknownNamesAreRefused() throws IOException {
        start(List.of());

        send(asker, question("elsewhere"));

        assertThat(code(receive(asker))).isEqualTo(REFUSED);
    }

    @Test
    void whoMayNotAskOutsideIsRefusedAndNobodyIsAsked() throws IOException {
        names.add(List.of(HERE), List.of("me"), false);
        start(List.of(first));

        send(asker, question("elsewhere"));

        assertThat(code(receive(asker))).isEqualTo(REFUSED);
        first.setSoTimeout(1);
        assertThatThrownBy(() -> receive(first)).isInstanceOf(SocketTimeoutException.class);
    }
}
