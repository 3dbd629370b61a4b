package io.jdock.maven.image;

import io.jdock.image.LayerContent;
import io.jdock.image.LayerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A jar that Spring Boot made executable, spread out as its index of layers says (Spring Boot's reference, "Layering Docker
 * Images"). Layers read from the jar, so it is to be closed after they are written.
 */
public final class SpringBootJar implements AutoCloseable {
    private static final String LOADER = "org.springframework.boot.loader.";
    private static final String INDEX = "Spring-Boot-Layers-Index";
    private static final Pattern LAYER = Pattern.compile("- \"(.+)\":");
    private static final Pattern PATH = Pattern.compile(" +- \"(.+)\"");
    private static final String REST = "application";
    private static final int FILE_MODE = 0644;

    private final JarFile jar;
    private final String mainClass;
    private final Optional<String> index;

    private SpringBootJar(JarFile jar, String mainClass, Optional<String> index) {
        this.jar = jar;
        this.mainClass = mainClass;
        this.index = index;
    }

    /** Opens a jar; empty if it is not Spring Boot's. */
    public static Optional<SpringBootJar> open(Path file) throws IOException {
        JarFile jar = new JarFile(file.toFile(), false);
        Optional<SpringBootJar> found = Optional.empty();
        try {
            Manifest manifest = jar.getManifest();
            String main = manifest == null ? null : manifest.getMainAttributes().getValue("Main-Class");
            if (manifest != null && main != null && main.startsWith(LOADER)) {
                String index = manifest.getMainAttributes().getValue(INDEX);
                found = Optional.of(new SpringBootJar(jar, main, Optional.ofNullable(index)));
            }
            return found;
        } finally {
            if (found.isEmpty()) {
                jar.close();
            }
        }
    }

    /** The class that starts the application from the directory that the jar is spread to. */
    public String mainClass() {
        return mainClass;
    }

    /** The layers in the order of the index, without those that are empty. */
    public List<ApplicationLayer> layers() throws IOException {
        Map<String, List<String>> wanted = index.isPresent() ? index(index.get()) : usual();
        Map<String, List<LayerEntry>> layers = new LinkedHashMap<>();
        wanted.keySet().forEach(layer -> layers.put(layer, new ArrayList<>()));
        for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
            if (!entry.isDirectory()) {
                layers.computeIfAbsent(layerOf(entry.getName(), wanted), layer -> new ArrayList<>())
                        .add(entry(entry));
            }
        }
        return layers.entrySet().stream()
                .filter(layer -> !layer.getValue().isEmpty())
                .map(layer -> new ApplicationLayer(layer.getKey(), layer.getValue()))
                .toList();
    }

    /** A path that ends in a slash stands for all below it. */
    private static String layerOf(String name, Map<String, List<String>> layers) {
        return layers.entrySet().stream()
                .filter(layer -> layer.getValue().stream()
                        .anyMatch(path -> path.endsWith("/") ? name.startsWith(path) : name.equals(path)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(REST);
    }

    private Map<String, List<String>> index(String name) throws IOException {
        JarEntry entry = jar.getJarEntry(name);
        if (entry == null) {
            return usual();
        }
        Map<String, List<String>> layers = new LinkedHashMap<>();
        List<String> paths = new ArrayList<>();
        try (InputStream content = jar.getInputStream(entry)) {
            for (String line : new String(content.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                Matcher layer = LAYER.matcher(line.stripTrailing());
                Matcher path = PATH.matcher(line.stripTrailing());
                if (layer.matches()) {
                    paths = new ArrayList<>();
                    layers.put(layer.group(1), paths);
                } else if (path.matches()) {
                    paths.add(path.group(1));
                }
            }
        }
        return layers;
    }

    /** Those of Spring Boot for jars without an index. */
    private Map<String, List<String>> usual() {
        List<String> snapshots = jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith("BOOT-INF/lib/") && name.contains("SNAPSHOT"))
                .toList();
        Map<String, List<String>> layers = new LinkedHashMap<>();
        layers.put("snapshot-dependencies", snapshots);
        layers.put("dependencies", List.of("BOOT-INF/lib/"));
        layers.put("spring-boot-loader", List.of("org/"));
        return layers;
    }

    private LayerEntry entry(JarEntry entry) {
        return LayerEntry.file(ApplicationLayer.path(entry.getName()), FILE_MODE, new OfJar(jar, entry));
    }

    private record OfJar(JarFile jar, JarEntry entry) implements LayerContent {
        @Override
        public long size() {
            return entry.getSize();
        }

        @Override
        public InputStream open() throws IOException {
            return jar.getInputStream(entry);
        }
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
