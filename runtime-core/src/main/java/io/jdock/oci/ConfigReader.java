package io.jdock.oci;

import io.jdock.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads documents of the runtime specification and validates them: what it returns keeps all rules of
 * {@link SpecValidator}. May be used by several threads.
 *
 * <p>Every method throws {@link InvalidSpecException} for a document that is not well-formed JSON, is larger
 * than 16 MiB, is nested deeper than 200 levels, has a property twice, or has a value of the wrong type or one that the
 * specification forbids. A property that is {@code null} is the same as an absent one.
 */
public final class ConfigReader {
    /**
     * A whole configuration.
     *
     * @param config usually {@code config.json} of a bundle
     * @throws IOException if the file cannot be read
     */
    public RuntimeSpec read(Path config) throws IOException {
        return read(readFile(config), config);
    }

    /**
     * A whole configuration that was read already.
     *
     * @param config where from, which errors name
     */
    public RuntimeSpec read(byte[] document, Path config) {
        try {
            return read(document);
        } catch (InvalidSpecException e) {
            throw e.in(config.toString());
        }
    }

    /** A whole configuration. */
    public RuntimeSpec read(byte[] document) {
        RuntimeSpec spec = Documents.read(document, RuntimeSpec::fromJson);
        SpecValidator.validate(spec);
        return spec;
    }

    /** A process alone, as {@code exec} takes it. */
    public ProcessSpec readProcess(byte[] document) {
        ProcessSpec process = Documents.read(document, ProcessSpec::fromJson);
        SpecValidator.validate(process);
        return process;
    }

    /** Resources alone, as an update takes them. */
    public LinuxResources readResources(byte[] document) {
        LinuxResources resources = Documents.read(document, LinuxResources::fromJson);
        SpecValidator.validate(resources);
        return resources;
    }

    /** A seccomp profile alone. */
    public LinuxSeccomp readSeccomp(byte[] document) {
        LinuxSeccomp seccomp = Documents.read(document, LinuxSeccomp::fromJson);
        SpecValidator.validate(seccomp);
        return seccomp;
    }

    /**
     * A seccomp profile as users write it, in the form of Docker or of the specification.
     *
     * @throws IOException if the file cannot be read
     */
    public SeccompProfile readSeccompProfile(Path file) throws IOException {
        byte[] document = readFile(file);
        try {
            return readSeccompProfile(document);
        } catch (InvalidSpecException e) {
            throw e.in(file.toString());
        }
    }

    /** A seccomp profile as users write it, in the form of Docker or of the specification. */
    public SeccompProfile readSeccompProfile(byte[] document) {
        SeccompProfile profile = Documents.read(document, SeccompProfile::fromJson);
        SeccompProfileRules.profile(profile);
        return profile;
    }

    /** The state of a container; its texts are not validated. */
    public State readState(byte[] document) {
        return Documents.read(document, State::fromJson);
    }

    private static byte[] readFile(Path file) throws IOException {
        // One byte more than allowed, so that a device file that never ends is told from a large document.
        try (var stream = Files.newInputStream(file)) {
            return stream.readNBytes(JsonReader.MAX_DOCUMENT_BYTES + 1);
        }
    }
}
