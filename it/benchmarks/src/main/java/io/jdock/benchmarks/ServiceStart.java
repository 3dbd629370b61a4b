package io.jdock.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.container.NetworkMode;
import io.jdock.image.ImageArchive;
import io.jdock.image.LocalStore;
import io.jdock.image.UnpackLimits;
import io.jdock.service.Condition;
import io.jdock.service.LogFile;
import io.jdock.service.Readiness;
import io.jdock.service.RestartPolicy;
import io.jdock.service.Service;
import io.jdock.service.ServiceDescription;
import io.jdock.service.ServiceException;
import io.jdock.service.Services;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * How long a database takes from the start of its container to the answer to a first query, in tenths of a millisecond, on standard output.
 *
 * <pre>
 *   load STORE ARCHIVE NAME     takes the image of an archive into a store
 *   jdock STORE NAME LOG        does what the goal jdock:start does, three times: in a JVM that has never started a container, and in one that
 *                               has; then with the image's health check awaited in place of a line
 *   command WORD...             runs a command, {@code PORT} in whose words is the port of this machine on which the database is to be
 *   goal NAME WORD...           the same, where the command is a Maven, which is ended afterwards: from its word that the goal of this name,
 *                               such as {@code start}, begins
 * </pre>
 */
public final class ServiceStart {
    private static final Condition READY = new Condition.Log(Pattern.compile("ready to accept connections"), 1);
    private static final int DATABASE = 5432;
    private static final int VERSION = 3 << 16;
    private static final int REHEARSALS = 2000;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long UNIT_NANOS = 100_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private ServiceStart() {}

    public static void main(String[] arguments) throws Exception {
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        switch (arguments[0]) {
            case "load" -> load(Path.of(rest.get(0)), Path.of(rest.get(1)), rest.get(2));
            case "jdock" -> {
                rehearse();
                for (boolean byCheck : List.of(false, false, true)) {
                    System.out.println(jdock(Path.of(rest.get(0)), rest.get(1), Path.of(rest.get(2)), byCheck));
                }
            }
            case "command" -> System.out.println(command(rest));
            case "goal" -> System.out.println(goal(rest.get(0), rest.subList(1, rest.size())));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void load(Path directory, Path archive, String name) throws IOException {
        try (Jdock jdock = Jdock.open()) {
            LocalStore store = LocalStore.open(directory);
            store.tag(name, new ImageArchive(store).load(archive).get(0).content());
            prepare(jdock, store, name);
        }
    }

    private static ContainerImage prepare(Jdock jdock, LocalStore store, String name) throws IOException {
        return new Images(jdock.host(), store, UnpackLimits.DEFAULT)
                .prepare(name, store.resolve(name).orElseThrow(), System.err::println);
    }

    private static long jdock(Path directory, String name, Path log, boolean byCheck)
            throws IOException, InterruptedException, ServiceException {
        long begin = System.nanoTime();
        Services services = new Services();
        ContainerImage image = prepare(services.engine(), LocalStore.open(directory), name);
        ContainerSpec.Builder spec = ContainerSpec.builder().command(image.command(List.of()));
        image.applyTo(spec);
        spec.network(NetworkMode.PRIVATE).publish(DATABASE);
        Condition ready = byCheck ? new Condition.Healthy() : READY;
        ServiceDescription database = new ServiceDescription(
                "database",
                List.of(),
                spec.build(),
                Readiness.atOnce().with(ready),
                LogFile.at(log),
                RestartPolicy.never(),
                image.healthCheck(),
                Optional.of(image));
        Service started = services.start(List.of(database), (alias, line) -> {}).get(0);
        awaitAnswer(started.container().hostPort(DATABASE));
        long time = System.nanoTime() - begin;
        services.stop(Optional.empty(), (service, status) -> {});
        return time / UNIT_NANOS;
    }

    private static long command(List<String> words) throws IOException, InterruptedException {
        rehearse();
        int port = freePort();
        List<String> command = at(port, words);
        long begin = System.nanoTime();
        int status = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(command + " ends with status " + status);
        }
        awaitAnswer(port);
        return (System.nanoTime() - begin) / UNIT_NANOS;
    }

    /** What Maven does before is the same for every goal: it starts, and reads the project. */
    private static long goal(String name, List<String> words) throws IOException, InterruptedException {
        Pattern begins = Pattern.compile("--- [a-z]+:[^:]+:" + name + " ");
        rehearse();
        int port = freePort();
        Process maven = new ProcessBuilder(at(port, words))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = maven.inputReader(US_ASCII)) {
            String line = said.readLine();
            while (line != null && !begins.matcher(line).find()) {
                line = said.readLine();
            }
            long begin = System.nanoTime();
            if (line == null) {
                throw new IOException(words + " does not come to the goal " + name);
            }
            awaitAnswer(port);
            return (System.nanoTime() - begin) / UNIT_NANOS;
        } finally {
            maven.destroy();
            maven.waitFor();
        }
    }

    private static List<String> at(int port, List<String> words) {
        List<String> command = new ArrayList<>(words);
        command.replaceAll(word -> word.replace("PORT", String.valueOf(port)));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Asks something that answers as a database does, often: a client that still learns how to ask would have a processor of its own, of
     * which the machine has few, and be measured too.
     */
    private static void rehearse() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread imagined = new Thread(() -> answerAll(server), "imagined database");
            imagined.setDaemon(true);
            imagined.start();
            for (int i = 0; i < REHEARSALS; i++) {
                answer(server.getLocalPort());
            }
        }
    }

    private static void answerAll(ServerSocket server) {
        byte[] answer = {'D', 0, 0, 0, 6, '4', '2', 'Z', 0, 0, 0, 5, 'I'};
        byte[] request = new byte[256];
        while (true) {
            try (Socket socket = server.accept()) {
                while (socket.getInputStream().read(request) > 0) {
                    socket.getOutputStream().write(answer);
                }
            } catch (IOException e) {
                return; // the end of the rehearsal
            }
        }
    }

    private static void awaitAnswer(int port) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                answer(port);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new IOException("the database does not answer", e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** PostgreSQL's protocol 3.0, "Message Flow": a driver would take longer to be loaded than the database to be started. */
    private static void answer(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            byte[] who = "user\0postgres\0database\0postgres\0\0".getBytes(US_ASCII);
            out.writeInt(2 * Integer.BYTES + who.length);
            out.writeInt(VERSION);
            out.write(who);
            out.flush();
            awaitReady(in);
            byte[] query = "select 6 * 7\0".getBytes(US_ASCII);
            out.write('Q');
            out.writeInt(Integer.BYTES + query.length);
            out.write(query);
            out.flush();
            if (!awaitReady(in).contains("42")) {
                throw new IllegalStateException("a database that cannot count");
            }
        }
    }

    /** What it says until it is ready for a query. */
    private static String awaitReady(DataInputStream in) throws IOException {
        StringBuilder said = new StringBuilder();
        int kind;
        do {
            kind = in.readUnsignedByte();
            said.append(new String(in.readNBytes(in.readInt() - Integer.BYTES), US_ASCII));
            if (kind == 'E') {
                throw new IOException(said.toString());
            }
        } while (kind != 'Z');
        return said.toString();
    }
}
