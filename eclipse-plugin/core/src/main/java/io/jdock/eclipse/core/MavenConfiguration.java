package io.jdock.eclipse.core;

import io.jdock.container.ContainerSpec;
import java.util.List;
import java.util.regex.Pattern;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;

/** Says the same as settings in the words of the Maven plug-in. */
public final class MavenConfiguration {
    private static final Pattern ELEMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private final StringBuilder xml = new StringBuilder();

    private MavenConfiguration() {}

    /** The {@code plugin} element for a POM; only what differs from the plug-in's defaults is in it. */
    public static String of(ContainerSettings settings) {
        Version version = FrameworkUtil.getBundle(ContainerSpec.class).getVersion();
        String release = version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
        return of(settings, version.getQualifier().isEmpty() ? release : release + "-" + version.getQualifier());
    }

    static String of(ContainerSettings settings, String version) {
        return new MavenConfiguration().plugin(settings, version);
    }

    private String plugin(ContainerSettings settings, String version) {
        line(0, "<plugin>");
        element(1, "groupId", "io.jdock");
        element(1, "artifactId", "jdock-maven-plugin");
        element(1, "version", version);
        line(1, "<configuration>");
        switch (settings.get(Setting.SOURCE)) {
            case "image" -> element(2, "image", settings.get(Setting.LOCATION));
            case "directory" -> element(2, "rootfs", settings.get(Setting.LOCATION));
            default -> {} // the plug-in's default too
        }
        differing(settings, Setting.NETWORK, "network");
        list("ports", "port", settings.lines(Setting.PORTS));
        list("volumes", "volume", settings.lines(Setting.VOLUMES));
        environment(settings.lines(Setting.ENVIRONMENT));
        differing(settings, Setting.MEMORY, "memory");
        differing(settings, Setting.CPUS, "cpus");
        differing(settings, Setting.PIDS, "pids");
        differing(settings, Setting.READ_ONLY, "readOnly");
        differing(settings, Setting.USER, "user");
        List<String> capabilities = settings.words(Setting.CAPABILITIES);
        list("capAdd", "name", IsolationReader.added(capabilities));
        list("capDrop", "name", IsolationReader.dropped(capabilities));
        differing(settings, Setting.SECCOMP, "seccompProfile");
        line(1, "</configuration>");
        line(0, "</plugin>");
        return xml.toString();
    }

    private void differing(ContainerSettings settings, Setting setting, String name) {
        String value = settings.get(setting).strip();
        if (!value.equals(setting.standard())) {
            element(2, name, value);
        }
    }

    private void list(String name, String each, List<String> values) {
        if (!values.isEmpty()) {
            line(2, "<" + name + ">");
            values.forEach(value -> element(3, each, value));
            line(2, "</" + name + ">");
        }
    }

    /** A name that no element can have is said where it would have been. */
    private void environment(List<String> variables) {
        if (variables.isEmpty()) {
            return;
        }
        line(2, "<environmentVariables>");
        for (String variable : variables) {
            int end = Math.max(0, variable.indexOf('='));
            String name = variable.substring(0, end);
            if (ELEMENT_NAME.matcher(name).matches()) {
                element(3, name, variable.substring(end + 1));
            } else {
                line(3, "<!-- " + escaped(name).replace("--", "- -") + ": no name of an XML element -->");
            }
        }
        line(2, "</environmentVariables>");
    }

    private void element(int depth, String name, String value) {
        line(depth, "<" + name + ">" + escaped(value) + "</" + name + ">");
    }

    private void line(int depth, String text) {
        xml.append("  ".repeat(depth)).append(text).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
