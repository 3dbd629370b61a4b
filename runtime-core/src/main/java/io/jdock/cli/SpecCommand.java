package io.jdock.cli;

import io.jdock.host.Caller;
import io.jdock.host.HostProbe;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.Linux;
import io.jdock.oci.LinuxIdMapping;
import io.jdock.oci.LinuxNamespace;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.Mount;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@code spec}. */
final class SpecCommand implements Command {
    private static final Option BUNDLE =
            Option.of("<directory>", "Where to write it. Default: the working directory.", "-b", "--bundle");
    private static final Option FILE = Option.of("<file>", "What to call it. Default: config.json.", "-f", "--file");
    private static final Option ROOTLESS = Option.flag("For a container that you run without root.", "--rootless");
    private static final Syntax SYNTAX =
            new Syntax("jdock spec", "Writes a config.json to begin with.", List.of(BUNDLE, FILE, ROOTLESS), List.of());

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public int run(TopOptions top, Arguments given) throws IOException {
        RuntimeSpec spec =
                given.has(ROOTLESS) ? adapted(example(), HostProbe.probe().caller()) : example();
        Path file =
                given.path(BUNDLE).orElse(Path.of("")).resolve(given.text(FILE).orElse("config.json"));
        try {
            Files.writeString(file, text(spec) + "\n", StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(file + " exists: remove it first", e);
        }
        return 0;
    }

    private static String text(RuntimeSpec spec) {
        return new String(new ConfigWriter().writeReadable(spec), StandardCharsets.UTF_8);
    }

    private static RuntimeSpec example() throws IOException {
        try (InputStream example = SpecCommand.class.getResourceAsStream("config.json")) {
            return new ConfigReader()
                    .read(Objects.requireNonNull(example, "config.json").readAllBytes());
        }
    }

    /** Without root there is a user namespace with one user, and no right to limit anything. */
    private static RuntimeSpec adapted(RuntimeSpec spec, Caller caller) {
        List<LinuxNamespace> namespaces = new ArrayList<>(spec.linux().namespaces());
        namespaces.add(LinuxNamespace.create(LinuxNamespaceType.USER));
        Linux linux = spec.linux().toBuilder()
                .resources(null)
                .namespaces(namespaces)
                .uidMappings(List.of(new LinuxIdMapping(0, caller.uid(), 1)))
                .gidMappings(List.of(new LinuxIdMapping(0, caller.gid(), 1)))
                .build();
        List<Mount> mounts = spec.mounts().stream().map(SpecCommand::adapted).toList();
        return spec.toBuilder().linux(linux).mounts(mounts).build();
    }

    /** The group of terminals is not mapped. */
    private static Mount adapted(Mount mount) {
        List<String> options = mount.options().stream()
                .filter(option -> !option.startsWith("gid="))
                .toList();
        return new Mount(
                mount.destination(), mount.type(), mount.source(), options, mount.uidMappings(), mount.gidMappings());
    }
}
