package io.jdock.maven.registry;

import io.jdock.maven.value.ParameterException;
import java.util.Locale;

/** When an image is fetched (the words are those of Kubernetes and Podman). */
public enum PullPolicy {
    /** Each time, if the registry has another one now. */
    ALWAYS,
    /** Only if the store does not have it. */
    IF_NOT_PRESENT,
    /** Never: it must be in the store. */
    NEVER;

    /**
     * Reads a word, with capital letters and hyphens or without.
     *
     * @throws ParameterException if there is no such word
     */
    public static PullPolicy parse(String parameter, String text) throws ParameterException {
        return switch (text.strip().toLowerCase(Locale.ROOT).replace("-", "")) {
            case "always" -> ALWAYS;
            case "ifnotpresent" -> IF_NOT_PRESENT;
            case "never" -> NEVER;
            default -> throw new ParameterException(parameter, "'" + text + "' is none of always, ifNotPresent, never");
        };
    }
}
