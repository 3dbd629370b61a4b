package io.jdock.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Takes what {@link NetworkClient} sends, and gives its answers. Ends when its standard input does. */
public final class NetworkServer {
    private NetworkServer() {}

    /**
     * Serves.
     *
     * @param arguments the port, on all addresses
     */
    public static void main(String... arguments) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress((InetAddress) null, Integer.parseInt(arguments[0])));
            Thread end = new Thread(NetworkServer::endWithInput);
            end.setDaemon(true);
            end.start();
            System.out.println("listens");
            while (true) {
                Socket socket = server.accept();
                new Thread(() -> serve(socket)).start();
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            switch (in.read()) {
                case NetworkClient.STREAM -> swallow(socket, in);
                case NetworkClient.ECHO -> echo(socket, in);
                default -> {
                    // somebody looked whether the port is open
                }
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    private static void swallow(Socket socket, InputStream in) throws IOException {
        byte[] buffer = new byte[NetworkClient.CHUNK];
        long left = NetworkClient.BYTES;
        while (left > 0) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new EOFException(left + " bytes are missing");
            }
            left -= read;
        }
        socket.getOutputStream().write(NetworkClient.STREAM);
    }

    private static void echo(Socket socket, InputStream in) throws IOException {
        byte[] message = new byte[NetworkClient.MESSAGE];
        while (in.readNBytes(message, 0, message.length) == message.length) {
            socket.getOutputStream().write(message);
        }
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // goes on
            }
        } catch (IOException e) {
            // likewise
        }
        System.exit(0);
    }
}
