package io.jdock.it.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** One end of a virtual cable of this machine, for a container to have; the other end stays, and is up. */
record NetworkDevice(String name) implements AutoCloseable {
    /** The test ends here, as skipped, where that takes more than there is. */
    static NetworkDevice make() throws IOException, InterruptedException {
        Conformance.assumeRoot();
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "iproute2 is not installed");
        NetworkDevice device =
                new NetworkDevice("jc" + ThreadLocalRandom.current().nextInt(1_000_000));
        device.ip("link", "add", device.name, "type", "veth", "peer", "name", device.other());
        device.ip("link", "set", device.other(), "up");
        return device;
    }

    private String other() {
        return name + "other";
    }

    void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/sbin/ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    /** The kernel removes both ends with the network that one was moved to, perhaps just now. */
    @Override
    public void close() throws IOException, InterruptedException {
        Path there = Path.of("/sys/class/net", other());
        if (!Files.exists(there)) {
            return;
        }
        try {
            ip("link", "delete", other());
        } catch (IOException e) {
            if (Files.exists(there)) {
                throw e;
            }
        }
    }
}
