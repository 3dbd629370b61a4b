package io.jdock.oci;

import io.jdock.json.Quote;
import io.jdock.kernel.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a runtime tells its user about a configuration although it is valid (runtime.md, "Warnings"). */
public final class SpecWarnings {
    private static final Set<String> CAPABILITIES =
            Stream.of(Capability.values()).map(Capability::name).collect(Collectors.toUnmodifiableSet());

    private final List<String> warnings = new ArrayList<>();

    private SpecWarnings() {}

    /** Sentences for people, each beginning with the path of a value; none if there is nothing to say. */
    public static List<String> of(RuntimeSpec spec) {
        SpecWarnings found = new SpecWarnings();
        Field document = Field.DOCUMENT;
        if (spec.process() != null) {
            found.process(document.at("process"), spec.process());
        }
        document.at("mounts").each(spec.mounts(), found::mount);
        if (!spec.hooks().prestart().isEmpty()) {
            found.add(document.at("hooks").at("prestart"), "deprecated: createRuntime takes its place");
        }
        return List.copyOf(found.warnings);
    }

    /** The same for a process alone. */
    public static List<String> of(ProcessSpec process) {
        SpecWarnings found = new SpecWarnings();
        found.process(Field.DOCUMENT, process);
        return List.copyOf(found.warnings);
    }

    private void process(Field field, ProcessSpec process) {
        LinuxCapabilities capabilities = process.capabilities();
        if (capabilities != null) {
            capabilities(field.at("capabilities"), capabilities);
        }
    }

    private void add(Field field, String sentence) {
        warnings.add(field + " is " + sentence);
    }

    /** config.md, "Linux Process": what cannot be mapped to the kernel, or granted, must be warned of. */
    private void capabilities(Field field, LinuxCapabilities capabilities) {
        field.at("bounding").each(capabilities.bounding(), this::capability);
        field.at("effective").each(capabilities.effective(), this::capability);
        field.at("inheritable").each(capabilities.inheritable(), this::capability);
        field.at("permitted").each(capabilities.permitted(), this::capability);
        field.at("ambient").each(capabilities.ambient(), this::capability);
        field.at("effective").each(capabilities.effective(), (one, name) -> {
            if (CAPABILITIES.contains(name) && !capabilities.permitted().contains(name)) {
                add(one, name + ", which is not permitted: it is left out");
            }
        });
        field.at("ambient").each(capabilities.ambient(), (one, name) -> {
            boolean granted = capabilities.permitted().contains(name)
                    && capabilities.inheritable().contains(name);
            if (CAPABILITIES.contains(name) && !granted) {
                add(one, name + ", which is not permitted and inheritable: it is left out");
            }
        });
    }

    private void capability(Field field, String name) {
        if (!CAPABILITIES.contains(name)) {
            add(field, Quote.text(name) + ", which is no capability known here: it is left out");
        }
    }

    /** config.md, "Mounts". */
    private void mount(Field field, Mount mount) {
        if (!mount.destination().startsWith("/")) {
            add(field.at("destination"), Quote.text(mount.destination()) + ": relative paths are deprecated");
        }
    }
}
