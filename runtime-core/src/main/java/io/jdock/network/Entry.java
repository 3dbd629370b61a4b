package io.jdock.network;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.Flag;
import io.jdock.kernel.OpenFlag;
import io.jdock.program.Executables;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * A network that was entered, with its way out.
 *
 * @param maker makes sockets in it
 * @param carrier the program that carries packets, if it is one: not awaited yet
 * @param news of its routes, if that program shows in them
 * @param routed whether the kernel carries them
 */
record Entry(SocketMaker maker, Optional<Carrier> carrier, Optional<RouteNews> news, boolean routed)
        implements AutoCloseable {
    /**
     * Who wants in.
     *
     * @param namespaces to be entered: the network's, and for callers without the rights of root its user namespace
     * @param notices take what a user has to know of the way out
     */
    record Visitor(Executables executables, List<Flag> namespaces, Loop loop, Consumer<String> notices) {}

    /**
     * Who will enter a network, and waits to be told which: so much can be done before there is one.
     *
     * @param out what will connect the network
     */
    record Beginning(SocketMaker maker, Optional<Carrier> carrier, WayOut out, Visitor visitor)
            implements AutoCloseable {
        /**
         * Enters the network of a process, and has it connected. Belongs to what comes of it.
         *
         * @throws IOException if it cannot be entered; this is closed then. That it cannot be connected is told, and no error
         */
        Entry enter(int pid) throws IOException {
            try {
                maker.enter(pid);
                return out.kernel().isPresent()
                        ? connected(pid, out.kernel().get())
                        : new Entry(maker, carrier, news(maker, carrier), false);
            } catch (IOException | RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        private Entry connected(int pid, Router kernel) throws IOException {
            try (Descriptor namespace = Descriptor.open("/proc/" + pid + "/ns/net", OpenFlag.O_RDONLY)) {
                kernel.connect(namespace, maker);
                return new Entry(maker, Optional.empty(), Optional.empty(), true);
            } catch (IOException e) {
                if (out.program().isEmpty()) {
                    visitor.notices().accept("has no way out: " + e.getMessage());
                    return new Entry(maker, Optional.empty(), Optional.empty(), false);
                }
                LoggerFactory.getLogger(Entry.class)
                        .debug(
                                "{} carries what leaves, for the kernel does not",
                                out.program().get(),
                                e);
            }
            maker.close();
            return begin(new WayOut(Optional.empty(), out.program()), visitor).enter(pid);
        }

        @Override
        public void close() {
            maker.close();
            carrier.ifPresent(Carrier::close);
        }
    }

    /** Starts what will enter a network. */
    static Beginning begin(WayOut out, Visitor visitor) throws IOException {
        Optional<UserModeNetwork> program = out.kernel().isPresent() ? Optional.empty() : out.program();
        Optional<Carrier> carrier = program.isPresent()
                ? Optional.of(Carrier.of(program.get(), visitor.loop(), visitor.notices()))
                : Optional.empty();
        SocketMakerTask task = new SocketMakerTask(program, visitor.namespaces());
        try (Descriptor executable = visitor.executables().of(task, task::program)) {
            return new Beginning(SocketMaker.start(executable, carrier), carrier, out, visitor);
        } catch (IOException | RuntimeException | Error e) {
            carrier.ifPresent(Carrier::close);
            throw e;
        }
    }

    private static Optional<RouteNews> news(SocketMaker maker, Optional<Carrier> carrier) throws IOException {
        return carrier.isPresent() && carrier.get().comesByRoute()
                ? Optional.of(RouteNews.of(maker))
                : Optional.empty();
    }

    /**
     * Waits until the network is connected.
     *
     * @return whether it is
     */
    boolean await() throws IOException {
        boolean runs = carrier.isPresent() && carrier.get().await(news);
        news.ifPresent(RouteNews::close);
        if (runs) {
            carrier.get().watch();
        }
        return runs || routed;
    }

    @Override
    public void close() {
        news.ifPresent(RouteNews::close);
        maker.close();
        carrier.ifPresent(Carrier::close);
    }
}
