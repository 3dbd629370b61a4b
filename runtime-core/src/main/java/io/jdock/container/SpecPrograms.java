package io.jdock.container;

import io.jdock.host.HostFacts;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@linkplain KeptPrograms Programs that outlive JVMs}, found by the specification and the host that they were planned for. */
final class SpecPrograms {
    /** What only the description of a plan depends on, or whether there are any. */
    private static final Set<String> NOT_IN_PROGRAMS = Set.of("publishedPorts", "hostLoopback");

    /** What of the host's files is written into programs. */
    private static final List<String> COPIED = List.of("/etc/resolv.conf", "/etc/hosts");

    private final Optional<KeptPrograms> programs;
    private final HostFacts host;
    private final List<String> javaConfiguration;

    /** What a program is for. */
    enum Use {
        START,
        EXECUTABLE
    }

    SpecPrograms(Optional<KeptPrograms> programs, HostFacts host, List<String> javaConfiguration) {
        this.programs = programs;
        this.host = host;
        this.javaConfiguration = javaConfiguration;
    }

    /** What a program is kept by; null if it is not. */
    byte @Nullable [] key(Use use, ContainerSpec spec) {
        if (programs.isEmpty()) {
            return null;
        }
        try {
            Fingerprint key = programs.get()
                    .key()
                    .add(use)
                    .addWithout(NOT_IN_PROGRAMS, spec)
                    .add(spec.hasGateway())
                    .add(host)
                    .add(javaConfiguration);
            for (String file : COPIED) {
                key.add(contentOf(file));
            }
            return key.bytes();
        } catch (IllegalArgumentException e) {
            return null; // for it has descriptors of this JVM
        }
    }

    private static byte[] contentOf(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** What was kept by a key; null if nothing was. */
    @Nullable
    KeptStart find(byte @Nullable [] key) {
        byte[] found = key == null ? null : programs.orElseThrow().find(key);
        return found == null ? null : KeptStart.of(found);
    }

    /** Keeps a program, on a thread of its own. */
    void keep(byte @Nullable [] key, KeptStart start) {
        if (key != null) {
            programs.orElseThrow().keep(key, start::toBytes);
        }
    }

    void forget(byte @Nullable [] key) {
        if (key != null) {
            programs.orElseThrow().forget(key);
        }
    }

    /** Waits until all that is to be kept is. */
    void await() {
        if (programs.isPresent()) {
            programs.get().await();
        }
    }
}
