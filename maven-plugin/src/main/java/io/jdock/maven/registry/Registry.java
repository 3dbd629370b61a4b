package io.jdock.maven.registry;

import io.jdock.image.ImageException;
import io.jdock.image.Reference;
import io.jdock.image.registry.RegistryAccess;
import io.jdock.maven.value.ParameterException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element {@code <registry>}: how a registry is reached where that is not the usual way. Maven makes the object and fills it in.
 * Its text alone may be {@code http://host:port}, for one without encryption.
 */
public final class Registry {
    private static final String PLAIN = "http://";

    private String name = "";
    private boolean plainHttp;
    private List<File> certificates = List.of();
    private List<String> mirrors = List.of();

    /** Takes the text of {@code <registry>http://localhost:5000</registry>} and of the user property. */
    public void set(String text) {
        plainHttp = text.startsWith(PLAIN);
        name = text.replaceFirst("^https?://", "").replaceFirst("/+$", "");
    }

    /** Takes {@code <name>}: host and possibly port, as in names of images. */
    public void setName(String text) {
        name = text.strip();
    }

    /** Takes {@code <plainHttp>}. */
    public void setPlainHttp(boolean plain) {
        plainHttp = plain;
    }

    /** Takes {@code <certificates>}: files in PEM of authorities that are trusted besides the usual ones. */
    public void setCertificates(List<File> files) {
        certificates = List.copyOf(files);
    }

    /** Takes {@code <mirrors>}: registries that are asked first. */
    public void setMirrors(List<String> hosts) {
        mirrors = List.copyOf(hosts);
    }

    String name(String parameter) throws ParameterException {
        String problem = problem();
        if (problem != null) {
            throw new ParameterException(parameter, "'" + name + "' is no registry: " + problem);
        }
        return name;
    }

    private @Nullable String problem() {
        try {
            String host = Reference.parse(name + "/x").registry();
            return host.equals(name) ? null : "write host or host:port, as in names of images";
        } catch (ImageException e) {
            return e.problem();
        }
    }

    RegistryAccess access() {
        List<Path> files = certificates.stream().map(File::toPath).toList();
        return new RegistryAccess(plainHttp, files, mirrors);
    }
}
