package io.jdock.oci;

import io.jdock.json.JsonObject;
import io.jdock.json.JsonWriter;

/** Writes the documents of this package as JSON. May be used by several threads. */
public final class ConfigWriter {
    /**
     * The document on one line, in UTF-8, without properties that are absent.
     *
     * @throws IllegalArgumentException if it is no whole document of OCI
     */
    public byte[] write(Record document) {
        return JsonWriter.compact(json(document));
    }

    /**
     * The document over several lines, for people, in UTF-8, without properties that are absent.
     *
     * @throws IllegalArgumentException if it is no whole document of OCI
     */
    public byte[] writeReadable(Record document) {
        return JsonWriter.readable(json(document));
    }

    private static JsonObject json(Record document) {
        if (document instanceof RuntimeSpec spec) {
            return spec.toJson();
        } else if (document instanceof State state) {
            return state.toJson();
        } else if (document instanceof ContainerProcessState state) {
            return state.toJson();
        } else if (document instanceof Features features) {
            return features.toJson();
        } else if (document instanceof ImageIndex index) {
            return index.toJson();
        } else if (document instanceof ImageManifest manifest) {
            return manifest.toJson();
        } else if (document instanceof Image image) {
            return image.toJson();
        } else if (document instanceof ImageLayout layout) {
            return layout.toJson();
        }
        throw new IllegalArgumentException(
                "no document of OCI: " + document.getClass().getName());
    }
}
