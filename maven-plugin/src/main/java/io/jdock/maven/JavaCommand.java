package io.jdock.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How the {@code java} program is called.
 *
 * @param java the program: its path, or its name if it is to be searched for
 * @param debugPort the loopback port at which the JVM waits for a debugger before it starts the application; empty not to
 * @param jvmArguments as the user wrote them
 * @param systemProperties set after them
 * @param classPath the arguments that say it, see {@link ClassPathArgument}
 * @param mainClass binary name of the class to start
 * @param arguments of the application
 */
record JavaCommand(
        String java,
        OptionalInt debugPort,
        List<String> jvmArguments,
        Map<String, String> systemProperties,
        List<String> classPath,
        String mainClass,
        List<String> arguments) {

    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(java);
        debugPort.ifPresent(
                port -> words.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:" + port));
        words.addAll(jvmArguments);
        systemProperties.forEach((name, value) -> words.add("-D" + name + "=" + value));
        words.addAll(classPath);
        words.add(mainClass);
        words.addAll(arguments);
        return List.copyOf(words);
    }
}
