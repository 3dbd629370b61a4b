package io.jdock.network;

import io.jdock.kernel.Datagram;
import io.jdock.kernel.InternetSocket;
import io.jdock.kernel.InternetSocket.Family;
import io.jdock.kernel.KernelException;
import io.jdock.network.Question.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the containers of a network each other's addresses, and asks this machine's name servers for all other names. It
 * answers itself for the names of containers, so that these never leave the machine.
 */
final class NameServer implements Loop.Member {
    /** Questions that others have not answered yet: the oldest is given up. */
    private static final int OPEN = 256;

    /** Datagrams until others have their turn. */
    private static final int TURN = 64;

    private final Loop loop;
    private final InternetSocket socket;
    private final Names names;
    private final Resolver resolver;
    private final Datagram datagram = new Datagram();
    private final Map<ByteBuffer, Forwarded> forwarded = new LinkedHashMap<>();

    /**
     * @param socket bound in the network
     * @param resolver who is asked for the names that are not of the network
     */
    NameServer(Loop loop, InternetSocket socket, Names names, Resolver resolver) {
        this.loop = loop;
        this.socket = socket;
        this.names = names;
        this.resolver = resolver;
    }

    /**
     * Answers in a network.
     *
     * @param address its own there
     */
    static void open(Loop loop, SocketMaker inside, Names names, Resolver resolver, InetAddress address)
            throws IOException {
        InetSocketAddress place = new InetSocketAddress(address, Resolver.PORT);
        InternetSocket datagrams = inside.makeDatagram(Family.IPV4);
        NameServer server = new NameServer(loop, datagrams, names, resolver);
        loop.add(server, datagrams.descriptor());
        datagrams.bind(place);
        if (!resolver.servers().isEmpty()) { // for answers that are too long, which own ones never are
            InternetSocket connections = inside.make(Family.IPV4);
            Listener listener = new Listener(loop, connections, new Way(InternetSocket::open, resolver.servers()));
            loop.add(listener, connections.descriptor());
            connections.listen(place);
        }
    }

    @Override
    public void serve() {
        for (int taken = 0; taken < TURN; taken++) {
            try {
                if (!datagram.receive(socket)) {
                    return;
                }
                ByteBuffer asker = datagram.sender();
                Optional<Question> question = Question.of(datagram.content());
                if (question.isPresent()) {
                    serve(question.get(), asker);
                }
            } catch (KernelException e) {
                logger().debug("a question for a name is lost", e);
            }
        }
        loop.again(this);
    }

    private void serve(Question question, ByteBuffer asker) throws KernelException {
        List<InetAddress> addresses = addresses(question.name());
        Optional<String> reverse = question.type() == Question.PTR ? names.reverse(question.name()) : Optional.empty();
        if (!addresses.isEmpty()) {
            send(question.answer(addresses), asker);
        } else if (reverse.isPresent()) {
            send(question.answer(reverse.get()), asker);
        } else if (resolver.servers().isEmpty() || !names.asks(InternetSocket.address(asker))) {
            send(question.answer(Code.REFUSED), asker);
        } else {
            forward(question, asker);
        }
    }

    /** Who looks for a name without dots tries it with the machine's search list first (resolv.conf(5), ndots). */
    private List<InetAddress> addresses(String name) {
        List<InetAddress> exact = names.of(name);
        return !exact.isEmpty()
                ? exact
                : resolver.domains().stream()
                        .filter(domain -> name.endsWith("." + domain))
                        .map(domain -> names.of(name.substring(0, name.length() - domain.length() - 1)))
                        .filter(found -> !found.isEmpty())
                        .findFirst()
                        .orElse(List.of());
    }

    private void send(byte[] answer, ByteBuffer asker) throws KernelException {
        datagram.content(answer);
        datagram.send(socket, asker);
    }

    private void forward(Question question, ByteBuffer asker) throws KernelException {
        ByteBuffer key = ByteBuffer.allocate(asker.remaining() + 2);
        key.put(asker.duplicate()).put(question.message(), 0, 2).flip(); // the number of the question comes first
        Forwarded before = forwarded.remove(key);
        if (before != null) {
            before.end(); // asked once more
        }
        if (forwarded.size() == OPEN) {
            forwarded.values().iterator().next().end();
        }
        Forwarded now = new Forwarded(key, question, asker);
        forwarded.put(key, now);
        now.ask();
    }

    /** A question that is put to all name servers of this machine at once: the first good answer counts. */
    private final class Forwarded implements Loop.Member {
        private final ByteBuffer key;
        private final Question question;
        private final ByteBuffer asker;
        private final List<InternetSocket> asked = new ArrayList<>();

        Forwarded(ByteBuffer key, Question question, ByteBuffer asker) {
            this.key = key;
            this.question = question;
            this.asker = asker;
        }

        void ask() throws KernelException {
            for (InetSocketAddress server : resolver.servers()) {
                try {
                    ask(server);
                } catch (KernelException e) {
                    logger().debug("name server {} cannot be asked", server, e); // no way to it, say
                }
            }
            giveUpIfDone();
        }

        private void ask(InetSocketAddress server) throws KernelException {
            InternetSocket outside = InternetSocket.openDatagram(Family.of(server.getAddress()));
            try {
                outside.connect(server);
                loop.add(this, outside.descriptor());
                datagram.content(question.message());
                datagram.send(outside);
                asked.add(outside);
            } catch (KernelException e) {
                outside.close();
                throw e;
            }
        }

        @Override
        public void serve() {
            for (InternetSocket outside : List.copyOf(asked)) {
                try {
                    if (!datagram.receive(outside)) {
                        continue;
                    }
                    if (Question.serves(datagram.content()).orElse(false)) {
                        datagram.send(socket, asker);
                        end();
                        return;
                    }
                } catch (KernelException e) {
                    logger().debug("a name server does not answer", e); // ECONNREFUSED: nobody listens
                }
                asked.remove(outside);
                outside.close();
            }
            try {
                giveUpIfDone();
            } catch (KernelException e) {
                logger().debug("an answer is lost", e);
            }
        }

        private void giveUpIfDone() throws KernelException {
            if (asked.isEmpty()) {
                end();
                send(question.answer(Code.SERVER_FAILURE), asker);
            }
        }

        void end() {
            forwarded.remove(key);
            close();
            loop.remove(this);
        }

        @Override
        public void close() {
            asked.forEach(InternetSocket::close);
        }
    }

    /** What was forwarded is a member of the loop itself. */
    @Override
    public void close() {
        socket.close();
        datagram.close();
    }

    /** Only looked up where there is something to tell. */
    private static Logger logger() {
        return LoggerFactory.getLogger(NameServer.class);
    }
}
