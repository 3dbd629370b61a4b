package io.jdock.maven;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.maven.value.ParameterException;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Prints what an image of the store says about itself, as JSON: name, digest, manifest and configuration. */
@Mojo(name = "inspect", requiresProject = false, aggregator = true, threadSafe = true)
public final class InspectMojo extends AbstractImageMojo {
    @Inject
    InspectMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    void carryOut(LocalStore store) throws ParameterException, IOException {
        ContentDescriptor content = stored(store);
        LocalImage read = store.image(content, platform());
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode result = json.createObjectNode();
        result.put("name", reference().toString());
        result.put("digest", content.digest().toString());
        result.put("size", store.size(content));
        JsonNode manifest = json.readTree(store.read(read.manifest()));
        result.set("manifest", manifest);
        Digest configuration = Digest.parse(
                        manifest.path("config").path("digest").asText())
                .orElseThrow(() -> new IOException("the manifest was read before"));
        try (InputStream document = store.open(configuration)) {
            result.set("configuration", json.readTree(document));
        }
        StandardOutput.print(json.writerWithDefaultPrettyPrinter().writeValueAsString(result) + System.lineSeparator());
    }
}
