package io.jdock.maven;

import io.jdock.container.Images;
import io.jdock.image.ImageForm;
import io.jdock.maven.value.Choice;
import io.jdock.maven.value.ParameterException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.maven.model.License;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** Parameters of {@link BuildMojo} that mean the same with a Dockerfile and without. */
record BuildParameters(BuildMojo goal) {
    private static final Pattern PLATFORM = Pattern.compile("linux/(amd64|arm64)");
    private static final Pattern SPDX_ID = Pattern.compile("[A-Za-z0-9.+-]+");
    private static final String PREDEFINED = "org.opencontainers.image.";

    /** What to build for, as Go names it. */
    List<String> architectures() throws ParameterException {
        Set<String> architectures = new LinkedHashSet<>();
        for (String platform : goal.platforms) {
            if (!PLATFORM.matcher(platform).matches()) {
                throw new ParameterException("platforms", "'" + platform + "' must be linux/amd64 or linux/arm64");
            }
            architectures.add(platform.substring(platform.indexOf('/') + 1));
        }
        return architectures.isEmpty() ? List.of(Images.platform().architecture()) : List.copyOf(architectures);
    }

    ImageForm form() throws ParameterException {
        return Choice.parse("format", goal.format, ImageForm.class);
    }

    /** As the plugins of Maven read {@code project.build.outputTimestamp}: a time, seconds since 1970, or another text for none. */
    Instant created() throws ParameterException {
        String text = goal.created == null ? "" : goal.created.strip();
        if (text.length() < 2) {
            return Instant.EPOCH;
        }
        try {
            return text.matches("[0-9]+")
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | NumberFormatException e) {
            throw new ParameterException(
                    "created",
                    "'" + text + "' is no time, which is like 2026-01-31T12:00:00Z or seconds since 1970",
                    e);
        }
    }

    /**
     * Of every image of the project: what its POM says of itself (image-spec, annotations.md, "Pre-Defined Annotation Keys"). Nothing that
     * is not in the POM, as a revision: who builds the same again, gets the same digest.
     */
    Map<String, String> annotations() {
        MavenProject project = goal.project;
        Map<String, String> annotations = new TreeMap<>();
        put(annotations, "title", project.getArtifactId());
        put(annotations, "version", project.getVersion());
        put(annotations, "description", project.getDescription());
        put(annotations, "url", project.getUrl());
        put(
                annotations,
                "source",
                project.getScm() == null ? null : project.getScm().getUrl());
        put(
                annotations,
                "vendor",
                project.getOrganization() == null
                        ? null
                        : project.getOrganization().getName());
        put(annotations, "licenses", license(project.getLicenses()));
        return annotations;
    }

    private static void put(Map<String, String> annotations, String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            annotations.put(PREDEFINED + key, value.strip());
        }
    }

    /** The key takes an SPDX expression: names that are none are left out, and several, of which a POM does not say "and" or "or". */
    private static @Nullable String license(List<License> licenses) {
        String name = licenses.size() == 1 ? licenses.get(0).getName() : null;
        return name != null && SPDX_ID.matcher(name.strip()).matches() ? name : null;
    }
}
