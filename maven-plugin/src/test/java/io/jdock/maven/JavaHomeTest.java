package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JavaHomeTest {
    /** As the toolchains plugin has chosen it for a build. */
    private record Chosen(Toolchain jdk) implements ToolchainManager {
        @Override
        public @Nullable Toolchain getToolchainFromBuildContext(String type, @Nullable MavenSession session) {
            return type.equals("jdk") ? jdk : null;
        }

        @Override
        public List<Toolchain> getToolchains(MavenSession session, String type, Map<String, String> requirements) {
            return List.of(jdk);
        }
    }

    private record Jdk(Path home) implements Toolchain {
        @Override
        public String getType() {
            return "jdk";
        }

        @Override
        public String findTool(String name) {
            return home.resolve("bin").resolve(name).toString();
        }
    }

    @Test
    void isThatOfTheToolchain() {
        assertThat(JavaHome.of(new Chosen(new Jdk(Path.of("/opt/jdk-21"))), null))
                .isEqualTo(Path.of("/opt/jdk-21"));
    }

    @Test
    void isMavensWithoutOne() {
        assertThat(JavaHome.of(new NoToolchains(), null)).isEqualTo(Path.of(System.getProperty("java.home")));
    }
}
