package io.jdock.maven;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Egress;
import io.jdock.container.NetworkMode;
import io.jdock.container.PublishedPort;
import io.jdock.maven.value.LoopbackPorts;
import io.jdock.maven.value.NetworkChoice;
import io.jdock.maven.value.ParameterException;
import io.jdock.maven.value.Port;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The network of a container and what leads into it, as the parameters of a goal describe them.
 *
 * @param ports the goal's, with numbers for the names of properties
 * @param usual the network if the goal does not say
 * @param image the container's system, if it is one
 */
record NetworkDescription(
        AbstractIsolationMojo goal, List<String> ports, NetworkMode usual, Optional<ContainerImage> image) {
    /** Of the parameter {@code ports}: all that the image exposes. */
    private static final String EXPOSED = "-";

    /**
     * Builds the network.
     *
     * @param debugger a port on which the application waits for a debugger, which is published too
     * @throws ParameterException if a parameter has a value that cannot be used
     */
    void build(ContainerSpec.Builder spec, OptionalInt debugger) throws ParameterException, IOException {
        NetworkChoice choice = goal.network == null
                ? NetworkChoice.of(usual, goal.aliases)
                : NetworkChoice.parse(goal.network, goal.aliases);
        choice.apply(spec);
        if (!goal.egress.isEmpty()) {
            spec.egress(egress());
        }
        if (choice.mode() == NetworkMode.HOST) { // where there is nothing to publish
            refuseMovedPorts();
            refuseLoopback();
            return;
        }
        if (debugger.isPresent()) {
            spec.publish(PublishedPort.of(debugger.getAsInt(), debugger.getAsInt()));
        }
        publishedPorts().forEach(spec::publish);
        LoopbackPorts.parseAll("hostLoopback", goal.hostLoopback).forEach(spec::hostLoopback);
    }

    private Egress egress() throws ParameterException {
        try {
            return Egress.parse(goal.egress);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    "egress", String.valueOf(e.getMessage()).replaceFirst("^egress: ", ""), e);
        }
    }

    private void refuseMovedPorts() throws ParameterException {
        for (String text : ports) {
            if (text.strip().equals(EXPOSED)) {
                throw new ParameterException(
                        "ports",
                        "'-' is of no use in the host's network, where ports are the host's own; leave it out");
            }
            Port port = Port.parse("ports", text);
            if (port.hostPort() != 0 && port.hostPort() != port.containerPort()) {
                throw new ParameterException(
                        "ports",
                        "'" + text + "' moves a port, but in the host's network the application has the port "
                                + port.containerPort() + " itself; have it listen on " + port.hostPort() + " instead");
            }
        }
    }

    private void refuseLoopback() throws ParameterException {
        if (!goal.hostLoopback.isEmpty()) {
            throw new ParameterException(
                    "hostLoopback",
                    "is of no use in the host's network, whose loopback interface the application has anyway; leave it out,"
                            + " or take another network");
        }
    }

    private List<PublishedPort> publishedPorts() throws ParameterException, IOException {
        List<PublishedPort> published = new ArrayList<>();
        for (String text : ports) {
            if (text.strip().equals(EXPOSED)) {
                published.addAll(exposedPorts());
                continue;
            }
            try {
                published.addAll(PublishedPort.parse(text));
            } catch (IllegalArgumentException e) {
                throw new ParameterException("ports", e.getMessage());
            }
        }
        return published;
    }

    private List<PublishedPort> exposedPorts() throws ParameterException, IOException {
        if (image.isEmpty()) {
            throw new ParameterException("ports", "'-' stands for the ports that an image exposes, and there is none");
        }
        return image.get().exposedPorts();
    }
}
