package io.jdock.build;

import io.jdock.image.dockerfile.Instruction;
import io.jdock.image.dockerfile.Word;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Variables of one stage, or those before all stages: those that {@code ARG} declared, and over them those of {@code ENV}. Not safe for use
 * by several threads.
 */
final class Variables implements Word.Variables {
    /** Known without {@code ARG}, and no part of the image (Dockerfile reference, "Predefined ARGs"). */
    private static final Set<String> PROXIES = Set.of(
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "FTP_PROXY",
            "ftp_proxy",
            "NO_PROXY",
            "no_proxy",
            "ALL_PROXY",
            "all_proxy");

    private final Map<String, String> given;
    private final Set<String> used;
    private final Map<String, String> inherited;
    private final Map<String, String> declared = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Variables(Map<String, String> given, Set<String> used, Map<String, String> inherited) {
        this.given = given;
        this.used = used;
        this.inherited = inherited;
    }

    /**
     * Those that {@code FROM} sees.
     *
     * @param given by whoever builds
     * @param platforms that are known without a declaration
     */
    static Variables global(Map<String, String> given, Map<String, String> platforms) {
        Variables variables = new Variables(given, new HashSet<>(), platforms);
        variables.declared.putAll(platforms);
        return variables;
    }

    /** Those of a stage, to which the global ones become known when they are declared again. */
    Variables ofStage() {
        return new Variables(given, used, Collections.unmodifiableMap(new LinkedHashMap<>(declared)));
    }

    @Override
    public Optional<String> get(String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(declared.get(name)))
                .or(() -> Optional.ofNullable(proxies().get(name)));
    }

    void declare(Instruction.Arg arg) throws IOException {
        for (Instruction.Arg.Definition definition : arg.definitions()) {
            String name = definition.name();
            used.add(name);
            if (given.containsKey(name)) {
                declared.put(name, given.get(name));
            } else if (definition.value().isPresent()) {
                declared.put(name, definition.value().get().expand(this));
            } else if (inherited.containsKey(name)) {
                declared.put(name, inherited.get(name));
            }
        }
    }

    void setEnvironment(String name, String value) {
        environment.put(name, value);
    }

    /** What commands know besides the environment of the image. */
    Map<String, String> arguments() {
        Map<String, String> arguments = new LinkedHashMap<>(declared);
        arguments.keySet().removeAll(environment.keySet());
        return arguments;
    }

    /** What commands know besides, and what makes no difference to their result. */
    Map<String, String> proxies() {
        Map<String, String> proxies = new LinkedHashMap<>(given);
        proxies.keySet().retainAll(PROXIES);
        return proxies;
    }

    /** What was given and no stage asked for. */
    Set<String> unused() {
        Set<String> unused = new HashSet<>(given.keySet());
        unused.removeAll(used);
        unused.removeAll(PROXIES);
        return unused;
    }
}
