package io.jdock.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.image.LocalStore;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedClientTest {
    private static final int PATIENCE_MILLIS = 60_000;

    private static Set<Thread> threadsOfClients() {
        Set<Thread> found = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            ThreadGroup group = thread.getThreadGroup(); // null of one that has ended
            if (group != null && group.getName().equals("jdock-http")) {
                found.add(thread);
            }
        }
        return found;
    }

    private static void assertTheyEnd(Set<Thread> threads) throws InterruptedException {
        assertThat(threads).extracting(Thread::getName).anyMatch(name -> name.startsWith("HttpClient"));
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    void itsThreadEndsWithIt() throws Exception {
        Set<Thread> before = threadsOfClients();
        Set<Thread> own;
        try (OwnedClient client = new OwnedClient(HttpClient.newBuilder())) {
            assertThat(client.client().version()).isNotNull();
            own = threadsOfClients();
        }
        own.removeAll(before);

        assertTheyEnd(own);
    }

    @Test
    void noneOutlivesAPull(@TempDir Path directory) throws Exception {
        TestImage image = TestImage.of(1000);
        Set<Thread> meanwhile = ConcurrentHashMap.newKeySet();
        try (FakeRegistry registry = new FakeRegistry().put("1", image)) {
            registry.rule(FakeRegistry.blob(image.layers().get(0).digest()), exchange -> {
                meanwhile.addAll(threadsOfClients());
                registry.honest(exchange);
            });
            RegistrySettings settings =
                    RegistrySettings.usual().with(Map.of(registry.authority(), RegistryAccess.PLAIN_HTTP));
            LocalStore store = LocalStore.open(directory.resolve("store"));
            new Puller(store, settings, CredentialSource.ANONYMOUS, TransferListener.NONE)
                    .pull(Reference.parse(registry.name("1")), Platforms.linux("amd64"));

            assertTheyEnd(meanwhile);
        }
    }
}
