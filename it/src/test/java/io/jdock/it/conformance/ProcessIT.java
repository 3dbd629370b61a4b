package io.jdock.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md: the process, its user and its rights. */
class ProcessIT extends Conformance {
    /** CAP_CHOWN, CAP_KILL and CAP_NET_BIND_SERVICE of linux/capability.h. */
    private static final List<String> THREE = List.of("CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE");

    private static void limit(Bundle bundle, String type, long soft, long hard) {
        bundle.process()
                .withArray("rlimits")
                .addObject()
                .put("type", type)
                .put("soft", soft)
                .put("hard", hard);
    }

    private static void capabilities(Bundle bundle, String set, List<String> names) {
        names.forEach(bundle.process().withObject("/capabilities").withArray(set)::add);
    }

    @Test
    @Must("config.md#process")
    void theWorkingDirectoryIsTheOneConfigured() throws Exception {
        assertThat(said("pwd", bundle -> bundle.process().put("cwd", "/bin"))).isEqualTo("/bin");
    }

    @Test
    @Must("config.md#process")
    void theWorkingDirectoryMustBeAbsolute() throws Exception {
        refused(bundle -> bundle.process().put("cwd", "bin"));
    }

    @Test
    @Must("config.md#process")
    void theEnvironmentIsTheOneConfigured() throws Exception {
        assertThat(said(
                                "env",
                                bundle -> bundle.process()
                                        .putArray("env")
                                        .add("PATH=/bin")
                                        .add("ONE=a=b c"))
                        .lines())
                .contains("ONE=a=b c", "PATH=/bin")
                .allMatch(line -> line.matches("(ONE|PATH|PWD|SHLVL|HOME|OLDPWD|_)=.*"));
    }

    @Test
    @Must("config.md#posix-process")
    void theFirstArgumentIsLookedUpInThePath() throws Exception {
        assertThat(said("", bundle -> bundle.process().putArray("args").add("uname")))
                .isEqualTo("Linux");
    }

    @Test
    @Must("config.md#posix-process")
    void argumentsArePassedAsTheyAre() throws Exception {
        assertThat(said("", bundle -> {
                    List<String> arguments =
                            List.of("sh", "-c", "for a; do echo \"<$a>\"; done", "sh", "a b", "", "'\"$x");
                    arguments.forEach(bundle.process().putArray("args")::add);
                }))
                .isEqualTo("<a b>\n<>\n<'\"$x>");
    }

    @Test
    @Must("config.md#posix-process")
    void oneArgumentIsRequired() throws Exception {
        refused(bundle -> bundle.process().putArray("args"));
    }

    @Test
    @Must("config.md#posix-process")
    void limitsAreTheOnesConfigured() throws Exception {
        assertThat(said("grep -E 'open files|core file|locked' /proc/self/limits", bundle -> {
                            limit(bundle, "RLIMIT_NOFILE", 64, 128);
                            limit(bundle, "RLIMIT_CORE", 0, 0);
                            limit(bundle, "RLIMIT_MEMLOCK", 4096, 8192);
                        })
                        .replaceAll(" +", " "))
                .contains("Max open files 64 128", "Max core file size 0 0", "Max locked memory 4096 8192");
    }

    @Test
    @Must("config.md#posix-process")
    void aLimitIsConfiguredOnce() throws Exception {
        refused(bundle -> {
            limit(bundle, "RLIMIT_NOFILE", 64, 128);
            limit(bundle, "RLIMIT_NOFILE", 64, 64);
        });
    }

    @Test
    @Must("config.md#posix-process")
    void anUnknownLimitIsAnError() throws Exception {
        refused(bundle -> limit(bundle, "RLIMIT_NONSUCH", 1, 1));
    }

    @Test
    @Must("config.md#posix-platform-user")
    void theUserHasTheIdsAndTheMaskConfigured() throws Exception {
        assumeRoot();

        assertThat(said("id -u; id -g; id -G; umask", bundle -> {
                    ObjectNode user = bundle.process()
                            .putObject("user")
                            .put("uid", 1000)
                            .put("gid", 2000)
                            .put("umask", 23);
                    user.putArray("additionalGids").add(3000).add(4000);
                }))
                .isEqualTo("1000\n2000\n2000 3000 4000\n0027");
    }

    @Test
    @Must("config.md#linux-process")
    void eachSetOfCapabilitiesIsTheOneConfigured() throws Exception {
        String status = said("grep ^Cap /proc/self/status", bundle -> {
            bundle.process().putArray("args").add("grep").add("^Cap").add("/proc/self/status");
            capabilities(bundle, "bounding", THREE);
            capabilities(bundle, "permitted", THREE);
            capabilities(bundle, "effective", THREE);
            capabilities(bundle, "inheritable", THREE.subList(0, 2));
            capabilities(bundle, "ambient", THREE.subList(0, 1));
        });

        assertThat(status.replace("\t", ""))
                .contains("CapBnd:0000000000000421", "CapPrm:0000000000000421", "CapEff:0000000000000421")
                .contains("CapInh:0000000000000021", "CapAmb:0000000000000001");
    }

    @Test
    @Must("config.md#linux-process")
    void withoutCapabilitiesThereAreNone() throws Exception {
        assertThat(said("", bundle -> {
                    bundle.process().putArray("args").add("grep").add("^CapEff").add("/proc/self/status");
                    bundle.process().putObject("capabilities");
                }))
                .endsWith("0000000000000000");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Must("config.md#linux-process")
    void newPrivilegesAreForbiddenIfConfigured(boolean forbidden) throws Exception {
        String bit = forbidden ? "1" : "0";

        assertThat(said("grep NoNewPrivs /proc/self/status", it -> it.process().put("noNewPrivileges", forbidden)))
                .endsWith(bit);
    }

    @Test
    @Must("config.md#linux-process")
    void theOomScoreIsAdjustedAsConfigured() throws Exception {
        assertThat(said(
                        "cat /proc/self/oom_score_adj",
                        bundle -> bundle.process().put("oomScoreAdj", 500)))
                .isEqualTo("500");
    }

    @Test
    @Must("config.md#linux-process")
    void theOomScoreIsElseTheRuntimes() throws Exception {
        String own = Files.readString(Path.of("/proc/self/oom_score_adj")).strip();

        assertThat(said("cat /proc/self/oom_score_adj", bundle -> {})).isEqualTo(own);
    }

    @Test
    @Must("config.md#process")
    void theConsoleSizeIsIgnoredWithoutATerminal() throws Exception {
        assertThat(said(
                        "echo ok",
                        bundle -> bundle.process()
                                .putObject("consoleSize")
                                .put("height", 1)
                                .put("width", 1)))
                .isEqualTo("ok");
    }

    @Test
    @Must("config.md#linux-process")
    void theSchedulerIsTheOneConfigured() throws Exception {
        // Field 41 of proc_pid_stat(5) is the policy: 3 is SCHED_BATCH.
        String script = "read -r line < /proc/self/stat; set -- $line; shift 40; echo $1";

        assertThat(said(
                        script,
                        bundle -> bundle.process().putObject("scheduler").put("policy", "SCHED_BATCH")))
                .isEqualTo("3");
    }

    @Test
    @Must("config.md#linux-process")
    void anUnknownSchedulerIsAnError() throws Exception {
        refused(bundle -> bundle.process().putObject("scheduler").put("policy", "SCHED_NONSUCH"));
    }

    @Test
    @Must("config.md#linux-process")
    void thePriorityOfInputAndOutputIsTheOneConfigured() throws Exception {
        assertThat(said(
                        "ionice -p $$",
                        bundle -> bundle.process()
                                .putObject("ioPriority")
                                .put("class", "IOPRIO_CLASS_BE")
                                .put("priority", 6)))
                .isEqualTo("best-effort: prio 6");
    }

    @Test
    @Must("config.md#linux-process")
    void anUnknownPriorityOfInputAndOutputIsAnError() throws Exception {
        refused(bundle -> bundle.process()
                .putObject("ioPriority")
                .put("class", "IOPRIO_CLASS_NONSUCH")
                .put("priority", 0));
    }
}
