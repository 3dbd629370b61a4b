package io.jdock.eclipse.jdt;

import io.jdock.container.Container;
import io.jdock.container.PublishedPort;
import io.jdock.oci.LinuxNamespaceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.debug.core.DebugPlugin;
import org.eclipse.debug.core.ILaunchConfigurationWorkingCopy;
import org.eclipse.jdt.launching.IJavaLaunchConfigurationConstants;

/**
 * Where the JVM of a container waits for a debugger, as this machine reaches it.
 *
 * @param address of this machine
 */
public record DebuggerDoor(String address, int port) {
    private static final String ATTACHING = "org.eclipse.jdt.launching.socketAttachConnector";
    private static final Pattern AGENT = Pattern.compile("-(?:agentlib:jdwp=|Xrunjdwp:)(\\S+)");
    private static final Pattern ADDRESS = Pattern.compile("(?:.*:)?([1-9][0-9]{0,4})");

    /**
     * That of a container; empty if its command line and environment tell of none, or it cannot be reached from this machine.
     * Which port an application opens later, or a program that it starts, is not known.
     */
    public static Optional<DebuggerDoor> of(Container container) {
        Stream<String> words =
                Stream.concat(container.spec().process().args().stream(), container.spec().process().env().stream());
        Optional<Integer> port = words.flatMap(word -> port(word).stream()).findFirst();
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (container.spec().linux().namespaces().stream()
                .noneMatch(namespace -> namespace.type() == LinuxNamespaceType.NETWORK)) {
            return Optional.of(new DebuggerDoor("127.0.0.1", port.get()));
        }
        return container.publishedPorts().stream()
                .filter(published ->
                        published.containerPort() == port.get() && published.protocol() == PublishedPort.Protocol.TCP)
                .map(published -> new DebuggerDoor(
                        published.address().isAnyLocalAddress()
                                ? "127.0.0.1"
                                : published.address().getHostAddress(),
                        published.hostPort()))
                .findFirst();
    }

    /** The port at which a JVM with these options listens; empty if it does not, but connects itself. */
    static Optional<Integer> port(String options) {
        Matcher agent = AGENT.matcher(options);
        if (!agent.find()) {
            return Optional.empty();
        }
        List<String> values = List.of(agent.group(1).split(",", -1));
        return values.contains("server=y")
                ? values.stream()
                        .filter(value -> value.startsWith("address="))
                        .map(value -> ADDRESS.matcher(value.substring("address=".length())))
                        .filter(Matcher::matches)
                        .map(address -> Integer.valueOf(address.group(1)))
                        .findFirst()
                : Optional.empty();
    }

    /**
     * A launch that attaches the debugger.
     *
     * @param name of the launch
     * @param project whose sources are shown; empty for none
     * @throws CoreException if there is no such launch type
     */
    public ILaunchConfigurationWorkingCopy launch(String name, String project) throws CoreException {
        ILaunchConfigurationWorkingCopy configuration = DebugPlugin.getDefault()
                .getLaunchManager()
                .getLaunchConfigurationType(IJavaLaunchConfigurationConstants.ID_REMOTE_JAVA_APPLICATION)
                .newInstance(null, name);
        configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_VM_CONNECTOR, ATTACHING);
        Map<String, String> connection = new HashMap<>(); // JDT adds to it
        connection.put("hostname", address);
        connection.put("port", Integer.toString(port));
        configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_CONNECT_MAP, connection);
        configuration.setAttribute(IJavaLaunchConfigurationConstants.ATTR_PROJECT_NAME, project);
        return configuration;
    }
}
