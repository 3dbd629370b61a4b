package io.jdock.it;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Properties;
import org.apache.maven.cli.MavenCli;
import org.codehaus.plexus.classworlds.ClassWorld;

/**
 * Maven in a JVM that runs one build after the other: of a short build, most of the time goes into starting a JVM and loading
 * Maven itself. Plugins are loaded anew for each build. It is started as {@code mvn} starts Maven, by Plexus Classworlds, and
 * {@link WarmMaven} talks to it.
 */
public final class MavenServer {
    private final ClassWorld world;

    private MavenServer(ClassWorld world) {
        this.world = world;
    }

    /**
     * Runs the builds that it is asked for, until nobody can ask any more.
     *
     * @param arguments port of this machine by which it is asked (the number of words; the project's directory and Maven's
     *     arguments), and answers (the exit status); not standard input, which is the application's
     */
    public static void main(String[] arguments, ClassWorld world) throws IOException {
        MavenServer server = new MavenServer(world);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
                DataInputStream questions = new DataInputStream(socket.getInputStream());
                DataOutputStream answers = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                String[] words = new String[questions.readInt()];
                for (int i = 0; i < words.length; i++) {
                    words[i] = questions.readUTF();
                }
                answers.writeInt(server.build(words[0], Arrays.copyOfRange(words, 1, words.length)));
            }
        } catch (EOFException e) {
            System.exit(0); // whatever threads plugins have left
        }
    }

    private int build(String directory, String[] arguments) {
        Properties before = (Properties) System.getProperties().clone();
        try {
            System.setProperty(MavenCli.MULTIMODULE_PROJECT_DIRECTORY, directory);
            return new MavenCli(world).doMain(arguments, directory, System.out, System.err);
        } finally {
            // Maven makes system properties of -D, which the next build has not been given.
            System.setProperties(before);
            System.out.flush();
            System.err.flush();
        }
    }
}
