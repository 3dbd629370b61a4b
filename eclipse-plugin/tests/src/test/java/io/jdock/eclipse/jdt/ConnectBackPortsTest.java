package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectBackPortsTest {
    @TempDir
    Path directory;

    @Test
    void theDebuggerListens() {
        assertThat(ports("-agentlib:jdwp=transport=dt_socket,suspend=y,address=localhost:4711", "Main"))
                .containsExactly(4711);
        assertThat(ports("-Xrunjdwp:transport=dt_socket,address=4712,suspend=y", "Main"))
                .containsExactly(4712);
    }

    @Test
    void aJvmThatListensItselfIsNotMeant() {
        assertThat(ports("-agentlib:jdwp=transport=dt_socket,server=y,address=*:4711", "Main"))
                .isEmpty();
    }

    @Test
    void theViewOfTestsListens() {
        assertThat(ports("org.eclipse.jdt.internal.junit.runner.RemoteTestRunner", "-version", "3", "-port", "4711"))
                .containsExactly(4711);
        assertThat(ports("org.testng.remote.RemoteTestNG", "-serport", "4711")).containsExactly(4711);
    }

    /** In the order of PDE, which names the application last. */
    @Test
    void itListensToPlugInTestsToo() {
        String application = "org.eclipse.pde.junit.runtime.coretestapplication";
        assertThat(ports(EquinoxFiles.MAIN_CLASS, "-version", "3", "-port", "4711", "-application", application))
                .containsExactly(4711);
    }

    @Test
    void anApplicationsOwnPortIsItsOwn() {
        assertThat(ports("Server", "-port", "8080")).isEmpty();
        assertThat(ports(EquinoxFiles.MAIN_CLASS, "-port", "8080", "-application", "org.example.server"))
                .isEmpty();
    }

    @Test
    void coverageListens() {
        assertThat(ports("-javaagent:/jacoco.jar=includes=*,output=tcpclient,port=6300", "Main"))
                .containsExactly(6300);
        assertThat(ports("-javaagent:/jacoco.jar=output=tcpserver,port=6300", "Main"))
                .isEmpty();
    }

    @Test
    void argumentsInAFileCountToo() throws IOException {
        Files.writeString(directory.resolve("args"), "-agentlib:jdwp=address=localhost:4711 -cp x");
        assertThat(ports("@args", "Main")).containsExactly(4711);
    }

    @Test
    void whatIsNoPortIsLeftToTheJvmToRefuse() {
        assertThat(ports("-agentlib:jdwp=address=localhost:99999", "-agentlib:jdwp=address=", "Main"))
                .isEmpty();
    }

    private Set<Integer> ports(String... words) {
        return ConnectBackPorts.of(List.of(words), directory);
    }
}
