package io.jdock.eclipse.core;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a user says about a container, as it is typed; {@link Isolation#of} makes sense of it.
 *
 * @param values of all settings
 */
public record ContainerSettings(Map<Setting, String> values) {
    /** What holds if nobody says anything. */
    public static final ContainerSettings STANDARD = of(Setting::standard);

    public ContainerSettings {
        Map<Setting, String> complete = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            complete.put(setting, values.getOrDefault(setting, setting.standard()));
        }
        values = Map.copyOf(complete);
    }

    /** Asks for each setting's value. */
    public static ContainerSettings of(Function<Setting, String> source) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, source.apply(setting));
        }
        return new ContainerSettings(values);
    }

    public String get(Setting setting) {
        return values.get(setting);
    }

    /** These settings with another value of one. */
    public ContainerSettings with(Setting setting, String value) {
        Map<Setting, String> changed = new EnumMap<>(values);
        changed.put(setting, value);
        return new ContainerSettings(changed);
    }

    /** The words of a value, which blanks and commas separate. */
    List<String> words(Setting setting) {
        return Stream.of(get(setting).split("[\\s,]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The lines of a value that say something. */
    List<String> lines(Setting setting) {
        return get(setting)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
