package io.jdock.eclipse.core;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Limits;
import io.jdock.container.NetworkMember;
import io.jdock.container.NetworkMode;
import io.jdock.container.PublishedPort;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The walls around a container, understood and checked.
 *
 * @param location of the system; empty exactly if the source is the host
 * @param member the place on the network, present exactly if that is one with others
 * @param ports empty with the host's network
 * @param environment what is set over everything else
 * @param user empty for whom the system's own settings name, or root
 */
public record Isolation(
        Setting.Source source,
        String location,
        NetworkMode network,
        Optional<NetworkMember> member,
        List<PublishedPort> ports,
        List<Volume> volumes,
        Map<String, String> environment,
        Limits limits,
        boolean readOnly,
        Optional<UserChoice> user,
        Rights rights,
        boolean measured) {

    public Isolation {
        ports = List.copyOf(ports);
        volumes = List.copyOf(volumes);
        environment = Map.copyOf(environment);
    }

    /**
     * Understands settings.
     *
     * @param base what sources of volumes that begin with a dot are meant from; absolute
     * @param name of the launch: on a network with others the container is found by one like it, "My Database" as my-database
     * @throws SettingException for the first value that cannot be used
     */
    public static Isolation of(ContainerSettings settings, Path base, String name) throws SettingException {
        return new IsolationReader(settings, base).read(name);
    }

    /** As above, for what is not launched. */
    public static Isolation of(ContainerSettings settings, Path base) throws SettingException {
        return of(settings, base, "");
    }

    /** All values that cannot be used, in the order of the settings. */
    public static List<SettingException> problems(ContainerSettings settings, Path base) {
        return new IsolationReader(settings, base).problems();
    }

    /** Puts all but system, user and environment, which depend on each other, into a specification. */
    public void applyTo(ContainerSpec.Builder spec) {
        member.ifPresentOrElse(
                place -> spec.network(place.network(), place.aliases().toArray(String[]::new)),
                () -> spec.network(network));
        spec.limits(limits).readOnlyRoot(readOnly).controlGroup(measured);
        rights.applyTo(spec);
        ports.forEach(spec::publish);
        volumes.forEach(spec::volume);
    }
}
