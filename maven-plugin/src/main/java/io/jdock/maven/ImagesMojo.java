package io.jdock.maven;

import io.jdock.container.ByteSize;
import io.jdock.image.DiskUse;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Lists the images of the store with their digests and sizes, and says what the store takes on the disk. */
@Mojo(name = "images", requiresProject = false, aggregator = true, threadSafe = true)
public final class ImagesMojo extends AbstractImageMojo {
    @Inject
    ImagesMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws IOException {
        Map<String, ContentDescriptor> tags = store.tags();
        if (tags.isEmpty()) {
            getLog().info("No images in " + store.root());
            return;
        }
        for (Map.Entry<String, ContentDescriptor> tag : tags.entrySet()) {
            String digest = tag.getValue().digest().toString();
            getLog().info(Reference.parse(tag.getKey()).familiar() + "  " + digest + "  "
                    + ByteSize.describe(store.size(tag.getValue())));
        }
        DiskUse use = DiskUse.of(store);
        getLog().info(store.root() + " takes " + ByteSize.describe(use.packed()) + " for images as they came, "
                + ByteSize.describe(use.unpacked()) + " for unpacked layers and " + ByteSize.describe(use.caches())
                + " for caches of builds");
    }
}
