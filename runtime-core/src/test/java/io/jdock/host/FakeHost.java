package io.jdock.host;

import io.jdock.kernel.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/** A machine made of files: an ordinary user on a Debian desktop with systemd and cgroup v2, until changed. */
final class FakeHost {
    private final Path root;
    private final Set<Path> writable = new HashSet<>();
    private final Set<Path> withFileCapabilities = new HashSet<>();
    private boolean filtered;

    FakeHost(Path root) {
        this.root = root;
        file("/proc/sys/kernel/osrelease", "6.1.0-13-amd64\n");
        file("/proc/sys/kernel/pid_max", "4194304\n");
        file("/proc/sys/user/max_user_namespaces", "63432\n");
        file(
                "/proc/sys/kernel/seccomp/actions_avail",
                "kill_process kill_thread trap errno user_notif trace log allow\n");
        file("/proc/self/status", """
                Name:\tjava
                Uid:\t1000\t1000\t1000\t1000
                Gid:\t1000\t1000\t1000\t1000
                Groups:\t24 1000\s
                CapEff:\t0000000000000000
                NoNewPrivs:\t0
                Seccomp:\t0
                """);
        file("/proc/self/uid_map", "         0          0 4294967295\n");
        file("/proc/self/mountinfo", """
                22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
                31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate
                """);
        file("/proc/self/cgroup", "0::/user.slice/user-1000.slice/user@1000.service/app.slice/build.scope\n");
        file("/proc/filesystems", "nodev\tproc\n\text4\nnodev\toverlay\n");
        file("/proc/pressure/memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000::/home/ada:/bin/bash\n");
        file("/etc/subuid", "ada:100000:65536\n");
        file("/etc/subgid", "ada:200000:65536\n");
        file("/run/systemd/system/.keep", "");
        for (String namespace : new String[] {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"}) {
            file("/proc/self/ns/" + namespace, "");
        }
        program("/usr/bin/newuidmap", "rwsr-xr-x");
        program("/usr/bin/newgidmap", "rwsr-xr-x");
        program("/usr/bin/pasta", "rwxr-xr-x");
        writable(file("/dev/net/tun", ""), "/dev/net/tun");
        String service = "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service";
        unifiedCgroup("/sys/fs/cgroup", "cpuset cpu io memory hugetlb pids", "1\n2\n")
                .remove("/sys/fs/cgroup/cgroup.type");
        unifiedCgroup("/sys/fs/cgroup/user.slice", "cpuset cpu io memory pids", "");
        unifiedCgroup("/sys/fs/cgroup/user.slice/user-1000.slice", "cpu memory pids", "");
        writable(unifiedCgroup(service, "cpu memory pids", ""), service);
        writable(unifiedCgroup(service + "/app.slice", "memory pids", ""), service + "/app.slice");
        writable(
                unifiedCgroup(service + "/app.slice/build.scope", "memory pids", "4242\n"),
                service + "/app.slice/build.scope");
    }

    FakeHost file(String path, String text) {
        try {
            Path file = root.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeHost remove(String path) {
        try {
            Files.delete(root.resolve(path.substring(1)));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeHost program(String path, String mode) {
        file(path, "");
        try {
            Path program = root.resolve(path.substring(1));
            boolean setuid = mode.charAt(2) == 's';
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode.replace('s', 'x')));
            if (setuid) {
                Files.setAttribute(program, "unix:mode", 04755);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeHost fileCapabilities(String path) {
        withFileCapabilities.add(root.resolve(path.substring(1)));
        return this;
    }

    FakeHost unifiedCgroup(String directory, String controllers, String processes) {
        return file(directory + "/cgroup.controllers", controllers + "\n")
                .file(directory + "/cgroup.type", "domain\n")
                .file(directory + "/cgroup.procs", processes)
                .file(directory + "/cgroup.subtree_control", "");
    }

    FakeHost legacyCgroup(String directory) {
        return file(directory + "/cgroup.procs", "4242\n");
    }

    FakeHost writable(String directory) {
        Path path = root.resolve(directory.substring(1));
        writable.addAll(Set.of(path, path.resolve("cgroup.procs"), path.resolve("cgroup.subtree_control")));
        return this;
    }

    private static void writable(FakeHost host, String directory) {
        host.writable(directory);
    }

    /** Under a filter that refuses user namespaces. */
    FakeHost filtered() {
        filtered = true;
        return file("/proc/self/status", "Uid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nSeccomp:\t2\n");
    }

    HostFacts probe() {
        return HostProbe.probe(
                root,
                new HostProbe.Surroundings(
                        Architecture.X86_64,
                        "ada",
                        "/usr/local/bin:/usr/bin:relative",
                        writable::contains,
                        withFileCapabilities::contains,
                        () -> filtered));
    }
}
