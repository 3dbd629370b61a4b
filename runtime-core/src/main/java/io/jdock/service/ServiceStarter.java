package io.jdock.service;

import io.jdock.container.Container;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.NetworkMember;
import io.jdock.container.NetworkMode;
import io.jdock.container.Streams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Starts services, each in a container.
 *
 * @param listener is told the lines that they write, after their alias
 */
record ServiceStarter(Jdock jdock, BiConsumer<String, LogLine> listener) {

    /** Starts a service, whose log begins anew. */
    Service start(ServiceDescription description) throws IOException {
        return start(description, false);
    }

    /** Starts a service that has ended, on the same ports of this machine; its log goes on. */
    Service startAgain(Service ended) throws IOException {
        return start(ended.description().on(ended.container().publishedPorts()), true);
    }

    private Service start(ServiceDescription description, boolean goesOn) throws IOException {
        ContainerSpec spec = description.spec();
        Container container = jdock.start(
                named(spec, description.alias()).streams(new Streams.Pipes()).build());
        try {
            container.getOutputStream().close();
            return new Service(
                    description,
                    container,
                    new ServiceLog(
                            container,
                            description.log(),
                            goesOn,
                            line -> listener.accept(description.alias(), line),
                            description.readiness()),
                    spec.network() == NetworkMode.HOST);
        } catch (IOException | RuntimeException e) {
            container.destroyForcibly();
            throw e;
        }
    }

    /** On a network with others, a service has its alias for a name, if that is one for a host. */
    private static ContainerSpec.Builder named(ContainerSpec spec, String alias) {
        ContainerSpec.Builder named = spec.toBuilder();
        spec.member().filter(member -> NetworkMember.isAlias(alias)).ifPresent(member -> {
            List<String> all = new ArrayList<>(List.of(alias)); // the first is told to who asks for an address
            all.addAll(member.aliases());
            named.network(member.network(), all.toArray(String[]::new));
        });
        return named;
    }
}
