package tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Passes only in a container. */
class ContainerTest {
    @Test
    void processesAreTheContainersOwn() {
        assertEquals(2, ProcessHandle.current().pid(), "process 1 is the container's init");
    }

    @Test
    void theHostNameIsTheArtifactsId() throws Exception {
        assertEquals(
                "tests-in-container",
                Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    }

    @Test
    void thereIsNoNetworkButTheContainersOwn() throws Exception {
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            assertTrue(each.isLoopback() || !each.isUp(), each + " leads out of the container");
        }
    }

    @Test
    void theUserIsTheSameAsOutside() throws Exception {
        String owner = Files.getOwner(Path.of("pom.xml")).getName();
        assertEquals(owner, System.getProperty("user.name"));
    }

    @Test
    void filesAreMadeInTheProject() throws Exception {
        Files.writeString(Path.of("target/made-by-a-test"), "text");
    }

    @Test
    void theJavaHomeIsTheRealOne() {
        assertEquals(System.getProperty("java.home"), System.getenv("JAVA_HOME"));
    }

    @Test
    void whatMavenStartsNextIsOutOfReach() {
        assertFalse(Files.isWritable(Path.of("target/jdock/bin/java")));
    }
}
