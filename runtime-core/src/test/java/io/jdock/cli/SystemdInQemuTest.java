package io.jdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import io.jdock.cgroup.SystemdMachine;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code jdock --systemd-cgroup} where systemd is the first process, control groups are of version 2, and commands are given by
 * root and by an ordinary user. Each has the container {@code once} run, then {@code long} live.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SystemdInQemuTest {
    /** Takes more memory than it may, says how that ended, and then makes more processes than it may. */
    private static final String BOMBS = "cat /proc/self/cgroup; dd if=/dev/zero of=/dev/null bs=100M count=1;"
            + " echo memory $?; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 1000 & done; echo made them all";

    private static final String CONFIGURATION = """
            {
              "ociVersion": "1.2.0",
              "process": {
                "user": {"uid": 0, "gid": 0},
                "args": ["sh", "-c", "%s"],
                "env": ["PATH=/bin"],
                "cwd": "/"
              },
              "root": {"path": "/test/rootfs", "readonly": true},
              "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["mode=755"]}
              ],
              "linux": {
                "namespaces": [{"type": "mount"}, {"type": "pid"}%s],
                %s
                "cgroupsPath": "%s:jdock:%s",
                "resources": {
                  "memory": {"limit": 67108864},
                  "pids": {"limit": 10},
                  "cpu": {"quota": 50000, "period": 100000}
                }
              }
            }
            """;

    private static final String MAPPINGS = """
            "uidMappings": [{"containerID": 0, "hostID": 1000, "size": 1}],
            "gidMappings": [{"containerID": 0, "hostID": 1000, "size": 1}],
            """;

    /** As {@code bin/jdock}, but interpreted, for the reason that {@link io.jdock.cgroup.VirtualMachine} has. */
    private static final String JDOCK = """
            #!/bin/sh
            exec /jdk/bin/java -Xint -XX:+UseSerialGC -XX:-UsePerfData -Djava.util.logging.manager=io.jdock.cli.NoLogging \\
                -Djna.boot.library.path=/test -Djna.nounpack=true \\
                -Xbootclasspath/a:/test/classes:$(echo /test/lib/j*.jar | tr ' ' :) -cp /none io.jdock.cli.Main "$@"
            """;

    private static final String COMMANDS = """
            step() { echo "@ $1"; shift; "$@" 2>&1; echo "status $?"; }
            scope() { step $1 systemctl --no-pager $manager show jdock-$2.scope -p LoadState,ControlGroup,Slice,Delegate,MemoryMax,TasksMax,CPUQuotaPerSecUSec; }
            files() { step $1 cat $group/jdock-long.scope/memory.max $group/jdock-long.scope/pids.max $group/jdock-long.scope/cpu.max; }
            step run jdock --systemd-cgroup run --bundle once once
            scope afterRun once
            step create jdock --systemd-cgroup create --bundle long long
            step start jdock start long
            scope made long
            files limited
            step update jdock update --memory 33554432 --pids-limit 20 long
            step reload systemctl --no-pager $manager daemon-reload
            scope changed long
            files changedFiles
            step exec jdock exec long cat /proc/self/cgroup
            visit
            step delete jdock delete --force long
            scope afterDelete long
            step left ls $group
            """;

    /** What the user does from without the user's manager, as from a login session. */
    private static final String VISIT = """
            echo '@ visit'
            cat /proc/self/cgroup
            (echo 0 > $group/jdock-long.scope/cgroup.procs) 2> /dev/null || echo refused
            jdock exec long cat /proc/self/cgroup
            echo "status $?"
            """;

    /** Root brings the user there, while it does all else. */
    private static final String BRING_VISITOR = """
            (
                cd ../USER
                patiently running
                su ada -c 'XDG_RUNTIME_DIR=/run/user/1000 /test/visitor' > visit 2>&1
                mv visit visited
            ) &
            """;

    private static final String SEEN_LATER = "exec > said 2>&1\n";

    /** What hangs is to be seen, however busy the machine is. */
    private static final String PATIENTLY =
            "patiently() { for i in $(seq 240); do [ ! -e $1 ] || break; sleep 1; done; }\n";

    /** Who gives the commands, and the control group in which the scopes are to be. */
    enum Caller {
        ROOT("machine.slice", "/machine.slice"),
        USER("app.slice", "/user.slice/user-1000.slice/user@1000.service/app.slice");

        private final String slice;
        private final String group;

        Caller(String slice, String group) {
            this.slice = slice;
            this.group = group;
        }

        /** The variables of {@link #COMMANDS}. */
        private String variables() {
            return "#!/bin/sh\nexport PATH=/test:/bin:/usr/bin\nmanager=" + (this == USER ? "--user" : "--system")
                    + "\ncd /test/" + name() + "\ngroup=/sys/fs/cgroup" + group + "\n" + PATIENTLY + "visit() { "
                    + (this == USER ? "touch running; patiently visited; cat visited" : ":") + "; }\n";
        }
    }

    /** What each has seen, by the name of the step. */
    private final Map<String, String> seen = new TreeMap<>();

    @BeforeAll
    void boot(@TempDir Path directory) throws Exception {
        String console = SystemdMachine.boot(directory, SystemdInQemuTest::furnish);
        String step = "";
        for (String line : console.lines().map(String::strip).toList()) {
            if (line.startsWith("@ ")) {
                step = line.substring(2);
                seen.put(step, "");
            } else if (seen.containsKey(step)) {
                seen.merge(step, line + "\n", String::concat);
            }
        }
        assertThat(seen).as(console).containsKey("end");
    }

    private static void furnish(Path root) throws Exception {
        Path test = root.resolve("test");
        makeRootOfContainers(test.resolve("rootfs"));
        for (Caller caller : Caller.values()) {
            bundle(test, caller, "once", BOMBS);
            bundle(test, caller, "long", "exec sleep 1000");
        }
        unpackJna(test);
        script(test.resolve("jdock"), JDOCK);
        // there is one console, on which others write too: what was seen is shown at the end
        script(test.resolve("user"), Caller.USER.variables() + SEEN_LATER + COMMANDS + "touch ended\n");
        script(test.resolve("visitor"), Caller.USER.variables() + VISIT);
        script(
                test.resolve("root"),
                Caller.ROOT.variables() + BRING_VISITOR + "(\n" + SEEN_LATER + COMMANDS + ")\npatiently ../USER/ended\n"
                        + "echo; cat said; sed 's/^@ /@ user:/' ../USER/said; echo '@ end'\n");
        Files.setPosixFilePermissions(test.resolve("USER"), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static void makeRootOfContainers(Path root) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.createDirectory(root.resolve("proc"));
        Files.createDirectory(root.resolve("dev"));
        Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
        for (String program : List.of("sh", "cat", "dd", "sleep")) {
            Files.createSymbolicLink(bin.resolve(program), Path.of("busybox"));
        }
    }

    /** As the build does it for {@code bin/jdock}: else each command would. */
    private static void unpackJna(Path directory) throws Exception {
        Path archive = Path.of(
                Native.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (FileSystem files = FileSystems.newFileSystem(archive)) {
            String name = "libjnidispatch.so";
            Files.copy(files.getPath("com/sun/jna/linux-x86-64").resolve(name), directory.resolve(name));
        }
    }

    private static void bundle(Path test, Caller caller, String id, String script) throws IOException {
        boolean user = caller == Caller.USER;
        Files.writeString(
                Files.createDirectories(test.resolve(caller.name()).resolve(id)).resolve("config.json"),
                CONFIGURATION.formatted(
                        script, user ? ", {\"type\": \"user\"}" : "", user ? MAPPINGS : "", caller.slice, id));
    }

    private static void script(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String seen(Caller caller, String step) {
        return seen.get((caller == Caller.USER ? "user:" : "") + step);
    }

    @ParameterizedTest
    @EnumSource
    void aContainerIsInTheScopeThatItsPathNames(Caller caller) {
        assertThat(seen(caller, "run")).startsWith("0::" + caller.group + "/jdock-once.scope\n");
    }

    @ParameterizedTest
    @EnumSource
    void itsLimitsHold(Caller caller) {
        assertThat(seen(caller, "run"))
                .contains("memory 137\n", "can't fork: Resource temporarily unavailable\n")
                .doesNotContain("made them all");
    }

    @ParameterizedTest
    @EnumSource
    void theScopeEndsWithTheCommandThatRanIt(Caller caller) {
        assertThat(seen(caller, "afterRun")).contains("LoadState=not-found\n");
    }

    @ParameterizedTest
    @EnumSource
    void systemdKnowsTheLimitsThatTheFilesHold(Caller caller) {
        assertThat(seen(caller, "create")).isEqualTo("status 0\n");
        assertThat(seen(caller, "start")).isEqualTo("status 0\n");
        assertThat(seen(caller, "made").lines())
                .contains(
                        "LoadState=loaded",
                        "ControlGroup=" + caller.group + "/jdock-long.scope",
                        "Slice=" + caller.slice,
                        "Delegate=yes",
                        "MemoryMax=67108864",
                        "TasksMax=10",
                        "CPUQuotaPerSecUSec=500ms");
        assertThat(seen(caller, "limited")).isEqualTo("67108864\n10\n50000 100000\nstatus 0\n");
    }

    @ParameterizedTest
    @EnumSource
    void limitsThatWereChangedOutlastAReload(Caller caller) {
        assertThat(seen(caller, "update")).isEqualTo("status 0\n");
        assertThat(seen(caller, "reload")).isEqualTo("status 0\n");
        assertThat(seen(caller, "changed").lines())
                .contains("MemoryMax=33554432", "TasksMax=20", "CPUQuotaPerSecUSec=500ms");
        assertThat(seen(caller, "changedFiles")).isEqualTo("33554432\n20\n50000 100000\nstatus 0\n");
    }

    @ParameterizedTest
    @EnumSource
    void aFurtherProcessEntersTheScope(Caller caller) {
        assertThat(seen(caller, "exec")).isEqualTo("0::" + caller.group + "/jdock-long.scope\nstatus 0\n");
    }

    @Test
    void aFurtherProcessEntersTheScopeAlsoWhereTheKernelDoesNotLetItsCaller() {
        assertThat(seen(Caller.USER, "visit"))
                .isEqualTo("0::/system.slice/root.service\nrefused\n0::" + Caller.USER.group
                        + "/jdock-long.scope\nstatus 0\n");
    }

    @ParameterizedTest
    @EnumSource
    void theScopeIsGoneWithADeletedContainer(Caller caller) {
        assertThat(seen(caller, "delete")).isEqualTo("status 0\n");
        assertThat(seen(caller, "afterDelete")).contains("LoadState=not-found\n");
        assertThat(seen(caller, "left")).doesNotContain("jdock-");
    }
}
