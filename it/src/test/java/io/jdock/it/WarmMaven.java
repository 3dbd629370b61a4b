package io.jdock.it;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link MavenServer} in a process of its own, which ends with this JVM at the latest. */
final class WarmMaven implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final Socket socket;

    private WarmMaven(Process process, Path output, Socket socket) {
        this.process = process;
        this.output = output;
        this.socket = socket;
    }

    /**
     * Starts it.
     *
     * @param directory for its files
     * @param maven home of Maven
     * @param caller who runs it
     * @param java the command by which {@code java} is started, and options of the JVM
     * @param patience how long it may take to start, and later a build to end
     */
    static WarmMaven start(Path directory, Path maven, Caller caller, List<String> java, Duration patience)
            throws IOException {
        Path configuration = Files.writeString(Files.createTempFile(directory, "maven-", ".conf"), """
                main is %s from plexus.core
                [plexus.core]
                load ${maven.home}/conf/logging
                load ${maven.home}/lib/*.jar
                load %s
                """.formatted(
                        MavenServer.class.getName(), classes()));
        Files.setPosixFilePermissions(configuration, Files.getPosixFilePermissions(maven.resolve("bin/m2.conf")));
        Path output = Files.createTempFile(directory, "maven-", ".log");
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            door.setSoTimeout((int) patience.toMillis());
            Process process = new ProcessBuilder(caller.wrap(command(maven, java, configuration, door.getLocalPort())))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(output.toFile()))
                    .start();
            try {
                Socket socket = door.accept();
                socket.setSoTimeout((int) patience.toMillis());
                return new WarmMaven(process, output, socket);
            } catch (SocketTimeoutException e) {
                process.destroyForcibly();
                throw new AssertionError("Maven does not start: " + Files.readString(output), e);
            }
        }
    }

    private static List<String> command(Path maven, List<String> java, Path configuration, int port)
            throws IOException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("-cp", classWorlds(maven).toString()));
        command.add("-Dclassworlds.conf=" + configuration);
        command.add("-Dmaven.home=" + maven);
        command.add("-Dlibrary.jansi.path=" + maven.resolve("lib/jansi-native")); // or it unpacks a file for each JVM
        command.add("org.codehaus.plexus.classworlds.launcher.Launcher");
        command.add(String.valueOf(port));
        return command;
    }

    private static Path classWorlds(Path maven) throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(maven.resolve("boot"), "*.jar")) {
            return archives.iterator().next();
        }
    }

    private static Path classes() {
        return Path.of(MavenServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    /** Runs a build in a directory to its end. */
    FinishedBuild run(Path directory, List<String> arguments) throws IOException {
        long before = Files.size(output);
        DataOutputStream questions = new DataOutputStream(socket.getOutputStream());
        questions.writeInt(1 + arguments.size());
        questions.writeUTF(directory.toString());
        for (String argument : arguments) {
            questions.writeUTF(argument);
        }
        try {
            int status = new DataInputStream(socket.getInputStream()).readInt();
            return new FinishedBuild(status, directory, writtenSince(before));
        } catch (IOException e) {
            process.destroyForcibly();
            throw new AssertionError("the build does not end, or Maven has ended:\n" + writtenSince(before), e);
        }
    }

    private String writtenSince(long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            byte[] written = new byte[(int) (file.length() - position)];
            file.seek(position);
            file.readFully(written);
            return new String(written, StandardCharsets.UTF_8);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
