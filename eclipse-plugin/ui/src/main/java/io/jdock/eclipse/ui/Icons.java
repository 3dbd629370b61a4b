package io.jdock.eclipse.ui;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ResourceLocator;

/** Icons of this bundle. They are drawn in SVG; PNG made of that is what Eclipse before 4.36 can show. */
public enum Icons {
    CONTAINER("container"),
    BANNER("banner");

    private final String file;

    Icons(String file) {
        this.file = file;
    }

    public ImageDescriptor descriptor() {
        return ResourceLocator.imageDescriptorFromBundle(Icons.class, "icons/" + file + ".png")
                .orElseGet(ImageDescriptor::getMissingImageDescriptor);
    }
}
