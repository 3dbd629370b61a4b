package io.jdock.oci;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the runtime specification that can be checked without looking at the host, and those of the kernel that
 * hold on every host. What is valid here may still be more than a host can give.
 *
 * <p>All methods throw {@link InvalidSpecException} for the first value that breaks a rule.
 */
public final class SpecValidator {
    private static final String SUPPORTED_MAJOR = "1.";
    private static final int MAX_VERSION_LENGTH = 100;

    private static final int MAX_HOST_NAME_BYTES = 64; // __NEW_UTS_LEN, see sethostname(2)

    private SpecValidator() {}

    /** Checks a whole configuration. */
    public static void validate(RuntimeSpec spec) {
        Field document = Field.DOCUMENT;
        version(document.at("ociVersion"), spec.ociVersion());
        document.at("root").at("path").notEmpty(spec.root().path());
        document.at("process").ifPresent(spec.process(), ProcessRules::process);
        Field linux = document.at("linux");
        new LinuxRules(spec.linux()).check(linux);
        hostName(document.at("hostname"), spec.hostname(), spec.linux());
        hostName(document.at("domainname"), spec.domainname(), spec.linux());
        document.at("mounts").each(spec.mounts(), new MountRules(spec.linux())::mount);
        hooks(document.at("hooks"), spec.hooks());
        document.at("annotations").each(spec.annotations(), SpecValidator::annotation);
    }

    /** Checks a process alone, as {@code exec} takes it. */
    public static void validate(ProcessSpec process) {
        ProcessRules.process(Field.DOCUMENT, process);
    }

    /** Checks resources alone, as an update takes them. */
    public static void validate(LinuxResources resources) {
        ResourceRules.resources(Field.DOCUMENT, resources);
    }

    /** Checks a seccomp profile alone. */
    public static void validate(LinuxSeccomp seccomp) {
        SeccompRules.seccomp(Field.DOCUMENT, seccomp);
    }

    /** config.md, "Specification version"; all minor versions of one major version are compatible. */
    static void version(Field field, String version) {
        field.require(
                version.length() <= MAX_VERSION_LENGTH && SemanticVersion.isOne(version),
                version,
                "a semantic version such as 1.3.0");
        field.require(version.startsWith(SUPPORTED_MAJOR), version, "a version 1.x.y");
    }

    /**
     * config.md, "Hostname": it is set in the UTS namespace of the container, and here never in the one of the host.
     */
    private static void hostName(Field field, @Nullable String name, Linux linux) {
        if (name == null) {
            return;
        }
        field.text(name);
        field.require(
                name.getBytes(StandardCharsets.UTF_8).length <= MAX_HOST_NAME_BYTES,
                name,
                "at most " + MAX_HOST_NAME_BYTES + " bytes long");
        field.require(
                linux.has(LinuxNamespaceType.UTS),
                name,
                "absent when linux.namespaces has none of type uts, since it would rename the host");
    }

    /** config.md, "POSIX-platform Hooks". */
    private static void hooks(Field field, Hooks hooks) {
        field.at("prestart").each(hooks.prestart(), SpecValidator::hook);
        field.at("createRuntime").each(hooks.createRuntime(), SpecValidator::hook);
        field.at("createContainer").each(hooks.createContainer(), SpecValidator::hook);
        field.at("startContainer").each(hooks.startContainer(), SpecValidator::hook);
        field.at("poststart").each(hooks.poststart(), SpecValidator::hook);
        field.at("poststop").each(hooks.poststop(), SpecValidator::hook);
    }

    private static void hook(Field field, Hook hook) {
        field.at("path").absolutePath(hook.path());
        field.at("args").each(hook.args(), Field::text);
        field.at("env").each(hook.env(), Field::assignment);
        field.at("timeout").range(hook.timeout(), 1, Integer.MAX_VALUE);
    }

    /** config.md, "Annotations": keys must not be empty, values may. */
    private static void annotation(Field field, String key, String value) {
        field.requireKey(!key.isEmpty(), "a key that is not empty");
        field.text(value);
    }
}
