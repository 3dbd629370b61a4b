package io.jdock.image.registry;

import io.jdock.image.Tar;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * An image for tests.
 *
 * @param manifest reference to its manifest
 * @param content everything by its digest
 * @param layers references to its layers
 */
public record TestImage(ContentDescriptor manifest, Map<Digest, byte[]> content, List<ContentDescriptor> layers) {
    /** One for AMD64 whose layers have a file each, of that many bytes by chance. */
    public static TestImage of(int... sizes) {
        return of("amd64", sizes);
    }

    static TestImage of(String architecture, int... sizes) {
        Map<Digest, byte[]> content = new LinkedHashMap<>();
        List<ContentDescriptor> layers = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            byte[] file = new byte[sizes[i]];
            new Random(i).nextBytes(file);
            byte[] layer = new Tar().file("file" + i, file, 0644).bytes();
            layers.add(ContentDescriptor.of(MediaTypes.IMAGE_LAYER, layer));
            content.put(Digest.sha256(layer), layer);
        }
        String diffIds = layers.stream()
                .map(layer -> '"' + layer.digest().toString() + '"')
                .collect(Collectors.joining(","));
        byte[] config = ("{\"architecture\":\"" + architecture
                        + "\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + diffIds + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        content.put(Digest.sha256(config), config);
        byte[] manifest = new ConfigWriter()
                .write(ImageManifest.of(ContentDescriptor.of(MediaTypes.IMAGE_CONFIG, config), layers));
        content.put(Digest.sha256(manifest), manifest);
        return new TestImage(ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, manifest), content, layers);
    }

    byte[] bytes(ContentDescriptor descriptor) {
        return content.get(descriptor.digest());
    }
}
