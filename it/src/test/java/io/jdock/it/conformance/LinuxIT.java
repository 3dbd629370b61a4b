package io.jdock.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config-linux.md and runtime-linux.md. */
class LinuxIT extends Conformance {
    private static String own(String namespace) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns", namespace)).toString();
    }

    private static ObjectNode seccomp(Bundle bundle, String defaultAction) {
        return bundle.linux().putObject("seccomp").put("defaultAction", defaultAction);
    }

    private static ObjectNode rule(ObjectNode seccomp, String name, String action) {
        ObjectNode rule = seccomp.withArray("syscalls").addObject().put("action", action);
        rule.putArray("names").add(name);
        return rule;
    }

    private static void add(ObjectNode parent, String list, String... values) {
        ArrayNode array = parent.putArray(list);
        Stream.of(values).forEach(array::add);
    }

    @ParameterizedTest
    @CsvSource({"network, net", "cgroup, cgroup", "time, time", "uts, uts", "ipc, ipc", "pid, pid", "mount, mnt"})
    @Must("config-linux.md#namespaces")
    void aNamespaceWithoutAPathIsNew(String type, String file) throws Exception {
        assertThat(said("readlink /proc/self/ns/" + file, bundle -> {
                    bundle.linux()
                            .withArray("namespaces")
                            .removeIf(it -> it.path("type").asText().equals(type));
                    bundle.namespace(type);
                }))
                .startsWith(file)
                .isNotEqualTo(own(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"net", "cgroup", "time"})
    @Must("config-linux.md#namespaces")
    void aNamespaceThatIsNotListedIsTheRuntimes(String file) throws Exception {
        assertThat(said("readlink /proc/self/ns/" + file, bundle -> {})).isEqualTo(own(file));
    }

    @ParameterizedTest
    @CsvSource({"network, net", "uts, uts", "ipc, ipc"})
    @Must("config-linux.md#namespaces")
    void aNamespaceWithAPathIsJoined(String type, String file) throws Exception {
        assumeRoot();
        Bundle first = Bundle.make(directory().resolve("first"), "sleep 1000").with(it -> it.namespace("network"));
        runtime().create(id() + "-first", first).succeeded();
        Path namespace = Path.of("/proc/" + runtime().pid(id() + "-first") + "/ns", file);

        assertThat(said("readlink /proc/self/ns/" + file, bundle -> {
                    bundle.linux()
                            .withArray("namespaces")
                            .removeIf(it -> it.path("type").asText().equals(type));
                    bundle.namespace(type).put("path", namespace.toString());
                }))
                .isEqualTo(Files.readSymbolicLink(namespace).toString());
    }

    @Test
    @Must("config-linux.md#namespaces")
    void aPathMustBeOfANamespaceOfThatType() throws Exception {
        refused(bundle -> bundle.namespace("network").put("path", "/proc/self/ns/uts"));
    }

    @Test
    @Must("config-linux.md#namespaces")
    void aPathMustBeOfANamespace() throws Exception {
        refused(bundle -> bundle.namespace("network").put("path", "/etc/hostname"));
    }

    @Test
    @Must("config-linux.md#namespaces")
    void aPathOfANamespaceMustBeAbsolute() throws Exception {
        refused(bundle -> bundle.namespace("network").put("path", "ns/net"));
    }

    @Test
    @Must("config-linux.md#namespaces")
    void aNamespaceIsListedOnce() throws Exception {
        refused(bundle -> {
            bundle.namespace("network");
            bundle.namespace("network");
        });
    }

    @Test
    @Must("config-linux.md#namespaces")
    void anUnknownNamespaceIsAnError() throws Exception {
        refused(bundle -> bundle.namespace("nonsuch"));
    }

    @Test
    @Must("config-linux.md#user-namespace-mappings")
    void idsAreMappedAsConfigured() throws Exception {
        assumeRoot();

        assertThat(said("cat /proc/self/uid_map /proc/self/gid_map", bundle -> {
                            bundle.namespace("user");
                            bundle.linux()
                                    .putArray("uidMappings")
                                    .addObject()
                                    .put("containerID", 0)
                                    .put("hostID", 0)
                                    .put("size", 3000);
                            bundle.linux()
                                    .putArray("gidMappings")
                                    .addObject()
                                    .put("containerID", 0)
                                    .put("hostID", 0)
                                    .put("size", 4000);
                        })
                        .replaceAll(" +", " "))
                .isEqualTo("0 0 3000\n 0 0 4000");
    }

    @Test
    @Must("config-linux.md#offset-for-time-namespace")
    void theClockIsOffAsConfigured() throws Exception {
        double own =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);

        String inside = said("cat /proc/uptime", bundle -> {
            bundle.namespace("time");
            bundle.linux().putObject("timeOffsets").putObject("boottime").put("secs", 1_000_000);
        });

        assertThat(Double.parseDouble(inside.split(" ", -1)[0])).isGreaterThan(own + 999_999);
    }

    @Test
    @Must("config-linux.md#default-devices")
    void theDefaultDevicesAreThere() throws Exception {
        assertThat(said(
                        "for d in null zero full random urandom tty; do stat -L -c %F /dev/$d; done; echo x > /dev/null",
                        it -> {}))
                .isEqualTo("character special file\n".repeat(6).strip());
        assertThat(directory().resolve("bundle/rootfs/dev/null")).doesNotExist();
    }

    @Test
    @Must("config-linux.md#default-devices")
    void thePseudoTerminalsAreThoseOfTheContainer() throws Exception {
        assertThat(said("readlink /dev/ptmx || stat -c %n /dev/ptmx", bundle -> {}))
                .matches("(/dev/)?(pts/)?ptmx");
    }

    @ParameterizedTest
    @CsvSource({"fd, /proc/self/fd", "stdin, /proc/self/fd/0", "stdout, /proc/self/fd/1", "stderr, /proc/self/fd/2"})
    @Must("runtime-linux.md#dev-symbolic-links")
    void descriptorsAreLinkedFromDev(String name, String target) throws Exception {
        assertThat(said("readlink /dev/" + name, bundle -> {})).isEqualTo(target);
    }

    @Test
    @Must("config-linux.md#devices")
    void aDeviceIsMadeAsConfigured() throws Exception {
        assumeRoot();

        assertThat(said(
                        "stat -c '%F %t:%T %a %u %g' /dev/mine",
                        bundle -> bundle.linux()
                                .putArray("devices")
                                .addObject()
                                .put("path", "/dev/mine")
                                .put("type", "c")
                                .put("major", 1)
                                .put("minor", 5)
                                .put("fileMode", 0640)
                                .put("uid", 7)
                                .put("gid", 8)))
                .isEqualTo("character special file 1:5 640 7 8");
    }

    @Test
    @Must("config-linux.md#devices")
    void aPipeIsMadeAsConfigured() throws Exception {
        assumeRoot();

        assertThat(said(
                        "stat -c %F /dev/pipe",
                        bundle -> bundle.linux()
                                .putArray("devices")
                                .addObject()
                                .put("path", "/dev/pipe")
                                .put("type", "p")
                                .put("fileMode", 0600)))
                .isEqualTo("fifo");
    }

    @Test
    @Must("config-linux.md#devices")
    void anotherFileInTheWayOfADeviceIsAnError() throws Exception {
        assumeRoot();
        Bundle bundle = bundle("true")
                .with(it -> it.linux()
                        .putArray("devices")
                        .addObject()
                        .put("path", "/other")
                        .put("type", "c")
                        .put("major", 1)
                        .put("minor", 5));
        Files.writeString(bundle.file("other"), "a file");

        runtime().create(id(), bundle).failed();

        assertThat(bundle.file("other")).hasContent("a file");
    }

    @Test
    @Must("config-linux.md#cgroups-path")
    void anAbsoluteCgroupsPathIsRelativeToTheMountPointAndRemovedAtTheEnd() throws Exception {
        assumeRoot();
        Path pids = Path.of("/sys/fs/cgroup/pids");
        assumeTrue(Files.isDirectory(pids), "control groups of version 1 are not mounted");
        Path cgroup = pids.resolve(id());
        Bundle bundle = bundle("sleep 1000").with(it -> {
            it.linux().put("cgroupsPath", "/" + id());
            it.linux().putObject("resources").putObject("pids").put("limit", 20);
        });
        runtime().create(id(), bundle).succeeded();
        long pid = runtime().pid(id());

        assertThat(Files.readAllLines(cgroup.resolve("cgroup.procs"))).contains(Long.toString(pid));
        assertThat(cgroup.resolve("pids.max")).hasContent("20\n");

        runtime().command("kill", id(), "KILL").succeeded();
        runtime().awaitEnd(pid);
        runtime().delete(id()).succeeded();
        assertThat(cgroup).doesNotExist();
    }

    @Test
    @Must("config-linux.md#cgroups-path")
    void theSameCgroupsPathIsTheSamePlace() throws Exception {
        assumeRoot();
        Bundle bundle = bundle("cat /proc/self/cgroup").with(it -> {
            it.linux().put("cgroupsPath", id() + "/relative");
            it.linux().putObject("resources").putObject("pids").put("limit", 20);
        });
        String first = runtime().run(id(), bundle).succeeded().out();

        assertThat(first).contains(id() + "/relative");
        assertThat(runtime().run(id(), bundle).succeeded().out()).isEqualTo(first);
    }

    @Test
    @Must("config-linux.md#unified")
    void aControllerThatIsNotThereIsAnError() throws Exception {
        refused(bundle ->
                bundle.linux().putObject("resources").putObject("unified").put("nonsuch.max", "1"));
    }

    @ParameterizedTest
    @CsvSource({"false, true, No such device", "true, false, Operation not permitted"})
    @Must("config-linux.md#device-cgroup")
    void rulesForDevicesApplyInTheOrderListed(boolean first, boolean second, String expected) throws Exception {
        assumeRoot();

        // A device without a driver: the control group is asked first.
        assertThat(said("cat /dev/driverless 2>&1 || true", bundle -> {
                    device(bundle.linux().putArray("devices").addObject().put("path", "/dev/driverless"));
                    ArrayNode rules = bundle.linux().putObject("resources").putArray("devices");
                    rules.addObject().put("allow", false).put("access", "rwm");
                    device(rules.addObject().put("allow", first).put("access", "rw"));
                    device(rules.addObject().put("allow", second).put("access", "rw"));
                }))
                .contains(expected);
    }

    private static void device(ObjectNode device) {
        device.put("type", "c").put("major", 10).put("minor", 253);
    }

    @Test
    @Must("config-linux.md#memory-policy")
    void thePolicyForMemoryIsTheOneConfigured() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/numa_maps")), "this kernel knows no memory nodes (CONFIG_NUMA)");
        assertThat(said(
                        "busybox head -n 1 /proc/self/numa_maps",
                        bundle -> bundle.linux()
                                .putObject("memoryPolicy")
                                .put("mode", "MPOL_BIND")
                                .put("nodes", "0")))
                .contains(" bind:0 ");
    }

    @Test
    @Must("config-linux.md#memory-policy")
    void anUnknownPolicyForMemoryIsAnError() throws Exception {
        refused(bundle -> bundle.linux().putObject("memoryPolicy").put("mode", "MPOL_ANYWHERE"));
    }

    @Test
    @Must("config-linux.md#network-devices")
    void aNetworkDeviceIsUpInTheContainerAndKeepsItsAddress() throws Exception {
        try (NetworkDevice device = NetworkDevice.make()) {
            device.ip("address", "add", "192.0.2.7/24", "dev", device.name());
            assertThat(said("busybox ip address show eth7", bundle -> {
                        bundle.namespace("network");
                        bundle.linux()
                                .putObject("netDevices")
                                .putObject(device.name())
                                .put("name", "eth7");
                    }))
                    .contains("192.0.2.7/24", ",UP");
        }
    }

    @Test
    @Must("config-linux.md#network-devices")
    void aNetworkDeviceMayBeNumberedByTheKernel() throws Exception {
        try (NetworkDevice device = NetworkDevice.make()) {
            assertThat(said("ls /sys/class/net", bundle -> {
                        bundle.namespace("network");
                        bundle.mount("/sys", "sysfs", "sysfs", "ro");
                        bundle.linux()
                                .putObject("netDevices")
                                .putObject(device.name())
                                .put("name", "numbered%d");
                    }))
                    .contains("numbered0");
        }
    }

    @Test
    @Must("config-linux.md#network-devices")
    void aNetworkDeviceWithTheNameOfAnotherIsAnError() throws Exception {
        try (NetworkDevice device = NetworkDevice.make()) {
            refused(bundle -> {
                bundle.namespace("network");
                bundle.linux().putObject("netDevices").putObject(device.name()).put("name", "lo");
            });
        }
    }

    @Test
    @Must("config-linux.md#pids")
    void zeroIsALimitOfProcesses() throws Exception {
        assumeRoot();
        Outcome outcome = runtime()
                .run(
                        id(),
                        bundle("(true); true")
                                .with(it -> it.linux()
                                        .putObject("resources")
                                        .putObject("pids")
                                        .put("limit", 0)));
        assertThat(outcome.failed().err()).contains("can't fork");
    }

    @Test
    @Must("config-linux.md#sysctl")
    void aKernelParameterIsTheOneConfigured() throws Exception {
        assertThat(said("cat /proc/sys/net/ipv4/ip_forward", bundle -> {
                    bundle.namespace("network");
                    bundle.linux().putObject("sysctl").put("net.ipv4.ip_forward", "1");
                }))
                .isEqualTo("1");
    }

    @Test
    @Must("config-linux.md#sysctl")
    void aKernelParameterOfTheHostIsAnError() throws Exception {
        refused(bundle -> bundle.linux().putObject("sysctl").put("vm.swappiness", "1"));
    }

    @Test
    @Must("config-linux.md#seccomp")
    void aFilteredCallFailsWithTheErrnoConfigured() throws Exception {
        assertThat(said("mkdir /made 2>&1", bundle -> {
                    rule(seccomp(bundle, "SCMP_ACT_ALLOW"), "mkdir", "SCMP_ACT_ERRNO")
                            .put("errnoRet", 28);
                    bundle.process().putArray("args").add("sh").add("-c").add("mkdir /made 2>&1; true");
                }))
                .contains("No space left on device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCMP_ACT_ALLOW", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_LOG"})
    @Must("config-linux.md#seccomp")
    void anErrnoForAnActionWithoutOneIsAnError(String action) throws Exception {
        refused(bundle ->
                rule(seccomp(bundle, "SCMP_ACT_ALLOW"), "mkdir", action).put("errnoRet", 1));
    }

    @Test
    @Must("config-linux.md#seccomp")
    void aDefaultErrnoForAnActionWithoutOneIsAnError() throws Exception {
        refused(bundle -> seccomp(bundle, "SCMP_ACT_ALLOW").put("defaultErrnoRet", 1));
    }

    @Test
    @Must("config-linux.md#seccomp")
    void aRuleNeedsAName() throws Exception {
        refused(bundle -> seccomp(bundle, "SCMP_ACT_ALLOW")
                .putArray("syscalls")
                .addObject()
                .put("action", "SCMP_ACT_ERRNO")
                .putArray("names"));
    }

    @Test
    @Must("config-linux.md#seccomp")
    void anUnknownActionIsAnError() throws Exception {
        refused(bundle -> seccomp(bundle, "SCMP_ACT_NONSUCH"));
    }

    @Test
    @Must("config-linux.md#seccomp")
    void listenerMetadataWithoutAListenerIsAnError() throws Exception {
        refused(bundle -> seccomp(bundle, "SCMP_ACT_ALLOW").put("listenerMetadata", "x"));
    }

    @Test
    @Must("config-linux.md#masked-paths")
    void maskedPathsCannotBeRead() throws Exception {
        Bundle bundle =
                bundle("cat /secret; ls /private").with(it -> add(it.linux(), "maskedPaths", "/secret", "/private"));
        Files.writeString(bundle.file("secret"), "secret");
        Files.createFile(Files.createDirectory(bundle.file("private")).resolve("file"));

        assertThat(runtime().run(id(), bundle).succeeded().out()).isEmpty();
    }

    @Test
    @Must("config-linux.md#readonly-paths")
    void readonlyPathsCannotBeWritten() throws Exception {
        Bundle bundle = bundle("echo x > /settings/file 2>/dev/null || echo refused")
                .with(it -> add(it.linux(), "readonlyPaths", "/settings"));
        Files.createDirectory(bundle.file("settings"));

        assertThat(runtime().run(id(), bundle).succeeded().out()).isEqualTo("refused\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maskedPaths", "readonlyPaths"})
    @Must("config-linux.md#masked-paths")
    void suchPathsMustBeAbsolute(String property) throws Exception {
        refused(bundle -> add(bundle.linux(), property, "proc/kcore"));
    }

    @Test
    @Must("config-linux.md#personality")
    void thePersonalityIsTheOneConfigured() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "what uname says of LINUX32 is known for x86-64");

        assertThat(said(
                        "uname -m",
                        bundle -> bundle.linux().putObject("personality").put("domain", "LINUX32")))
                .isEqualTo("i686");
    }

    @Test
    @Must("config-linux.md#rootfs-mount-propagation")
    void anUnknownPropagationOfTheRootIsAnError() throws Exception {
        refused(bundle -> bundle.linux().put("rootfsPropagation", "nonsuch"));
    }

    @Test
    @Must("config-linux.md#intelrdt")
    void withoutAResourceControlFileSystemItsPropertiesAreAnError() throws Exception {
        assumeTrue(!Files.exists(Path.of("/sys/fs/resctrl/schemata")), "this machine has a resctrl file system");

        refused(bundle ->
                bundle.linux().putObject("intelRdt").put("closID", "x").put("l3CacheSchema", "L3:0=f"));
    }
}
