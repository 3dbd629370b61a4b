package io.jdock.maven;

import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** The JDK of a build. */
final class JavaHome {
    private JavaHome() {}

    /** That of the build's toolchain if it has one, else the one that runs Maven. */
    static Path of(ToolchainManager toolchains, @Nullable MavenSession session) {
        Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
        String java = toolchain == null ? null : toolchain.findTool("java");
        return java == null
                ? Path.of(System.getProperty("java.home"))
                : Path.of(java).getParent().getParent();
    }
}
