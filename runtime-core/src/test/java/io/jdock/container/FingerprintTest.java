package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.kernel.Signal;
import io.jdock.oci.LinuxNamespaceType;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Equal values have equal bytes, and others have others. */
class FingerprintTest {
    private static byte[] bytes(Object value) {
        return new Fingerprint().add(value).bytes();
    }

    @Property(tries = 300)
    void listsAreToldApartWhateverTheirTextsContain(@ForAll List<String> one, @ForAll List<String> other) {
        assertThat(Arrays.equals(bytes(one), bytes(other))).isEqualTo(one.equals(other));
    }

    @Property(tries = 300)
    void theOrderOfASetDoesNotMatter(@ForAll Set<String> texts) {
        List<String> backwards = new java.util.ArrayList<>(texts);
        Collections.reverse(backwards);

        assertThat(bytes(new LinkedHashSet<>(backwards))).isEqualTo(bytes(texts));
        assertThat(bytes(new HashSet<>(texts))).isEqualTo(bytes(texts));
    }

    @Test
    void theOrderOfAMapDoes() {
        assertThat(bytes(new java.util.TreeMap<>(Map.of("A", "1", "B", "2"))))
                .isNotEqualTo(bytes(new java.util.TreeMap<>(Map.of("A", "2", "B", "1"))));
    }

    @Test
    void eachKindOfValueIsItsOwn() {
        assertThat(Stream.of(
                                "1",
                                1,
                                true,
                                Path.of("1"),
                                List.of("1"),
                                Set.of("1"),
                                Optional.of("1"),
                                OptionalLong.of(2),
                                Optional.empty(),
                                Signal.SIGHUP,
                                "SIGHUP",
                                InetAddress.getLoopbackAddress(),
                                "1".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .map(FingerprintTest::bytes)
                        .map(Arrays::toString))
                .doesNotHaveDuplicates();
    }

    @Test
    void whateverASpecificationDiffersInIsSeen() {
        List<ContainerSpec.Builder> others = List.of(
                ContainerSpec.builder("true"),
                ContainerSpec.builder("true", ""),
                ContainerSpec.builder("true").environment("A", "1"),
                ContainerSpec.builder("true").environment("A", "2"),
                ContainerSpec.builder("true").workingDirectory(Path.of("/tmp")),
                ContainerSpec.builder("true").root(new RootFileSystem.Layers(List.of(Path.of("/usr")))),
                ContainerSpec.builder("true").root(new RootFileSystem.Layers(List.of(Path.of("/usr")), true)),
                ContainerSpec.builder("true").readOnlyRoot(true),
                ContainerSpec.builder("true").volume(Volume.readOnly(Path.of("/opt"))),
                ContainerSpec.builder("true").volume(Volume.writable(Path.of("/opt"))),
                ContainerSpec.builder("true").network(NetworkMode.PRIVATE),
                ContainerSpec.builder("true").share(LinuxNamespaceType.UTS),
                ContainerSpec.builder("true").hostname("a"),
                ContainerSpec.builder("true").user(new UserChoice(1, 0, List.of())),
                ContainerSpec.builder("true").addCapability("NET_RAW"),
                ContainerSpec.builder("true").dropCapability("NET_RAW"),
                ContainerSpec.builder("true").seccomp(new SeccompChoice.Unconfined()),
                ContainerSpec.builder("true").sysctl("net.ipv4.ip_forward", "1"),
                ContainerSpec.builder("true").init(false),
                ContainerSpec.builder("true").streams(new Streams.Terminal(24, 80)),
                ContainerSpec.builder("true").streams(new Streams.Terminal(80, 24)),
                ContainerSpec.builder("true").annotation("a", "b"));

        assertThat(others.stream()
                        .map(ContainerSpec.Builder::build)
                        .map(FingerprintTest::bytes)
                        .map(Arrays::toString))
                .doesNotHaveDuplicates();
    }

    @Test
    void componentsCanBeLeftOut() {
        assertThat(new Fingerprint()
                        .addWithout(Set.of("size"), new Tmpfs(Path.of("/a"), OptionalLong.of(1), 0755))
                        .bytes())
                .isEqualTo(new Fingerprint()
                        .addWithout(Set.of("size"), new Tmpfs(Path.of("/a"), OptionalLong.of(2), 0755))
                        .bytes())
                .isNotEqualTo(new Fingerprint()
                        .addWithout(Set.of("size"), new Tmpfs(Path.of("/b"), OptionalLong.of(1), 0755))
                        .bytes());
    }

    @Test
    void whatIsNoValueIsRefused() {
        assertThatThrownBy(() -> bytes(new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ByteArrayInputStream");
    }
}
