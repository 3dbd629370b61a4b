package io.jdock.oci;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads documents of the runtime specification and validates them: what it returns keeps all rules of
 * {@link SpecValidator}. May be used by several threads.
 *
 * <p>Every method throws {@link InvalidSpecException} for a document that is not well-formed JSON in UTF-8, is larger
 * than 16 MiB, is nested deeper than 200 levels, has a property twice, or has a value of the wrong type or one that the
 * specification forbids. A property that is {@code null} is the same as an absent one.
 */
public final class ConfigReader {
    private final JsonMapper mapper = OciJson.mapper();

    /**
     * A whole configuration.
     *
     * @param config usually {@code config.json} of a bundle
     * @throws IOException if the file cannot be read
     */
    public RuntimeSpec read(Path config) throws IOException {
        byte[] json = readFile(config);
        try {
            return read(json);
        } catch (InvalidSpecException e) {
            throw e.in(config.toString());
        }
    }

    /** A whole configuration. */
    public RuntimeSpec read(byte[] json) {
        RuntimeSpec spec = parse(json, RuntimeSpec.class);
        SpecValidator.validate(spec);
        return spec;
    }

    /** A process alone, as {@code exec} takes it. */
    public ProcessSpec readProcess(byte[] json) {
        ProcessSpec process = parse(json, ProcessSpec.class);
        SpecValidator.validate(process);
        return process;
    }

    /** Resources alone, as an update takes them. */
    public LinuxResources readResources(byte[] json) {
        LinuxResources resources = parse(json, LinuxResources.class);
        SpecValidator.validate(resources);
        return resources;
    }

    /** A seccomp profile alone. */
    public LinuxSeccomp readSeccomp(byte[] json) {
        LinuxSeccomp seccomp = parse(json, LinuxSeccomp.class);
        SpecValidator.validate(seccomp);
        return seccomp;
    }

    /** The state of a container; its texts are not validated. */
    public State readState(byte[] json) {
        return parse(json, State.class);
    }

    private static byte[] readFile(Path file) throws IOException {
        // One byte more than allowed, so that a device file that never ends is told from a large document.
        try (var stream = Files.newInputStream(file)) {
            return stream.readNBytes(OciJson.MAX_DOCUMENT_BYTES + 1);
        }
    }

    private <T> T parse(byte[] json, Class<T> type) {
        if (json.length > OciJson.MAX_DOCUMENT_BYTES) {
            throw Field.DOCUMENT.refuse("too large", "at most " + OciJson.MAX_DOCUMENT_BYTES + " bytes long");
        }
        try (JsonParser parser = mapper.createParser(json)) {
            return parse(parser, type);
        } catch (IOException e) {
            throw Field.DOCUMENT.refuse("unreadable (" + Quote.plain(e.getMessage()) + ")", "JSON in UTF-8");
        }
    }

    private <T> T parse(JsonParser parser, Class<T> type) throws IOException {
        try {
            T document = mapper.readValue(parser, type);
            if (document == null) {
                throw Field.DOCUMENT.refuse("null", "an object");
            }
            return document;
        } catch (IOException e) {
            throw new JsonProblem(parser, e).explain();
        }
    }
}
