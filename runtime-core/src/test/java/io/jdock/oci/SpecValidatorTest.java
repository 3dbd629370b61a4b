package io.jdock.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each row changes one place of a valid configuration, given as a JSON pointer; an empty value removes it. A third
 * column, where there is one, is the path in the error, if it is not the place itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a reader is dear to make
class SpecValidatorTest {
    private final ConfigReader reader = new ConfigReader();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /ociVersion                      |                  | missing
            /ociVersion                      | "1.2"            | a semantic version
            /ociVersion                      | "1.02.0"         | a semantic version
            /ociVersion                      | "1.2.0-"         | a semantic version
            /ociVersion                      | "1.2.0-01"       | a semantic version
            /ociVersion                      | "v1.2.0"         | a semantic version
            /ociVersion                      | "0.2.0"          | a version 1.x.y
            /ociVersion                      | "2.0.0"          | a version 1.x.y
            /root                            |                  | missing
            /root/path                       |                  | missing
            /root/path                       | ""               | not empty
            /hostname                        | "a234567890123456789012345678901234567890123456789012345678901234x" | at most 64 bytes
            /domainname                      | "ä234567890123456789012345678901234567890123456789012345678901234" | at most 64 bytes
            /annotations/                    | "x"              | under a key that is not empty
            /annotations/empty               | 1                | a text
            """)
    void theDocument(String place, @Nullable String value, String allowed) {
        assertRefused(place, value, allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /process/cwd                     |                  | missing
            /process/cwd                     | "app"            | an absolute path
            /process/args                    |                  | at least the program's name
            /process/args                    | []               | at least the program's name
            /process/args/0                  | ""               | not empty
            /process/args/1                  | null             | a text
            /process/env/0                   | "PATH"           | name=value
            /process/env/1                   | "=x"             | name=value
            /process/user/uid                |                  | a whole number
            /process/user/uid                | -1               | from 0 to 4294967294
            /process/user/gid                | 4294967295       | from 0 to 4294967294
            /process/user/umask              | 512              | octal 0777
            /process/user/umask              | -1               | octal 0777
            /process/user/additionalGids/1   | -1               | from 0 to 4294967294
            /process/consoleSize/height      | 65536            | from 0 to 65535
            /process/consoleSize/width       | -1               | from 0 to 65535
            /process/capabilities/bounding/0 | ""               | not empty
            /process/rlimits/0/type          | "NOFILE"         | "RLIMIT_NOFILE"
            /process/rlimits/0/soft          | 4097             | at most the hard limit, 4096
            /process/rlimits/0/hard          | -1               | from 0 to 18446744073709551615
            /process/rlimits/0/hard          | 18446744073709551616 | from 0 to 18446744073709551615
            /process/rlimits/0/hard          | "unlimited"      | from 0 to 18446744073709551615
            /process/rlimits/1/type          | "RLIMIT_NOFILE"  | there only once
            /process/oomScoreAdj             | 1001             | from -1000 to 1000
            /process/oomScoreAdj             | -1001            | from -1000 to 1000
            /process/scheduler/policy        | "SCHED_FAIR"     | "SCHED_FIFO"
            /process/scheduler/nice          | -21              | from -20 to 19
            /process/scheduler/nice          | 20               | from -20 to 19
            /process/scheduler/priority      | 1                | from 0 to 0
            /process/scheduler/flags/0       | "RECLAIM"        | "SCHED_FLAG_RECLAIM"
            /process/scheduler/runtime       | 1023             | from 1024 to 30000000
            /process/scheduler/runtime       | 30000001         | from 1024 to 30000000
            /process/scheduler/deadline      | 40000001         | from 1024 to 40000000
            /process/ioPriority/class        | "IOPRIO_CLASS_NONE" | "IOPRIO_CLASS_RT"
            /process/ioPriority/priority     | 8                | from 0 to 7
            /process/execCPUAffinity/initial | "0-"             | numbers and ranges
            /process/execCPUAffinity/final   | "3-1"            | numbers and ranges
            """)
    void theProcess(String place, @Nullable String value, String allowed) {
        assertRefused(place, value, allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /mounts/1/destination                 |          | missing
            /mounts/1/destination                 | ""       | not empty
            /mounts/1/source                      |          | the path of what the bind mount shows
            /mounts/1/options/0                   | 5        | a text
            /mounts/1/uidMappings                 |          | given together with gidMappings
            /mounts/1/gidMappings                 | []       | given together with uidMappings
            /mounts/1/uidMappings/0/size          | 0        | from 1 to
            /hooks/prestart/0/path                | "fix"    | an absolute path
            /hooks/createRuntime/0/timeout        | 0        | from 1 to 2147483647
            /hooks/createContainer/0/path         |          | missing
            /hooks/startContainer/0/path          | ""       | an absolute path
            /hooks/poststart/0/timeout            | -5       | from 1 to 2147483647
            /hooks/poststop/0/args/1              | null     | a text
            /hooks/prestart/0/env/0               | "key1"   | name=value
            """)
    void mountsAndHooks(String place, @Nullable String value, String allowed) {
        assertRefused(place, value, allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /linux/namespaces/0/type         | "net"            | "network"
            /linux/namespaces/0/type         |                  | missing
            /linux/namespaces/1/path         | "run/netns"      | an absolute path
            /linux/namespaces/1/type         | "pid"            | there only once
            /linux/uidMappings/0/size        | 0                | from 1 to 4294966295
            /linux/uidMappings/1/hostID      | 1000             | a range of its own
            /linux/uidMappings/1/containerID | 0                | a range of its own
            /linux/uidMappings/1/size        | 4294867296       | from 1 to 4294867295
            /linux/gidMappings/0/hostID      | 4294967295       | from 0 to 4294967294
            /linux/gidMappings/0/containerID | -1               | from 0 to 4294967294
            /linux/timeOffsets/realtime      | {}               | under monotonic or boottime
            /linux/timeOffsets/monotonic/nanosecs | 1000000000  | from 0 to 999999999
            /linux/devices/0/path            | "fuse"           | an absolute path
            /linux/devices/0/type            | "a"              | one of "c", "b", "u", "p"
            /linux/devices/0/major           |                  | given unless type is "p"
            /linux/devices/0/major           | 4096             | from 0 to 4095
            /linux/devices/0/minor           | -1               | from 0 to 1048575
            /linux/devices/0/fileMode        | 65536            | from 0 to 65535
            /linux/devices/0/uid             | 4294967295       | from 0 to 4294967294
            /linux/devices/0/gid             | -1               | from 0 to 4294967294
            /linux/netDevices/eth0/name      | "a2345678901234 x" | a network interface
            /linux/cgroupsPath               | "/a/../../b"     | without ..
            /linux/sysctl/net.ipv4.ip_forward | 1               | a text
            /linux/rootfsPropagation         | "share"          | "shared"
            /linux/maskedPaths/0             | "proc/kcore"     | an absolute path
            /linux/readonlyPaths/0           | ""               | an absolute path
            /linux/intelRdt/closID           | "../x"           | the name of one directory
            /linux/intelRdt/closID           | ".."             | the name of one directory
            /linux/intelRdt/memBwSchema      | "L3:0=1"         | starts with MB:
            /linux/intelRdt/memBwSchema      | "MB:0=1\\nL3:"   | one line
            /linux/intelRdt/schemata/0       | "L3:0=1\\nMB:"   | one line
            /linux/memoryPolicy/mode         | "INTERLEAVE"     | "MPOL_INTERLEAVE"
            /linux/memoryPolicy/nodes        |                  | given with mode MPOL_INTERLEAVE
            /linux/memoryPolicy/nodes        | "all"            | numbers and ranges
            /linux/memoryPolicy/flags/0      | "STATIC"         | "MPOL_F_STATIC_NODES"
            /linux/personality/domain        | "BSD"            | one of "LINUX", "LINUX32"
            """)
    void theLinuxPart(String place, @Nullable String value, String allowed) {
        assertRefused(place, value, allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /devices/0/allow                 |                  | missing
            /devices/0/allow                 | "false"          | true or false
            /devices/1/type                  | "p"              | one of "a", "c", "b"
            /devices/1/major                 | -2               | from -1 to 4095
            /devices/1/minor                 | 1048576          | from -1 to 1048575
            /devices/1/access                | "rx"             | letters r, w and m
            /memory/limit                    | -2               | -1 for no limit
            /memory/limit                    | "512m"           | a whole number
            /memory/limit                    | 9223372036854775808 | from -9223372036854775808 to 9223372036854775807
            /memory/reservation              | -2               | -1 for no limit
            /memory/swap                     | 1                | at least limit, 536870912
            /memory/kernel                   | -2               | -1 for no limit
            /memory/kernelTCP                | -2               | -1 for no limit
            /memory/swappiness               | 101              | from 0 to 100
            /memory/swappiness               | -1               | from 0 to 100
            /memory/useHierarchy             | 1                | true or false
            /cpu/shares                      | -1               | from 0 to
            /cpu/quota                       | -2               | -1 for no limit
            /cpu/burst                       | 1000001          | at most quota, 1000000
            /cpu/period                      | -1               | from 0 to
            /cpu/realtimeRuntime             | -2               | -1 for no limit
            /cpu/realtimePeriod              | -1               | from 0 to
            /cpu/cpus                        | "a"              | numbers and ranges
            /cpu/cpus                        | "0,"             | numbers and ranges
            /cpu/mems                        | "1-0"            | numbers and ranges
            /cpu/idle                        | 2                | from 0 to 1
            /pids/limit                      | -2               | -1 for no limit
            /blockIO/weight                  | 65536            | from 0 to 65535
            /blockIO/leafWeight              | -1               | from 0 to 65535
            /blockIO/weightDevice/0/major    |                  | missing
            /blockIO/weightDevice/0/weight   | 65536            | from 0 to 65535
            /blockIO/throttleReadBpsDevice/0/rate   |           | missing
            /blockIO/throttleWriteBpsDevice/0/rate  | -1        | from 0 to
            /blockIO/throttleReadIOPSDevice/0/major | 4096      | from 0 to 4095
            /blockIO/throttleWriteIOPSDevice/0/minor | -1       | from 0 to 1048575
            /hugepageLimits/0/pageSize       | "2 MB"           | a size such as
            /hugepageLimits/0/limit          | -1               | from 0 to
            /network/classID                 | 4294967296       | from 0 to 4294967295
            /network/priorities/0/name       | ""               | not empty
            /network/priorities/0/priority   | -1               | from 0 to 4294967295
            /rdma/mlx5_1/hcaHandles          | 4294967296       | from 0 to 4294967295
            /rdma/mlx5_1/hcaObjects          | -1               | from 0 to 4294967295
            /rdma/                           | {"hcaObjects":1} | under the name of a device
            /rdma/other                      | {}               | given unless hcaObjects is
            /unified/memory                  | "1"              | under the name of a cgroup file
            /unified/memory.max              | 1                | a text
            """)
    void resources(String place, @Nullable String value, String allowed) {
        String refusedPath = place.equals("/rdma/other") ? "/rdma/other/hcaHandles" : place;
        assertRefused("/linux/resources" + place, value, "/linux/resources" + refusedPath, allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /defaultAction                   |                  | missing
            /defaultAction                   | "ALLOW"          | "SCMP_ACT_ALLOW"
            /defaultAction                   | "SCMP_ACT_KILL"  | absent with SCMP_ACT_KILL
            /defaultErrnoRet                 | 4096             | from 0 to 4095
            /architectures/0                 | "x86_64"         | "SCMP_ARCH_X86_64"
            /flags/0                         | "LOG"            | "SECCOMP_FILTER_FLAG_LOG"
            /listenerPath                    |                  | absent without listenerPath
            /syscalls/0/names                |                  | missing
            /syscalls/0/names                | []               | at least one system call
            /syscalls/0/names/0              | ""               | not empty
            /syscalls/0/action               | null             | "SCMP_ACT_NOTIFY"
            /syscalls/0/errnoRet             | 1                | absent with SCMP_ACT_ALLOW
            /syscalls/1/errnoRet             | -1               | from 0 to 4095
            /syscalls/1/args/0/index         | 6                | from 0 to 5
            /syscalls/1/args/0/index         | -1               | from 0 to 5
            /syscalls/1/args/0/value         |                  | missing
            /syscalls/1/args/0/valueTwo      | -1               | from 0 to 18446744073709551615
            /syscalls/1/args/0/op            | "=="             | "SCMP_CMP_EQ"
            """)
    void seccomp(String place, @Nullable String value, String allowed) {
        String refusedPath = switch (place) {
            case "/listenerPath" -> "/listenerMetadata";
            case "/defaultAction" -> allowed.startsWith("absent") ? "/defaultErrnoRet" : place;
            default -> place;
        };
        assertRefused("/linux/seccomp" + place, value, "/linux/seccomp" + refusedPath, allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "4, /hostname, linux.namespaces has none of type uts",
        "5, /linux/uidMappings, linux.namespaces has none of type user",
        "2, /linux/maskedPaths, linux.namespaces has none of type mount",
        "1, /linux/netDevices, linux.namespaces has none of type network",
        "7, /linux/timeOffsets, linux.namespaces makes no new one of type time",
    })
    void whatWouldChangeTheHostWithoutItsNamespace(int namespace, String place, String allowed) {
        assertRefused("/linux/namespaces/" + namespace, null, place, allowed);
    }

    @Test
    void clocksOfAJoinedTimeNamespaceCannotBeSet() {
        assertRefused("/linux/namespaces/7/path", "\"/proc/1/ns/time\"", "/linux/timeOffsets", "makes no new one");
    }

    @Test
    void anIdMappedMountTakesAMapping() {
        JsonNode tree = Fixture.tree(Fixture.full());
        Fixture.change(tree, JsonPointer.compile("/mounts/1/uidMappings"), null);
        Fixture.change(tree, JsonPointer.compile("/mounts/1/gidMappings"), null);
        assertThatCode(() -> reader.read(Fixture.bytes(tree))).doesNotThrowAnyException();

        Fixture.change(tree, JsonPointer.compile("/linux/namespaces/5"), null);
        Fixture.change(tree, JsonPointer.compile("/linux/uidMappings"), null);
        Fixture.change(tree, JsonPointer.compile("/linux/gidMappings"), null);
        assertRefused(tree, "mounts[1].options[2]", "linux.namespaces none of type user");
    }

    @ParameterizedTest
    @CsvSource({
        "net..ipv4, ",
        "net/../kernel/core_pattern, ",
        "net.//.kernel.core_pattern, ",
        ".net, ",
        "net/, ",
        "'', ",
    })
    void aSysctlThatLeadsElsewhereIsRefused(String name, @Nullable String none) {
        JsonNode tree = Fixture.tree(Fixture.full());
        JsonPointer place = JsonPointer.compile("/linux/sysctl").appendProperty(name);

        assertRefused(Fixture.change(tree, place, Fixture.tree("\"1\"")), Fixture.path(place), "a kernel parameter");
    }

    @ParameterizedTest
    @CsvSource({"../cpu.max", "a/b.c", "..", "memory", ".x", "''"})
    void aUnifiedKeyThatIsNoFileOfTheCgroupIsRefused(String name) {
        JsonNode tree = Fixture.tree(Fixture.full());
        JsonPointer place = JsonPointer.compile("/linux/resources/unified").appendProperty(name);

        assertRefused(Fixture.change(tree, place, Fixture.tree("\"1\"")), Fixture.path(place), "a cgroup file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /ociVersion                      | "1.0.2-dev"
            /ociVersion                      | "1.99.0-rc.1+build.007"
            /mounts/0/destination            | "proc"
            /process/capabilities/bounding/0 | "CAP_OF_THE_FUTURE"
            /process/capabilities            | {}
            /process/consoleSize             | {"height": 0, "width": 65535}
            /process/env                     | ["A=", "B==", "A=again"]
            /process/scheduler               | {"policy": "SCHED_FIFO", "priority": 99}
            /process/scheduler               | {"policy": "SCHED_DEADLINE", "runtime": 1024, "deadline": 1024}
            /linux/sysctl                    | {"net/ipv4/conf/eth0.1/forwarding": "1", "net.ipv4.conf.eth0/1.forwarding": "1"}
            /linux/uidMappings               | [{"containerID": 0, "hostID": 0, "size": 4294967295}]
            /linux/resources/devices/1/major | -1
            /linux/resources/memory/limit    | -1
            /linux/resources/memory/limit    | 0
            /linux/resources/memory/swap     | -1
            /linux/resources/cpu/quota       | -1
            /linux/resources/pids/limit      | 0
            /linux/resources/blockIO/weightDevice/0/leafWeight |
            /linux/memoryPolicy              | {"mode": "MPOL_LOCAL"}
            /linux/intelRdt/closID           | "/"
            /linux/intelRdt/l3CacheSchema    | "L3CODE:0=f\\nL3DATA:0=f"
            /linux/seccomp/defaultAction     | "SCMP_ACT_TRACE"
            /linux/rootfsPropagation         | "private"
            /hooks                           | {}
            """)
    void whatLooksOddButIsAllowed(String place, @Nullable String value) {
        byte[] json = Fixture.bytes(changed(place, value));

        RuntimeSpec spec = reader.read(json);

        assertThat(reader.read(new ConfigWriter().write(spec))).isEqualTo(spec);
    }

    private void assertRefused(String place, @Nullable String value, String allowed) {
        assertRefused(place, value, place, allowed);
    }

    private void assertRefused(String place, @Nullable String value, String refusedPlace, String allowed) {
        assertRefused(changed(place, value), Fixture.path(JsonPointer.compile(refusedPlace)), allowed);
    }

    private void assertRefused(JsonNode tree, String path, String allowed) {
        byte[] json = Fixture.bytes(tree);
        InvalidSpecException refused = Objects.requireNonNull(
                catchThrowableOfType(InvalidSpecException.class, () -> reader.read(json)), "was read");

        assertThat(refused.path()).as(refused.getMessage()).isEqualTo(path);
        assertThat(refused).hasMessageContaining(allowed);
    }

    private static JsonNode changed(String place, @Nullable String value) {
        JsonNode tree = Fixture.tree(Fixture.full());
        return Fixture.change(tree, JsonPointer.compile(place), value == null ? null : Fixture.tree(value));
    }
}
