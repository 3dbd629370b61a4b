package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebuggerDoorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 | 5005",
                "-agentlib:jdwp=transport=dt_socket,server=y,address=5005 | 5005",
                "JAVA_TOOL_OPTIONS=-Xmx1g -agentlib:jdwp=transport=dt_socket,address=[::]:8000,server=y -Da=b | 8000",
                "-Xrunjdwp:transport=dt_socket,server=y,address=0.0.0.0:1044 | 1044",
            })
    void aJvmThatListensTellsItsPort(String options, int port) {
        assertThat(DebuggerDoor.port(options)).contains(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-agentlib:jdwp=transport=dt_socket,suspend=y,address=localhost:4711", // it connects itself
                "-agentlib:jdwp=transport=dt_socket,server=y", // any port, which nobody knows before
                "-Dserver=y",
            })
    void othersHaveNoDoor(String options) {
        assertThat(DebuggerDoor.port(options)).isEmpty();
    }
}
