package io.jdock.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigWriterTest {
    private final ConfigWriter writer = new ConfigWriter();

    @Test
    void whatIsReadIsWrittenBackEqual() {
        RuntimeSpec spec = new ConfigReader().read(Fixture.full());

        byte[] written = writer.write(spec);

        assertThat(Fixture.tree(written)).isEqualTo(Fixture.tree(Fixture.full()));
        assertThat(new ConfigReader().read(written)).isEqualTo(spec);
    }

    @Test
    void whatIsAbsentIsNotWritten() {
        RuntimeSpec spec = RuntimeSpec.builder(new Root("rootfs", false))
                .process(ProcessSpec.builder(List.of("sh")).build())
                .build();

        assertThat(new String(writer.write(spec), UTF_8))
                .isEqualTo("{\"ociVersion\":\"1.3.0\",\"process\":{\"user\":{\"uid\":0,\"gid\":0},"
                        + "\"args\":[\"sh\"],\"cwd\":\"/\"},\"root\":{\"path\":\"rootfs\"}}");
    }

    @Test
    void forPeopleThereAreLinesAndIndentation() {
        State state = new State("1.2.1", "hello", ContainerState.CREATING, null, "/bundle", Map.of("a", "ä"));

        assertThat(new String(writer.writeReadable(state), UTF_8)).isEqualTo("""
                        {
                            "ociVersion" : "1.2.1",
                            "id" : "hello",
                            "status" : "creating",
                            "bundle" : "/bundle",
                            "annotations" : {
                                "a" : "ä"
                            }
                        }""");
    }

    @Test
    void whatASeccompListenerGets() {
        State state = new State("1.2.1", "hello", ContainerState.CREATING, 7L, "/bundle", Map.of());
        ContainerProcessState process =
                new ContainerProcessState("1.2.1", List.of(ContainerProcessState.SECCOMP_FD), 7, null, state);

        assertThat(Fixture.tree(writer.write(process))).isEqualTo(Fixture.tree("""
                        {"ociVersion": "1.2.1", "fds": ["seccompFd"], "pid": 7,
                         "state": {"ociVersion": "1.2.1", "id": "hello", "status": "creating", "pid": 7, "bundle": "/bundle"}}
                        """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d\ude00", "\ud800", "a\udc00b", "\u0000\n\u2028\"\\", "\ufeff"})
    void everyTextIsWrittenAsItIs(String text) {
        State state = new State("1.2.1", "hello", ContainerState.STOPPED, null, "/bundle", Map.of("text", text));

        assertThat(new ConfigReader().readState(writer.write(state))).isEqualTo(state);
    }
}
