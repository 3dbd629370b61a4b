package io.jdock.cgroup;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A {@link VirtualMachine} whose first process is this machine's systemd, with a message bus; so has its ordinary user, ada, a
 * manager and a bus. There are as few units as that takes: see {@code systemd-machine} among the resources.
 */
public final class SystemdMachine {
    private static final Path SYSTEMD = Path.of("/usr/lib/systemd/systemd");
    private static final Path BUS = Path.of("/usr/bin/dbus-daemon");

    /** What the system's bus lets whom ask; and who systemd is, for it. */
    private static final List<Path> RULES = List.of(
            Path.of("/usr/share/dbus-1/system.conf"),
            Path.of("/usr/share/dbus-1/session.conf"),
            Path.of("/usr/share/dbus-1/system.d/org.freedesktop.systemd1.conf"));

    private SystemdMachine() {}

    /** Adds what the two services need, {@code /test/root} and {@code /test/user} among it. */
    public interface Furnishing {
        /** Does so, in the machine's root directory. */
        void furnish(Path root) throws Exception;
    }

    /**
     * Boots, has root run {@code /test/root} and the user {@code /test/user} at the same time, and powers off when root's has
     * ended.
     *
     * @param directory for the RAM disk, which takes 200 MB
     * @return what root's has written
     */
    public static String boot(Path directory, Furnishing furnishing) throws Exception {
        assumeTrue(Files.isExecutable(SYSTEMD), "systemd is not installed");
        assumeTrue(Files.isExecutable(BUS), "dbus-daemon is not installed");
        assumeTrue(RULES.stream().allMatch(Files::isReadable), "dbus-system-bus-common is not installed");
        VirtualMachine machine = VirtualMachine.in(directory);
        machine.prepare("exec " + SYSTEMD + "\n");
        machine.copyPrograms(programs());
        for (Path rules : RULES) {
            machine.copy(rules);
        }
        Path root = machine.root();
        VirtualMachine.copyTree(
                Path.of(Objects.requireNonNull(SystemdMachine.class.getResource("systemd-machine"))
                        .toURI()),
                root);
        Files.writeString(
                root.resolve("etc/machine-id"), "0123456789abcdef0123456789abcdef\n"); // this is no first boot
        Files.writeString(root.resolve("etc/os-release"), "ID=test\n");
        furnishing.furnish(root);
        return machine.boot();
    }

    private static List<Path> programs() {
        Stream<Path> others = Stream.of(
                        "/usr/lib/systemd/systemd-executor", "/usr/bin/systemctl") // the former since 255
                .map(Path::of)
                .filter(Files::isExecutable);
        return Stream.concat(Stream.of(SYSTEMD, BUS), others).toList();
    }
}
