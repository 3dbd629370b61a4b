package io.jdock.cli;

import io.jdock.oci.ConfigReader;
import java.nio.charset.StandardCharsets;

/**
 * A third of the time of a cold {@code run} is Jackson's, which learns the types of a configuration when it reads the first
 * one. So it learns from a small one, on another processor, while the command looks at its options and at the machine.
 */
final class ConfigurationLearner implements Runnable {
    private static final String SMALL = "{\"ociVersion\":\"1.0.0\",\"root\":{\"path\":\"/\"}}";

    @Override
    public void run() {
        new ConfigReader().read(SMALL.getBytes(StandardCharsets.UTF_8));
    }
}
