package io.jdock.container;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.ForkJoinPool;

/** Makes a JVM use most of the system calls that it knows, and ends with a line on standard output. */
final class Exercise {
    private Exercise() {}

    public static void main(String[] arguments) throws Exception {
        threads();
        files();
        sockets();
        processes();
        System.gc();
        if (TimeZone.getDefault() == null || Runtime.getRuntime().availableProcessors() < 1) {
            throw new AssertionError("no time zone or processors");
        }
        System.out.println("all done");
    }

    private static void threads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Thread thread = new Thread(() -> {});
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        ForkJoinPool.commonPool().submit(() -> {}).get();
    }

    private static void files() throws Exception {
        Path directory = Files.createTempDirectory("exercise");
        try (WatchService watcher = directory.getFileSystem().newWatchService()) {
            directory.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
            Path file = directory.resolve("file");
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, 8192);
                mapped.put(8191, (byte) 1);
                mapped.force();
                channel.lock().release();
                channel.force(true);
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.createSymbolicLink(directory.resolve("link"), file);
            Files.createLink(directory.resolve("hard"), file);
            Files.copy(file, directory.resolve("copy"));
            Files.move(directory.resolve("copy"), directory.resolve("moved"));
            watcher.take();
        }
    }

    private static void sockets() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, server.getLocalPort());
                Socket accepted = server.accept()) {
            client.setTcpNoDelay(true);
            client.getOutputStream().write(1);
            accepted.getInputStream().read();
        }
        Pipe pipe = Pipe.open();
        try (Selector selector = Selector.open();
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            sink.write(ByteBuffer.wrap(new byte[1]));
            selector.select();
        }
    }

    private static void processes() throws Exception {
        Process process = new ProcessBuilder("/bin/cat", "/proc/self/stat").start();
        try (InputStream output = process.getInputStream()) {
            output.readAllBytes();
        }
        if (process.waitFor() != 0) {
            throw new AssertionError("cat failed");
        }
        ProcessHandle.allProcesses().forEach(ProcessHandle::info);
    }
}
