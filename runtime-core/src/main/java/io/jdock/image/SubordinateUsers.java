package io.jdock.image;

import io.jdock.host.HelperTool;
import io.jdock.host.HostFacts;
import io.jdock.host.IdRange;
import io.jdock.kernel.Child;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.ExitStatus;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.Spawn;
import io.jdock.kernel.Spawn.Inheritance;
import io.jdock.kernel.UnixSocket;
import io.jdock.program.Executables;
import io.jdock.program.Program.Failure.Message;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The users that a caller without root has in containers beside itself: those that {@code /etc/subuid} and {@code /etc/subgid} grant.
 * Nobody but them may give files away or remove what is in their directories, so short-lived processes do it in a user namespace of
 * these users, in which the caller is root (user_namespaces(7), newuidmap(1)). Safe for use by several threads.
 */
public final class SubordinateUsers {
    private static final String NAME = "jdock-owners";

    /** A program of as many files has about a megabyte. */
    private static final int MOST = 10_000;

    private final HostFacts host;
    private final Executables executables;

    private SubordinateUsers(HostFacts host, Executables executables) {
        this.host = host;
        this.executables = executables;
    }

    /** Those of whoever runs this JVM; empty if there are none, and for root, who needs none. */
    public static Optional<SubordinateUsers> of(HostFacts host, Executables executables) {
        return host.privileged() || !host.canMapRanges()
                ? Optional.empty()
                : Optional.of(new SubordinateUsers(host, executables));
    }

    /** How many ids of each kind there are in a container, the caller's among them. */
    long count() {
        return 1 + Math.min(users().count(), groups().count());
    }

    /** Of the layers whose files belong to them. */
    String directory() {
        return "caller-" + users().start() + "-" + groups().start() + "-" + count();
    }

    private IdRange users() {
        return host.subordinateIds().users().get(0);
    }

    private IdRange groups() {
        return host.subordinateIds().groups().get(0);
    }

    /**
     * Gives files of a layer to their owners.
     *
     * @param layer which only the caller changes
     */
    void give(Descriptor layer, Gifts gifts) throws IOException {
        for (List<Gifts.Place> part : gifts.parts(MOST)) {
            run(GivingProgram.giving(part), List.of(new Inheritance(layer, GivingProgram.LAYER)));
        }
    }

    /** Removes a directory, whoever of these users, if there are any, the files in it belong to. */
    static void delete(Path directory, Optional<SubordinateUsers> users) throws IOException {
        if (users.isPresent()) {
            users.get().remove(directory);
        } else {
            Trees.delete(directory);
        }
    }

    /** Removes a directory, whoever the files in it belong to. */
    void remove(Path directory) throws IOException {
        try {
            Trees.delete(directory);
        } catch (FileSystemException e) {
            run(
                    GivingProgram.removing(
                            remover().toString(), directory.toAbsolutePath().toString()),
                    List.of());
        }
    }

    /** rm(1), which every system has. */
    private static Path remover() {
        String searched = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of("/usr/bin", "/bin"), Stream.of(searched.split(":", -1)))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, "rm"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of("/bin/rm"));
    }

    private void run(GivingProgram program, List<Inheritance> more) throws IOException {
        try (UnixSocket.Pair ends = UnixSocket.pair();
                Descriptor executable = executables.of(program.program())) {
            List<Inheritance> inherited = new ArrayList<>(more);
            inherited.add(new Inheritance(ends.second().descriptor(), GivingProgram.CONNECTION));
            try (Child child =
                    new Spawn(new Spawn.Executable.Open(executable), List.of(NAME), List.of(), inherited).start()) {
                ends.second().close();
                try {
                    accompany(child, ends.first(), program);
                } finally {
                    ends.first().close(); // by which the process ends, if it has not
                    child.waitFor();
                }
            }
        }
    }

    private void accompany(Child child, UnixSocket connection, GivingProgram program) throws IOException {
        byte[] ready = connection.receive(GivingProgram.READY, 0).bytes();
        failIfSo(ready, program);
        if (ready.length == GivingProgram.READY) {
            map(host.helpers().newuidmap(), child.pid(), host.caller().uid(), users());
            map(host.helpers().newgidmap(), child.pid(), host.caller().gid(), groups());
            connection.send(new byte[] {1});
            failIfSo(connection.receive(GivingProgram.READY, 0).bytes(), program);
        }
        ExitStatus status = child.waitFor();
        if (status.shellStatus() != 0) {
            throw new ImageException("owners of files", "the process that was to change them " + status, null);
        }
    }

    private static void failIfSo(byte[] word, GivingProgram program) throws KernelException {
        Optional<Message.Failed> failed = Message.read(word);
        if (failed.isPresent()) {
            throw failed.get().in(program.step(failed.get().section()));
        }
    }

    /** The caller is root, and its own ids are the others, as {@code io.jdock.container.SpecTranslator} maps them. */
    private static void map(HelperTool program, int pid, long caller, IdRange range) throws IOException {
        Optional<String> refusal = program.mapIds(pid, List.of(0L, caller, 1L, 1L, range.start(), range.count()));
        if (refusal.isPresent()) {
            throw new ImageException(
                    "owners of files",
                    program.name() + " refused: " + refusal.get(),
                    "/etc/subuid and /etc/subgid must grant the range " + range);
        }
    }
}
