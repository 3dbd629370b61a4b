package io.jdock.build;

import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalStore;
import io.jdock.image.WrittenLayer;
import java.nio.file.Path;

/**
 * What all stages of one build share.
 *
 * @param emptyLayer what becomes of a command that changes nothing
 * @param area a directory for this build alone, which containers may enter
 */
record Workshop(
        Jdock engine,
        LocalStore store,
        RemoteFiles remote,
        Images images,
        LayerWriter layers,
        WrittenLayer emptyLayer,
        Path area,
        BuildRequest request,
        BuildListener listener) {}
