package io.jdock.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A program for the JVM whose work is the same inside and outside of a container: one part computes and allocates, one
 * calls the kernel. Prints the nanoseconds that each took at the
 * least, of many times.
 */
public final class Workload {
    private static final int REPETITIONS = 25;

    private Workload() {}

    /** Does the work many times. */
    public static void main(String... arguments) throws IOException, NoSuchAlgorithmException {
        long computing = Long.MAX_VALUE;
        long calling = Long.MAX_VALUE;
        long sink = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            sink += compute();
            long middle = System.nanoTime();
            sink += call();
            long end = System.nanoTime();
            computing = Math.min(computing, middle - start);
            calling = Math.min(calling, end - middle);
        }
        System.out.println(computing + " " + calling + " " + sink);
    }

    private static long compute() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] bytes = new byte[4096];
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            bytes[i % bytes.length]++;
            digest.update(bytes);
            words.append(Integer.toHexString(i * 31)).append(' ');
        }
        return (long) digest.digest()[0] + words.toString().split(" ", -1).length;
    }

    private static long call() throws IOException {
        byte[] bytes = new byte[64];
        long sum = 0;
        try (InputStream zeros = Files.newInputStream(Path.of("/dev/zero"))) {
            for (int i = 0; i < 100_000; i++) {
                sum += zeros.read(bytes);
            }
        }
        return sum;
    }
}
