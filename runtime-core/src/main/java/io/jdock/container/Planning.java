package io.jdock.container;

import io.jdock.host.HostFacts;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.Launch.CgroupEntry;
import io.jdock.plan.Launch.FileText;
import io.jdock.plan.Launch.Sources;
import io.jdock.plan.Plan;
import io.jdock.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pure part of a start: from a specification to a configuration, and from there to a plan. */
final class Planning {
    private static final String ROOT = "/";

    private final HostFacts host;
    private final SpecTranslator translator;
    private final LaunchFactory launches;

    /**
     * @param sources what is looked at on the host
     * @param javaConfiguration as {@link HostSystem} takes it
     */
    Planning(HostFacts host, Sources sources, SeccompFilters seccomp, List<String> javaConfiguration) {
        this.host = host;
        ResourceTranslator resources = new ResourceTranslator(host, sources);
        this.translator =
                new SpecTranslator(host, sources, new HostSystem(sources, javaConfiguration), resources, seccomp);
        this.launches = new LaunchFactory(host, sources, seccomp);
    }

    /** The configuration of any container with this specification: it lacks what depends on the id. */
    RuntimeSpec configuration(ContainerSpec spec) {
        return translator.translate(spec);
    }

    /** The configuration of one container. */
    static RuntimeSpec complete(RuntimeSpec configuration, ContainerSpec spec, String id) {
        if (!takesId(spec) && !spec.controlGroup()) {
            return configuration;
        }
        RuntimeSpec.Builder complete = configuration.toBuilder();
        if (takesId(spec)) {
            complete.hostname(id);
        }
        if (spec.controlGroup()) {
            complete.linux(
                    configuration.linux().toBuilder().cgroupsPath("jdock-" + id).build());
        }
        return complete.build();
    }

    /** Whether the id is the host name: if no other was given and the name is not the host's. */
    static boolean takesId(ContainerSpec spec) {
        return spec.hostname().isEmpty() && !spec.shared().contains(LinuxNamespaceType.UTS);
    }

    /** The plan of any container with this specification. */
    Plan plan(ContainerSpec spec, RuntimeSpec configuration, CgroupEntry group) {
        return Planner.create(
                configuration,
                launches.create(
                        configuration,
                        ROOT,
                        spec.init(),
                        takesId(spec),
                        Outbound.described(spec, host),
                        files(spec),
                        Networks.nests(spec, host),
                        Preparations.serves(spec),
                        tellsEnd(spec),
                        group));
    }

    /** A volume's source, or a directory that is the root, can be unmounted as soon as the container has ended. Nobody does so with layers. */
    private static boolean tellsEnd(ContainerSpec spec) {
        boolean shared = spec.root() instanceof RootFileSystem.Host || spec.root() instanceof RootFileSystem.Layers;
        return shared
                && spec.volumes().isEmpty()
                && spec.init()
                && !spec.shared().contains(LinuxNamespaceType.PID);
    }

    private List<FileText> files(ContainerSpec spec) {
        List<FileText> files = new ArrayList<>();
        HostsFile.of(spec).ifPresent(files::add);
        files.addAll(Outbound.files(spec, host));
        return files;
    }

    /** The plan of an executable of its own. */
    Plan standalone(RuntimeSpec configuration, boolean init) {
        return Planner.create(configuration, launches.standalone(configuration, init));
    }

    /** The plan of a configuration that came from elsewhere. */
    Plan plan(RuntimeSpec configuration, String bundle, CgroupEntry group) {
        return Planner.create(
                configuration,
                launches.create(
                        configuration, bundle, false, false, Optional.empty(), List.of(), false, false, false, group));
    }
}
