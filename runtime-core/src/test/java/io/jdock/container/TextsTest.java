package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.host.HostException;
import io.jdock.host.KernelRelease;
import io.jdock.image.ImageException;
import io.jdock.image.Reference;
import io.jdock.plan.MountOptions;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Short texts that people write: whatever they are, they are understood or refused with a reason. */
class TextsTest {
    @Property(tries = 3000)
    void ports(@ForAll("texts") String text) {
        try {
            assertThat(PublishedPort.parse(text)).isNotEmpty();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("publishedPorts: ");
        }
    }

    @Property(tries = 3000)
    void references(@ForAll("texts") String text) {
        try {
            Reference reference = Reference.parse(text);
            assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
        } catch (ImageException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 3000)
    void mountOptions(@ForAll("texts") String text) {
        try {
            assertThat(MountOptions.parse(List.of(text))).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 2000)
    void kernelReleases(@ForAll("texts") String text) {
        try {
            assertThat(KernelRelease.parse(text).text()).isEqualTo(text.strip());
        } catch (HostException e) {
            assertThat(e).hasMessageContaining(text.strip());
        }
    }

    /** Of the characters that mean something in one of them, and of any. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> likely = Arbitraries.strings()
                .withChars("0123456789abcAZ.:/-_@[]=,%~ \u0000")
                .ofMaxLength(30);
        Arbitrary<String> parts = Arbitraries.of(
                        "127.0.0.1",
                        "[::1]",
                        ":",
                        "80",
                        "65536",
                        "-",
                        "registry:5000",
                        "/",
                        "name",
                        "@sha256:",
                        "ro",
                        "size",
                        "=",
                        "64m",
                        "6.1",
                        "99999999999999999999",
                        ",")
                .list()
                .ofMaxSize(6)
                .map(list -> String.join("", list));
        return Arbitraries.oneOf(likely, parts, Arbitraries.strings().ofMaxLength(20));
    }
}
