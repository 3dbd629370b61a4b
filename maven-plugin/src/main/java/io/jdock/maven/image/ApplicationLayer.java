package io.jdock.maven.image;

import io.jdock.image.LayerEntry;
import java.util.List;

/**
 * A part of an application that changes as a whole.
 *
 * @param name what is in it, for people
 */
public record ApplicationLayer(String name, List<LayerEntry> entries) {
    /** Where applications are in images. */
    public static final String ROOT = "/app";

    public ApplicationLayer {
        entries = List.copyOf(entries);
    }

    /** A path below {@link #ROOT} as layers have it. */
    static String path(String below) {
        return ROOT.substring(1) + "/" + below;
    }
}
