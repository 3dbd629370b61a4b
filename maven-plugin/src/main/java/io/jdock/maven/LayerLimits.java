package io.jdock.maven;

import io.jdock.image.UnpackLimits;
import io.jdock.maven.project.NamedValues;
import io.jdock.maven.value.Bytes;
import io.jdock.maven.value.Count;
import io.jdock.maven.value.ParameterException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameter {@code unpackLimits}. */
final class LayerLimits {
    private static final String PARAMETER = "unpackLimits";

    private LayerLimits() {}

    /**
     * The usual limits but for those that are given.
     *
     * @param configured what the POM's configuration of the plugin says
     */
    static UnpackLimits of(NamedValues named, Map<String, @Nullable String> configured) throws ParameterException {
        UnpackLimits limits = UnpackLimits.DEFAULT;
        for (Map.Entry<String, String> limit : named.of(PARAMETER, configured).entrySet()) {
            limits = with(limits, limit.getKey(), limit.getValue());
        }
        return limits;
    }

    private static UnpackLimits with(UnpackLimits limits, String name, String text) throws ParameterException {
        return switch (name) {
            case "size" -> limits.withBytes(Bytes.parse(PARAMETER + ".size", text));
            case "files" -> limits.withEntries(Count.parse(PARAMETER + "." + name, text));
            case "ratio" -> limits.withRatio(Count.parse(PARAMETER + "." + name, text));
            default -> throw new ParameterException(PARAMETER, "'" + name + "' is none of size, files, ratio");
        };
    }
}
