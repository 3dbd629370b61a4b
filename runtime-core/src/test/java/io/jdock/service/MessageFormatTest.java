package io.jdock.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Egress;
import io.jdock.container.ExecSpec;
import io.jdock.container.HealthCheck;
import io.jdock.container.Limits;
import io.jdock.container.PublishedPort;
import io.jdock.container.RootFileSystem;
import io.jdock.container.SeccompChoice;
import io.jdock.container.Tmpfs;
import io.jdock.container.Ulimit;
import io.jdock.container.UserChoice;
import io.jdock.container.Volume;
import io.jdock.kernel.Signal;
import io.jdock.oci.LinuxNamespaceType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageFormatTest {
    private final MessageFormat format = new MessageFormat();

    /** One of each that has something in it. */
    static Stream<Message> messages() throws IOException {
        return Stream.of(
                new Message.Look(),
                new Message.Stop(Optional.empty()),
                new Message.Stop(Optional.of("web")),
                new Message.Await("web", Duration.ofSeconds(90)),
                new Message.Enter("web", ExecSpec.of("psql", "-c", "select 'ä'")),
                new Message.Wrote("web", new LogLine(Optional.of(Instant.EPOCH), "listening\tü")),
                new Message.Known(List.of(new ServiceState(
                        "web",
                        "0c4f00000001",
                        77,
                        PublishedPort.parse("[::1]:8080:80/udp"),
                        List.of(InetAddress.getByName("10.213.0.2"), InetAddress.getByName("fd6a::2")),
                        OptionalLong.of(1 << 20),
                        OptionalLong.empty(),
                        Optional.of(Health.UNHEALTHY),
                        OptionalInt.of(137),
                        true,
                        false))),
                new Message.Failed(true, Optional.of("alias"), "it is taken"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageIsReadAsItWasWritten(Message message) throws Exception {
        assertThat(format.read(format.write(message))).isEqualTo(message);
    }

    /** Patterns equal only themselves, so it is compared as the keeper does, and by what it was written as. */
    @Test
    void aDescriptionIsReadAsItWasWritten() throws Exception {
        ContainerSpec spec = ContainerSpec.builder("/bin/web", "--port=80")
                .environment("LANG", "C.UTF-8")
                .workingDirectory(Path.of("/srv"))
                .root(new RootFileSystem.Layers(List.of(Path.of("/layers/a"), Path.of("/layers/b"))))
                .readOnlyRoot(true)
                .volume(Volume.readOnly(Path.of("/etc/with blank")))
                .tmpfs(Tmpfs.at(Path.of("/run")))
                .network("shop", "shop.example")
                .egress(Egress.parse(List.of("repo.example:443")))
                .publish(8080)
                .share(LinuxNamespaceType.IPC)
                .hostname("web")
                .user(new UserChoice(1000, 100, List.of(4L)))
                .limits(Limits.NONE.withMemory(512 << 20).withCpus(1.5).withCpuset("0-1"))
                .dropCapability("ALL")
                .seccomp(new SeccompChoice.Profile(Path.of("/profile.json")))
                .ulimit(new Ulimit("nofile", 1024, Ulimit.UNLIMITED))
                .sysctl("net.core.somaxconn", "512")
                .stopSignal(Signal.SIGQUIT)
                .build();
        Readiness ready = Readiness.anyOf(
                        new Condition.Log(Pattern.compile("ready \\d+"), 2),
                        Condition.Http.get(URI.create("http://localhost:80/health?x=1")),
                        new Condition.Listening(80))
                .withHealth()
                .withCommand("test -e /ready")
                .withExit(0)
                .withTime(Duration.ofDays(1));
        DetachedDescription description = new DetachedDescription(
                "web",
                List.of("db"),
                spec,
                ready,
                new LogFile(Path.of("/logs/web.log"), OptionalLong.of(1), 3, true),
                RestartPolicy.onFailure(3),
                Optional.of(HealthCheck.of("true").withTimeout(Duration.ofMillis(1500))));
        byte[] json = format.write(new Message.Start(List.of(description)));

        Message.Start read = (Message.Start) format.read(json);

        assertThat(read.services().get(0).spec()).isEqualTo(spec);
        assertThat(read.services().get(0).isLike(description)).isTrue();
        assertThat(format.write(read)).isEqualTo(json);
    }

    @Test
    void whatIsNoMessageIsRefused() {
        assertThatThrownBy(() -> format.read("{\"is\":\"java.lang.Object\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }
}
