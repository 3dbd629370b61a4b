package io.jdock.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md: version, root, mounts and extensibility; bundle.md. */
class FileSystemIT extends Conformance {
    /** The options of mounts that are a MUST for a tmpfs, one of each pair that excludes another. */
    private static final List<String> OPTIONS = List.of(
            "async",
            "atime",
            "defaults",
            "dev",
            "diratime",
            "dirsync",
            "exec",
            "iversion",
            "lazytime",
            "loud",
            "noatime",
            "nodev",
            "nodiratime",
            "noexec",
            "noiversion",
            "nolazytime",
            "norelatime",
            "nostrictatime",
            "nosuid",
            "relatime",
            "ro",
            "rw",
            "silent",
            "strictatime",
            "suid",
            "sync");

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "1.0"})
    @Must("config.md#specification-version")
    void theVersionMustBeSemantic(String version) throws Exception {
        refused(bundle -> bundle.configuration().put("ociVersion", version));
    }

    @Test
    @Must("config.md#root")
    void theRootMustExist() throws Exception {
        refused(bundle -> bundle.configuration().putObject("root").put("path", "nonsuch"));
    }

    @Test
    @Must("config.md#root")
    void theRootMayBeAnAbsolutePath() throws Exception {
        assertThat(said(
                        "echo ok",
                        bundle -> bundle.configuration()
                                .putObject("root")
                                .put("path", bundle.file("").toString())))
                .isEqualTo("ok");
    }

    @Test
    @Must("config.md#root")
    void aReadOnlyRootCannotBeWritten() throws Exception {
        String script = "touch /file 2>&1 || echo refused";

        assertThat(said(
                        script,
                        bundle -> bundle.configuration().withObject("/root").put("readonly", true)))
                .contains("Read-only file system", "refused");
    }

    @Test
    @Must("config.md#root")
    void theRootIsElseWritable() throws Exception {
        assertThat(said("touch /file && echo ok", bundle -> {})).isEqualTo("ok");
    }

    @Test
    @Must("config.md#mounts")
    void mountsAreMadeInTheOrderListed() throws Exception {
        assertThat(said("ls /a", bundle -> {
                    bundle.mount("/a/hidden", "tmpfs", "tmpfs");
                    bundle.mount("/a", "tmpfs", "tmpfs");
                    bundle.mount("/a/seen", "tmpfs", "tmpfs");
                }))
                .isEqualTo("seen");
    }

    @Test
    @Must("config.md#mounts")
    void aRelativeDestinationIsRelativeToTheRoot() throws Exception {
        assertThat(said("stat -f -c %T /a/b", bundle -> bundle.mount("a/b", "tmpfs", "tmpfs")))
                .isEqualTo("tmpfs");
    }

    @Test
    @Must("config.md#linux-mount-options")
    void everyOptionIsRecognised() throws Exception {
        assertThat(said("echo ok", bundle -> {
                    for (String option : OPTIONS) {
                        bundle.mount("/mounted/" + option, "tmpfs", "tmpfs", option);
                    }
                }))
                .isEqualTo("ok");
    }

    @Test
    @Must("config.md#linux-mount-options")
    void optionsHaveTheirEffect() throws Exception {
        assertThat(said(
                        "grep ' /data ' /proc/self/mountinfo",
                        bundle -> bundle.mount(
                                "/data",
                                "tmpfs",
                                "tmpfs",
                                "ro",
                                "nosuid",
                                "nodev",
                                "noexec",
                                "noatime",
                                "sync",
                                "size=64k")))
                .contains(" ro,nosuid,nodev,noexec,noatime ", "sync", "size=64k");
    }

    @Test
    @Must("config.md#linux-mount-options")
    void aBindMountMayBeReadOnly() throws Exception {
        Path shared = Files.createDirectory(directory().resolve("shared"));

        assertThat(said(
                        "touch /data/file 2>/dev/null || echo refused",
                        bundle -> bundle.mount("/data", "bind", shared.toString(), "bind", "ro")))
                .isEqualTo("refused");
        assertThat(shared).isEmptyDirectory();
    }

    @Test
    @Must("config.md#linux-mount-options")
    void aRemountChangesAnEarlierMount() throws Exception {
        assertThat(said("touch /data/file 2>/dev/null || echo refused", bundle -> {
                    bundle.mount("/data", "tmpfs", "tmpfs");
                    bundle.mount("/data", "tmpfs", "tmpfs", "remount", "ro");
                }))
                .isEqualTo("refused");
    }

    @ParameterizedTest
    @CsvSource({"private, ' - '", "rprivate, ' - '", "unbindable, ' unbindable '", "runbindable, ' unbindable '"})
    @Must("config.md#linux-mount-options")
    void propagationIsTheOneConfigured(String option, String field) throws Exception {
        assertThat(said(
                        "grep ' /data ' /proc/self/mountinfo",
                        bundle -> bundle.mount("/data", "tmpfs", "tmpfs", option)))
                .contains(field)
                .doesNotContain("shared:", "master:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "rshared"})
    @Must("config.md#linux-mount-options")
    void sharedPropagationIsTheOneConfigured(String option) throws Exception {
        assertThat(said(
                        "grep ' /data ' /proc/self/mountinfo",
                        bundle -> bundle.mount("/data", "tmpfs", "tmpfs", option)))
                .contains(" shared:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uidMappings", "gidMappings"})
    @Must("config.md#posix-platform-mounts")
    void idMappingsOfAMountComeInPairs(String one) throws Exception {
        refused(bundle -> {
            ObjectNode mount = bundle.mount("/data", "bind", "/usr", "rbind", "idmap");
            mount.putArray(one)
                    .addObject()
                    .put("containerID", 0)
                    .put("hostID", 0)
                    .put("size", 1);
        });
    }

    @Test
    @Must("config.md#hostname")
    void theHostNameIsTheOneConfigured() throws Exception {
        assertThat(said("hostname", bundle -> bundle.configuration().put("hostname", "conformance")))
                .isEqualTo("conformance");
    }

    @Test
    @Must("config.md#domainname")
    void theDomainNameIsTheOneConfigured() throws Exception {
        assertThat(said(
                        "cat /proc/sys/kernel/domainname",
                        bundle -> bundle.configuration().put("domainname", "example.org")))
                .isEqualTo("example.org");
    }

    @Test
    @Must("config.md#extensibility")
    void unknownPropertiesAreIgnored() throws Exception {
        assertThat(said("echo ok", bundle -> {
                    bundle.configuration().put("nonsuch", 1);
                    bundle.process().putObject("nonsuch").put("deeper", true);
                    bundle.linux().putArray("nonsuch").add("x");
                    bundle.configuration().putObject("annotations").put("org.example.unknown", "x");
                }))
                .isEqualTo("ok");
    }

    @Test
    @Must("config.md#annotations")
    void annotationsAreStrings() throws Exception {
        refused(bundle -> bundle.configuration().putObject("annotations").putObject("key"));
    }

    @Test
    @Must("config.md#annotations")
    void theKeyOfAnAnnotationIsNotEmpty() throws Exception {
        refused(bundle -> bundle.configuration().putObject("annotations").put("", "value"));
    }

    @Test
    @Must("config.md#valid-values")
    void aValueOfAnotherTypeIsAnError() throws Exception {
        refused(bundle -> bundle.process().put("env", 7));
    }

    @Test
    @Must("bundle.md#filesystem-bundle")
    void theConfigurationIsAFileOfTheBundle() throws Exception {
        Bundle bundle = bundle("");
        Files.delete(bundle.directory().resolve("config.json"));

        runtime().create(id(), bundle).failed();
    }
}
