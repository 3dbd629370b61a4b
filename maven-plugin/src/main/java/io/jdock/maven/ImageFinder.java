package io.jdock.maven;

import io.jdock.image.ImageException;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Puts images into the store that parameters name: files, and images of registries.
 *
 * @param directory where relative paths of files start
 */
record ImageFinder(LocalStore store, Registry registry, Path directory) {

    /** Where images are that no file has. */
    interface Registry {
        /**
         * An image for a platform, which is complete in the store afterwards.
         *
         * @throws ImageException if it is not to be had
         */
        ContentDescriptor provide(Reference reference, Platform platform)
                throws ParameterException, IOException, InterruptedException;
    }

    /**
     * The image, which the store has afterwards.
     *
     * @param parameter for errors
     * @param text a file as {@link ImageFile} reads it, or a reference
     */
    ContentDescriptor find(String parameter, String text, Platform platform)
            throws ParameterException, IOException, InterruptedException {
        if (ImageFile.isNamedBy(text)) {
            return ImageSource.parse(parameter, text, directory).load(store);
        }
        Reference reference;
        try {
            reference = Reference.parse(text);
        } catch (ImageException e) {
            throw new ParameterException(parameter, String.valueOf(e.getMessage()), e);
        }
        return registry.provide(reference, platform);
    }
}
