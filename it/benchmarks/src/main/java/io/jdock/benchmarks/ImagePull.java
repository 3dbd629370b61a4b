package io.jdock.benchmarks;

import io.jdock.container.Images;
import io.jdock.host.HostProbe;
import io.jdock.image.LocalStore;
import io.jdock.image.Reference;
import io.jdock.image.UnpackLimits;
import io.jdock.image.registry.CredentialSource;
import io.jdock.image.registry.Puller;
import io.jdock.image.registry.RegistryAccess;
import io.jdock.image.registry.RegistrySettings;
import io.jdock.image.registry.TransferListener;
import io.jdock.oci.ContentDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Fetches an image from a registry without encryption and unpacks it, as {@code store image}; tells how much memory that took. */
public final class ImagePull {
    private ImagePull() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        long before = peak();
        LocalStore store = LocalStore.open(Path.of(arguments[0]));
        Reference reference = Reference.parse(arguments[1]);
        RegistrySettings settings =
                RegistrySettings.usual().with(Map.of(reference.registry(), RegistryAccess.PLAIN_HTTP));
        Images images = new Images(HostProbe.probe(), store, UnpackLimits.DEFAULT);
        ContentDescriptor image = new Puller(store, settings, CredentialSource.ANONYMOUS, TransferListener.NONE)
                .pull(reference, Images.platform(), images.unpacking(note -> {}));
        images.prepare(reference.familiar(), image, note -> {});
        System.out.println((peak() - before) / 1024);
    }

    /** The most memory that this process has had, in KiB (proc_pid_status(5), VmHWM). */
    private static long peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
