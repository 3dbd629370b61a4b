package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jdock.container.Limits;
import io.jdock.container.NetworkMember;
import io.jdock.container.NetworkMode;
import io.jdock.container.PublishedPort;
import io.jdock.container.SeccompChoice;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import io.jdock.eclipse.core.ContainerSettings;
import io.jdock.eclipse.core.Isolation;
import io.jdock.eclipse.core.JvmView;
import io.jdock.eclipse.core.MavenConfiguration;
import io.jdock.eclipse.core.Rights;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.core.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolationTest {
    @TempDir
    Path directory;

    @Test
    void standardIsThisMachinesSystemWithANetworkOfItsOwn() throws SettingException {
        Isolation standard = Isolation.of(ContainerSettings.STANDARD, directory);
        assertThat(standard.source()).isEqualTo(Setting.Source.HOST);
        assertThat(standard.network()).isEqualTo(NetworkMode.NONE);
        assertThat(standard.limits()).isEqualTo(Limits.NONE);
        assertThat(standard.user()).isEmpty();
    }

    @Test
    void allOfItIsUnderstood() throws SettingException {
        Isolation all = Isolation.of(
                ContainerSettings.STANDARD
                        .with(Setting.PORTS, "8080:80\n\n  9000 ")
                        .with(Setting.VOLUMES, "./data:/data\n" + directory + ":/ro:ro")
                        .with(Setting.ENVIRONMENT, "A=1=2\nB=")
                        .with(Setting.MEMORY, "1.5g")
                        .with(Setting.CPUS, "0.5")
                        .with(Setting.PIDS, "200")
                        .with(Setting.USER, "1000:100")
                        .with(Setting.CAPABILITIES, "NET_RAW, -cap_mknod -ALL")
                        .with(Setting.SECCOMP, "unconfined"),
                directory);
        assertThat(all.ports()).containsExactly(PublishedPort.of(8080, 80), PublishedPort.anyFor(9000));
        assertThat(all.volumes())
                .containsExactly(
                        new Volume(directory.resolve("data"), Path.of("/data"), false),
                        new Volume(directory, Path.of("/ro"), true));
        assertThat(all.environment()).isEqualTo(Map.of("A", "1=2", "B", ""));
        assertThat(all.limits())
                .isEqualTo(Limits.NONE.withMemory(3L << 29).withCpus(0.5).withPids(200));
        assertThat(all.user()).isEqualTo(Optional.of(new UserChoice(1000, 100, List.of())));
        assertThat(all.rights())
                .isEqualTo(new Rights(List.of("NET_RAW"), List.of("cap_mknod", "ALL"), new SeccompChoice.Unconfined()));
    }

    @Test
    void aNetworkWithOthersIsAnythingElseAndTheLaunchIsFoundByItsName() throws SettingException {
        ContainerSettings settings = ContainerSettings.STANDARD.with(Setting.NETWORK, "shop");
        assertThat(Isolation.of(settings, directory, "My Database (1)").member())
                .contains(new NetworkMember("shop", List.of("my-database-1")));
        assertThat(Isolation.of(settings, directory, "\u6570").member()).contains(new NetworkMember("shop", List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "SOURCE, moon, neither host",
        "NETWORK, a b, neither none",
        "CAPABILITIES, NET_RAW FLY, NET_RAW",
        "SECCOMP, some, unconfined",
        "PORTS, http, is no port",
        "VOLUMES, data:/data, named volume",
        "VOLUMES, /nowhere/at/all, does not exist",
        "VOLUMES, /tmp:relative, absolute path",
        "VOLUMES, /tmp:/, absolute path below /",
        "VOLUMES, /tmp:/x:rx, source:target",
        "ENVIRONMENT, =x, NAME=value",
        "MEMORY, much, 512m",
        "MEMORY, 0, 512m",
        "CPUS, 0, 1.5",
        "CPUS, 1e9, 1.5",
        "PIDS, 0, 200",
        "USER, me, 1000",
        "USER, 4294967295, 1000",
    })
    void whatCannotBeUsedIsRefusedWithWhatCan(Setting setting, String value, String said) {
        ContainerSettings settings = ContainerSettings.STANDARD.with(setting, value);
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> Isolation.of(settings, directory))
                .withMessageContaining(said)
                .satisfies(problem -> assertThat(problem.setting()).isEqualTo(setting));
        assertThat(Isolation.problems(settings, directory))
                .extracting(SettingException::setting)
                .contains(setting);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        ContainerSettings settings =
                ContainerSettings.STANDARD.with(Setting.MEMORY, "much").with(Setting.PIDS, "few");
        assertThat(Isolation.problems(settings, directory))
                .extracting(SettingException::setting)
                .containsExactly(Setting.MEMORY, Setting.PIDS);
    }

    @Test
    void portsOfThisMachinesNetworkAreNotPublished() {
        ContainerSettings settings =
                ContainerSettings.STANDARD.with(Setting.NETWORK, "host").with(Setting.PORTS, "80");
        assertThat(Isolation.problems(settings, directory))
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .startsWith("Ports: with this machine's network, the application's ports are the machine's already");
    }

    @Test
    void aSystemOfItsOwnHasToBeThere() throws Exception {
        ContainerSettings image = ContainerSettings.STANDARD.with(Setting.SOURCE, "image");
        assertThat(Isolation.problems(image.with(Setting.LOCATION, "debian:12"), directory))
                .isEmpty();
        for (String none : List.of("", "Debian:12", "oci:relative")) {
            assertThat(Isolation.problems(image.with(Setting.LOCATION, none), directory))
                    .as(none)
                    .extracting(SettingException::setting)
                    .containsExactly(Setting.LOCATION);
        }
        assertThat(Isolation.problems(image.with(Setting.LOCATION, "oci:" + directory.resolve("x")), directory))
                .extracting(Throwable::getMessage)
                .containsExactly("System: " + directory.resolve("x") + " does not exist.");
        Files.createFile(directory.resolve("x"));
        assertThat(Isolation.of(image.with(Setting.LOCATION, "oci:" + directory.resolve("x") + ":debian:12"), directory)
                        .source())
                .isEqualTo(Setting.Source.IMAGE);
        ContainerSettings root = ContainerSettings.STANDARD.with(Setting.SOURCE, "directory");
        assertThat(Isolation.problems(root.with(Setting.LOCATION, "relative"), directory))
                .hasSize(1);
        assertThat(Isolation.problems(root.with(Setting.LOCATION, directory.toString()), directory))
                .isEmpty();
    }

    @Test
    void theJvmSeesTheLimitsAndTakesAPartOfThem() {
        long host = 16L << 30;
        assertThat(JvmView.of(Limits.NONE.withMemory(512 << 20).withCpus(1.5), host, 8))
                .isEqualTo(new JvmView(512 << 20, 2))
                .satisfies(view -> assertThat(view.heap()).isEqualTo(128 << 20))
                .satisfies(view -> assertThat(view.serial()).isTrue());
        assertThat(JvmView.of(Limits.NONE, host, 8))
                .hasToString("The JVM will see 16,384 MiB of memory and 8 processor(s); without -Xmx its heap grows to"
                        + " 4,096 MiB.");
        assertThat(JvmView.of(Limits.NONE.withMemory(100 << 20).withCpus(0.1), host, 8))
                .isEqualTo(new JvmView(100 << 20, 1))
                .satisfies(view -> assertThat(view.heap()).isEqualTo(50 << 20));
    }

    @Test
    void mavenIsToldTheSame() {
        assertThat(MavenConfiguration.of(ContainerSettings.STANDARD
                        .with(Setting.SOURCE, "image")
                        .with(Setting.LOCATION, "oci:/images/a&b")
                        .with(Setting.PORTS, "8080:80\n9000")
                        .with(Setting.ENVIRONMENT, "A=<x>\n1=y")
                        .with(Setting.MEMORY, "512m")
                        .with(Setting.READ_ONLY, "true")
                        .with(Setting.CAPABILITIES, "NET_RAW -MKNOD")))
                .startsWith("<plugin>\n  <groupId>io.jdock</groupId>\n  <artifactId>jdock-maven-plugin</artifactId>\n"
                        + "  <version>0.1.0")
                .endsWith("""
                      <configuration>
                        <image>oci:/images/a&amp;b</image>
                        <ports>
                          <port>8080:80</port>
                          <port>9000</port>
                        </ports>
                        <environmentVariables>
                          <A>&lt;x&gt;</A>
                          <!-- 1: no name of an XML element -->
                        </environmentVariables>
                        <memory>512m</memory>
                        <readOnly>true</readOnly>
                        <capAdd>
                          <name>NET_RAW</name>
                        </capAdd>
                        <capDrop>
                          <name>MKNOD</name>
                        </capDrop>
                      </configuration>
                    </plugin>
                    """);
    }
}
