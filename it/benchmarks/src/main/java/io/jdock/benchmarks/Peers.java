package io.jdock.benchmarks;

import io.jdock.oci.RuntimeSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The other runtimes that work here, with the isolation of a configuration. */
final class Peers {
    private final RuntimeSpec configuration;
    private final Path directory;
    private final PrintStream out;

    /**
     * @param directory empty, for what the peers need; others have to be able to search it, as the container's root may be one
     *     of them
     * @param out where it is told which are missing
     */
    Peers(RuntimeSpec configuration, Path directory, PrintStream out) {
        this.configuration = configuration;
        this.directory = directory;
        this.out = out;
    }

    Optional<Contender> bubblewrap() throws IOException, InterruptedException {
        Optional<String> executable = find("bwrap");
        if (executable.isEmpty()) {
            return Optional.empty();
        }
        return usable(BubblewrapCommand.of(configuration, executable.get(), directory));
    }

    /** crun and runc. */
    List<Contender> ociRuntimes() throws IOException, InterruptedException {
        Bundle bundle = Bundle.create(configuration, Files.createDirectory(directory.resolve("bundle")));
        List<Contender> runtimes = new ArrayList<>();
        // jdock makes no cgroup for a container without limits, and crun need not
        runtime("crun", bundle, List.of("--cgroup-manager=disabled")).ifPresent(runtimes::add);
        runtime("runc", bundle, List.of()).ifPresent(runtimes::add);
        return runtimes;
    }

    private Optional<Contender> runtime(String name, Bundle bundle, List<String> options)
            throws IOException, InterruptedException {
        Optional<String> executable = find(name);
        if (executable.isEmpty()) {
            return Optional.empty();
        }
        Path state = Files.createDirectory(directory.resolve(name));
        List<String> line = new ArrayList<>(List.of(executable.get(), "--root", state.toString()));
        line.addAll(options);
        line.addAll(List.of("run", "--bundle", bundle.directory().toString(), "benchmark-" + name));
        List<String> environment = List.of("PATH=" + System.getenv("PATH"), "XDG_RUNTIME_DIR=" + state);
        return usable(Command.of(name, environment, line));
    }

    private Optional<String> find(String name) {
        Optional<String> found = Stream.of("/usr/local/bin", "/usr/bin", "/usr/sbin", "/bin", "/sbin")
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        if (found.isEmpty()) {
            out.println(name + " is not installed");
        }
        return found;
    }

    /** Tries a peer once, and says why it does not work. */
    private Optional<Contender> usable(Command peer) throws IOException, InterruptedException {
        try {
            peer.start();
            return Optional.of(peer);
        } catch (IOException e) {
            out.println(e.getMessage() + ": " + peer.output());
            return Optional.empty();
        }
    }
}
