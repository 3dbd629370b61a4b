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

/** Parameters of {@link BuildMojo} that mean the same with a Dockerfile and without. */
record BuildParameters(BuildMojo goal) {
    private static final Pattern PLATFORM = Pattern.compile("linux/(amd64|arm64)");
    private static final String TITLE = "org.opencontainers.image.title";
    private static final String VERSION = "org.opencontainers.image.version";

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

    /** Of every image of the project. */
    Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(TITLE, goal.project.getArtifactId());
        annotations.put(VERSION, goal.project.getVersion());
        return annotations;
    }
}
