package io.jdock.eclipse.jdt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.eclipse.core.runtime.FileLocator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

/** A bundle of one class in place of a plug-in that the Maven repository does not have; gone with {@link #close}. */
record StandIn(Bundle bundle) implements AutoCloseable {

    /**
     * Compiles, packs and installs it.
     *
     * @param name of the bundle
     * @param className in full
     * @param source of the class
     * @param directory for what is made
     */
    static StandIn install(String name, String className, String source, Path directory) throws Exception {
        BundleContext context = FrameworkUtil.getBundle(StandIn.class).getBundleContext();
        String path = className.replace('.', '/');
        Path file = directory.resolve(path + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        compile(file, directory, context);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        manifest.getMainAttributes().putValue("Require-Bundle", "org.eclipse.debug.ui,org.eclipse.ui");
        Path jar = directory.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(out, manifest)) {
            archive.putNextEntry(new JarEntry(path + ".class"));
            Files.copy(directory.resolve(path + ".class"), archive);
        }
        Bundle bundle = context.installBundle(jar.toUri().toString());
        bundle.start(); // so that it is resolved: others do not count as there
        return new StandIn(bundle);
    }

    private static void compile(Path source, Path directory, BundleContext context)
            throws IOException, InterruptedException {
        String bundles = Arrays.stream(context.getBundles())
                .flatMap(bundle -> FileLocator.getBundleFileLocation(bundle).stream())
                .map(File::getPath)
                .collect(Collectors.joining(File.pathSeparator));
        Path arguments = Files.writeString(
                directory.resolve("arguments"), "-proc:none -cp \"" + bundles + "\" -d \"" + directory + "\"");
        Process javac = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/javac").toString(),
                        "-J-XX:TieredStopAtLevel=1", // it does not live long
                        "@" + arguments,
                        source.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(javac.getInputStream().readAllBytes(), UTF_8);
        if (javac.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }

    @Override
    public void close() throws BundleException {
        bundle.uninstall();
    }
}
