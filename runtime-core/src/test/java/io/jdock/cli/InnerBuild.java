package io.jdock.cli;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.Streams;
import io.jdock.host.Doctor;
import io.jdock.host.Finding;
import io.jdock.host.HostProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A build in a container of others, as continuous integration runs it, with this machine's system, Java and class path. It tells what stands
 * in the way of containers, and starts one.
 */
final class InnerBuild {
    /** What it says where nothing does. */
    static final String STARTED = "user 0, process 2\n";

    private InnerBuild() {}

    public static void main(String[] arguments) throws Exception {
        Doctor.examine(HostProbe.probe()).stream()
                .filter(finding -> finding.status() == Finding.Status.MISSING)
                .forEach(finding -> System.out.println(finding.name() + ": " + finding.remedy()));
        try (Jdock jdock = Jdock.open()) {
            ContainerSpec spec = ContainerSpec.builder("/bin/sh", "-c", "echo user $(id -u), process $$")
                    .streams(new Streams.Inherit())
                    .build();
            System.exit(jdock.start(spec).waitFor());
        }
    }

    /** Options of {@code podman run} and {@code docker run}. */
    static List<String> volumes() throws Exception {
        Set<String> shown = new LinkedHashSet<>(List.of("/usr", "/bin", "/lib", "/lib64", "/etc/alternatives"));
        Path java = java();
        shown.add(java.toString());
        shown.add(java.resolve("conf/net.properties").toRealPath().getParent().toString()); // in /etc, as Debian has it
        shown.addAll(List.of(classPath().split(":", -1)));
        List<String> options = new ArrayList<>();
        shown.stream()
                .filter(path -> path.startsWith("/") && Files.exists(Path.of(path)))
                .forEach(path -> options.add("--volume=" + path + ":" + path + ":ro"));
        return options;
    }

    static String[] command() {
        return new String[] {java().resolve("bin/java").toString(), "-cp", classPath(), InnerBuild.class.getName()};
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"));
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
