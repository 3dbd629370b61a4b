package io.jdock.container;

import io.jdock.host.HelperTool;
import io.jdock.host.HostFacts;
import io.jdock.host.IdRange;
import io.jdock.kernel.KernelException;
import io.jdock.network.NamedNetwork;
import io.jdock.network.Resolver;
import io.jdock.network.Router;
import io.jdock.network.WayOut;
import io.jdock.program.Executables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks of one engine: those with names, each of which is made with the first container on it and removed with the
 * last, and what connects all of them to others. Thread-safe.
 */
final class Networks implements AutoCloseable {
    private final HostFacts host;
    private final Executables executables;
    private final String label;
    private final Map<String, Shared> open = new HashMap<>(); // guarded by this
    private @Nullable Router router; // guarded by this
    private boolean asked; // for that; guarded by this

    private static final class Shared {
        private final NamedNetwork network;
        private int users;

        Shared(NamedNetwork network) {
            this.network = network;
        }
    }

    /** A container's place, which has to be given back. */
    record Place(NamedNetwork.Seat seat, Runnable giveBack) implements AutoCloseable {
        @Override
        public void close() {
            seat.close();
            giveBack.run();
        }
    }

    /**
     * @param label that no other engine of this machine has
     */
    Networks(HostFacts host, Executables executables, String label) {
        this.host = host;
        this.executables = executables;
        this.label = label;
    }

    /**
     * What connects a container's network, or that which it is on, to others; that there is nothing is told.
     *
     * @param whose as a notice begins
     */
    WayOut wayOut(ContainerSpec spec, String whose) {
        if (!Outbound.possible(spec, host)) {
            if (Outbound.wanted(spec)) {
                tellObstacle(whose);
            }
            return WayOut.NONE;
        }
        WayOut out = new WayOut(router(), Outbound.of(spec, host));
        if (out.isNone()) {
            tellObstacle(whose);
        }
        return out;
    }

    private void tellObstacle(String whose) {
        host.outboundObstacle()
                .ifPresent(obstacle -> logger().warn(
                                "{} reaches no other machine: {}; {}", whose, obstacle.what(), obstacle.remedy()));
    }

    private synchronized Optional<Router> router() {
        if (!asked && host.privileged()) {
            asked = true;
            try {
                router = Router.open(label);
            } catch (IOException e) {
                logger().debug("the kernel does not carry what leaves containers: {}", e.getMessage());
            }
        }
        return Optional.ofNullable(router);
    }

    /** Whether the container's user namespace is made in that of its network. */
    static boolean nests(ContainerSpec spec, HostFacts host) {
        return spec.network() == NetworkMode.NAMED && !host.privileged();
    }

    /**
     * A place on a network, which is made if it is not there.
     *
     * @param id of the container, which is one of its names
     */
    synchronized Place take(NetworkMember member, String id, ContainerSpec spec) throws IOException {
        String name = member.network();
        Shared shared = open.get(name);
        if (shared == null) {
            shared = new Shared(make(name, spec));
            open.put(name, shared);
        }
        shared.users++;
        try {
            List<String> called = new ArrayList<>(member.aliases());
            spec.hostname().ifPresent(called::add);
            called.add(id);
            NamedNetwork.Seat seat = shared.network.reserve(called);
            return new Place(seat, () -> giveBack(name));
        } catch (IOException | RuntimeException e) {
            giveBack(name);
            throw e;
        }
    }

    private synchronized void giveBack(String name) {
        Shared shared = open.get(name);
        if (shared != null && --shared.users == 0) {
            open.remove(name);
            shared.network.close();
        }
    }

    /** To be called when all containers have ended. */
    @Override
    public synchronized void close() {
        if (router != null) {
            router.close();
            router = null;
        }
    }

    private NamedNetwork make(String name, ContainerSpec spec) throws IOException {
        Resolver resolver = Resolver.ofThisMachine();
        try {
            return NamedNetwork.open(new NamedNetwork.Setup(
                    "jdock network " + name,
                    executables,
                    !host.privileged(),
                    this::map,
                    wayOut(spec, "network " + name),
                    resolver,
                    notice -> logger().warn("network {} {}", name, notice)));
        } catch (KernelException e) {
            throw ContainerException.inNetwork("make network " + name, e, null);
        }
    }

    /**
     * With root, the namespace serves only what connects the network to others, which gets ids as a container does. Without,
     * it has the caller's own ids under the same numbers, so that containers are made in it as they are outside.
     */
    private void map(int pid) throws IOException {
        long uid = host.caller().uid();
        long gid = host.caller().gid();
        List<IdRange> users = host.subordinateIds().users();
        List<IdRange> groups = host.subordinateIds().groups();
        if (host.privileged()) {
            write(pid, "uid_map", all(host.containerUsers()));
            write(pid, "gid_map", all(host.containerGroups()));
        } else if (!host.canMapRanges()
                || !map(host.helpers().newuidmap(), pid, uid, users.get(0))
                || !map(host.helpers().newgidmap(), pid, gid, groups.get(0))) {
            write(pid, "setgroups", "deny"); // else the caller may not map the group (CVE-2014-8989)
            write(pid, "uid_map", uid + " " + uid + " 1");
            write(pid, "gid_map", gid + " " + gid + " 1");
        }
    }

    private static String all(IdRange range) {
        return "0 " + range.start() + " " + range.count();
    }

    private static void write(int pid, String file, String text) throws IOException {
        Files.writeString(Path.of("/proc/" + pid + "/" + file), text);
    }

    /** Returns false if it was refused and nothing is mapped: a container that needs the range is told so when it starts. */
    private static boolean map(HelperTool program, int pid, long own, IdRange range) throws IOException {
        Optional<String> refusal =
                program.mapIds(pid, List.of(own, own, 1L, range.start(), range.start(), range.count()));
        refusal.ifPresent(said -> logger().debug("{} refused: {}", program.name(), said));
        return refusal.isEmpty();
    }

    /** Only looked up where there is something to tell. */
    private static Logger logger() {
        return LoggerFactory.getLogger(Networks.class);
    }
}
