package io.jdock.maven.project;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that maps names to values. In a POM each name is an element; on the command line and among a project's properties it
 * is the end of a property's name, as in {@code -Djdock.environmentVariables.LANG=C}, because Maven itself has no
 * notation for it.
 */
public final class NamedValues {
    private final Properties projectProperties;
    private final Properties userProperties;

    /**
     * Reads from two sets of properties.
     *
     * @param projectProperties those of the POM
     * @param userProperties those of the command line, which win
     */
    public NamedValues(Properties projectProperties, Properties userProperties) {
        this.projectProperties = projectProperties;
        this.userProperties = userProperties;
    }

    /**
     * The values of a parameter, in the order of the POM, those of properties after them, by name. A property wins over the POM's
     * element of the same name: who types it means it.
     *
     * @param configured what the POM's configuration of the plugin says; an element without text comes as a null value
     *     and means the empty string
     */
    public Map<String, String> of(String parameter, Map<String, @Nullable String> configured) {
        Map<String, String> values = new LinkedHashMap<>();
        configured.forEach((name, value) -> values.put(name, value == null ? "" : value));
        String prefix = "jdock." + parameter + ".";
        for (Properties properties : new Properties[] {projectProperties, userProperties}) {
            for (String property : new TreeSet<>(properties.stringPropertyNames())) {
                if (property.startsWith(prefix) && property.length() > prefix.length()) {
                    values.put(property.substring(prefix.length()), properties.getProperty(property));
                }
            }
        }
        return Collections.unmodifiableMap(values);
    }
}
