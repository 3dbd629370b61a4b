package io.jdock.container;

import io.jdock.image.LayerFiles;
import io.jdock.oci.Mount;
import io.jdock.oci.ProcessSpec;
import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The variable {@code HOME}. The specification does not mention it, but Docker, containerd and Kubernetes leave it to the runtime, as runc
 * and crun set it: where the environment has none, it is the directory that the container's {@code /etc/passwd} has for the
 * user, and else {@code /}.
 */
final class HomeDirectory {
    private static final String VARIABLE = "HOME=";
    private static final Path USERS = Path.of("/etc/passwd");
    private static final int FIELD_OF_ID = 2;
    private static final int FIELD_OF_DIRECTORY = 5;

    private HomeDirectory() {}

    /**
     * The same for the first process of a new container.
     *
     * @param bundle directory that relative paths start at
     */
    static RuntimeSpec in(RuntimeSpec spec, Path bundle) throws IOException {
        ProcessSpec process = spec.process();
        if (process == null || isSet(process)) {
            return spec;
        }
        Path users = bundle.resolve(spec.root().path());
        Path below = USERS;
        for (Mount mount : spec.mounts()) { // the last one is on top
            Path destination = Path.of("/").resolve(mount.destination()).normalize();
            if (USERS.startsWith(destination)) {
                users = bundle.resolve(isBind(mount) ? Objects.requireNonNullElse(mount.source(), "") : "/none");
                below = destination.relativize(USERS);
            }
        }
        return spec.toBuilder()
                .process(
                        below.toString().isEmpty()
                                ? with(process, users.toAbsolutePath().getParent(), users.getFileName())
                                : with(process, users, below))
                .build();
    }

    private static boolean isBind(Mount mount) {
        return mount.options().contains("bind") || mount.options().contains("rbind");
    }

    /**
     * The same for a further process.
     *
     * @param root of the container that it enters
     */
    static ProcessSpec in(ProcessSpec process, Path root) throws IOException {
        return isSet(process) ? process : with(process, root, USERS);
    }

    private static boolean isSet(ProcessSpec process) {
        return process.env().stream().anyMatch(entry -> entry.startsWith(VARIABLE));
    }

    /**
     * A link in the image leads nowhere outside of it.
     *
     * @param users path of the file below the root
     */
    private static ProcessSpec with(ProcessSpec process, Path root, Path users) throws IOException {
        String id = Long.toString(process.user().uid());
        String home = new LayerFiles(List.of(root))
                .table(Path.of("/").resolve(users).toString(), FIELD_OF_DIRECTORY + 1).stream()
                        .filter(fields -> fields[FIELD_OF_ID].equals(id))
                        .map(fields -> fields[FIELD_OF_DIRECTORY])
                        .findFirst()
                        .filter(directory -> !directory.isEmpty())
                        .orElse("/");
        List<String> environment = new ArrayList<>(process.env());
        environment.add(VARIABLE + home);
        return process.toBuilder().env(environment).build();
    }
}
