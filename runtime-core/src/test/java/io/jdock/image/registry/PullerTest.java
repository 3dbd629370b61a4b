package io.jdock.image.registry;

import static io.jdock.image.registry.FakeRegistry.blob;
import static io.jdock.image.registry.FakeRegistry.manifest;
import static io.jdock.image.registry.FakeRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.jdock.image.ImageException;
import io.jdock.image.LayerSource;
import io.jdock.image.LocalStore;
import io.jdock.image.Platforms;
import io.jdock.image.Reference;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.ImageIndex;
import io.jdock.oci.ImageManifest;
import io.jdock.oci.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls from a registry that is honest at first, then breaks, then lies. */
class PullerTest {
    private static final int LAYER = 300_000;

    @TempDir
    private Path directory;

    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final TestImage image = TestImage.of(LAYER, 1000);
    private final String layerPath = blob(image.layers().get(0).digest());

    /** How many bytes of the first layer the puller has. */
    private long arrived;

    private FakeRegistry registry;
    private LocalStore store;
    private CredentialSource credentials = CredentialSource.ANONYMOUS;

    @BeforeEach
    void open() throws IOException {
        registry = new FakeRegistry().put("1", image);
        store = LocalStore.open(directory.resolve("store"));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    // ---- honest

    @Test
    void anImageIsInTheStoreUnderItsName() throws Exception {
        assertThat(pull("1")).isEqualTo(image.manifest());

        assertThat(store.resolve(registry.name("1"))).contains(image.manifest());
        for (ContentDescriptor layer : image.layers()) {
            try (InputStream content = store.open(layer.digest())) {
                assertThat(content).hasBinaryContent(image.bytes(layer));
            }
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        pull("1");
        registry.requests().clear();

        pull("1");

        assertThat(registry.requests())
                .extracting(FakeRegistry.Request::method, FakeRegistry.Request::path)
                .containsExactly(tuple("HEAD", manifest("1")));
    }

    @Test
    void aLayerIsHandedOnWhileAnotherStillComes() throws Exception {
        CountDownLatch handedOn = new CountDownLatch(1);
        registry.rule(layerPath, exchange -> {
            await(handedOn);
            registry.honest(exchange);
        });
        Map<Integer, Boolean> firstWasThere = new ConcurrentHashMap<>();

        pull((pulled, layer, source) -> {
            readToEnd(source);
            assertThat(store.has(image.layers().get(layer).digest())).isTrue();
            firstWasThere.put(layer, store.has(image.layers().get(0).digest()));
            if (layer == 1) {
                handedOn.countDown();
            }
        });

        assertThat(firstWasThere).containsOnly(Map.entry(0, true), Map.entry(1, false));
    }

    @Test
    void aLayerIsReadWhileItComes() throws Exception {
        byte[] first = image.bytes(image.layers().get(0));
        CountDownLatch halfRead = new CountDownLatch(1);
        registry.rule(layerPath, exchange -> {
            exchange.sendResponseHeaders(200, first.length);
            exchange.getResponseBody().write(first, 0, LAYER / 2);
            exchange.getResponseBody().flush();
            await(halfRead);
            exchange.getResponseBody().write(first, LAYER / 2, first.length - LAYER / 2);
        });

        pull((pulled, layer, source) -> {
            try (InputStream content = source.open()) {
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                read.write(content.readNBytes(LAYER / 2));
                if (layer == 0) {
                    halfRead.countDown();
                }
                content.transferTo(read);
                assertThat(read.toByteArray())
                        .isEqualTo(image.bytes(image.layers().get(layer)));
            }
        });

        assertThat(store.resolve(registry.name("1"))).contains(image.manifest());
    }

    @Test
    void whoReadsALayerThatBeginsAnewReadsItAnew() throws Exception {
        byte[] first = image.bytes(image.layers().get(0));
        registry.rule(layerPath, FakeRegistry.bytes(first)); // and knows no ranges
        registry.script(layerPath, broken(100_000));
        List<Boolean> ends = new CopyOnWriteArrayList<>();

        pull((pulled, layer, source) -> {
            if (layer == 0) {
                ends.add(false);
                assertThat(readToEnd(source)).isEqualTo(first);
                ends.add(true);
            }
        });

        assertThat(ends).as("tries and ends").containsExactly(false, false, true);
    }

    @Test
    void whoReadsALayerOfAnotherDigestNeverComesToItsEnd() {
        byte[] other = image.bytes(image.layers().get(0)).clone();
        other[other.length - 1] ^= 1;
        registry.rule(layerPath, FakeRegistry.bytes(other));
        List<Integer> ends = new CopyOnWriteArrayList<>();

        assertThatThrownBy(() -> pull((pulled, layer, source) -> {
                    readToEnd(source);
                    ends.add(layer);
                }))
                .hasMessageContaining("what the registry sends is not what the image promises");

        assertThat(ends).doesNotContain(0);
        assertThat(tags()).isEmpty();
    }

    private static byte[] readToEnd(LayerSource source) throws IOException {
        try (InputStream content = source.open()) {
            return content.readAllBytes();
        }
    }

    @Test
    void whoCannotTakeALayerEndsThePull() {
        assertThatThrownBy(() -> pull((pulled, layer, source) -> {
                    throw new ImageException("layer " + layer, "it wants to be elsewhere", null);
                }))
                .hasMessageContaining("it wants to be elsewhere");

        assertThat(tags()).isEmpty();
    }

    @Test
    void anIndexHasTheImageOfThePlatform() throws Exception {
        TestImage arm = TestImage.of("arm64", 2000);
        ContentDescriptor index = putIndex("multi", image, arm);

        assertThat(puller(Map.of()).pull(Reference.parse(registry.name("multi")), Platforms.linux("arm64")))
                .isEqualTo(index);

        assertThat(store.isComplete(index, Platforms.linux("arm64"))).isTrue();
        assertThat(store.isComplete(index, Platforms.linux("amd64"))).isFalse();
        assertThatThrownBy(
                        () -> puller(Map.of()).pull(Reference.parse(registry.name("multi")), Platforms.linux("s390x")))
                .hasMessage(
                        index.digest() + ": there is no image for linux/s390x; there are: linux/amd64, linux/arm64");
    }

    @Test
    void aDigestNamesAnImage() throws Exception {
        Reference reference =
                Reference.parse(registry.name("1")).withDigest(image.manifest().digest());

        assertThat(puller(Map.of()).pull(reference, Platforms.linux("amd64"))).isEqualTo(image.manifest());
    }

    @Test
    void aMirrorIsAskedFirstAndTheRegistryIfItFails() throws Exception {
        Reference reference = Reference.parse("registry.example.org/app:1");
        RegistryAccess mirrored =
                new RegistryAccess(false, List.of(), List.of("127.0.0.1:1", registry.authority() + "/shop"));

        puller(Map.of("registry.example.org", mirrored)).pull(reference, Platforms.linux("amd64"));

        assertThat(store.resolve("registry.example.org/app:1")).contains(image.manifest());
        assertThat(notes).singleElement().asString().startsWith("the mirror is not used: 127.0.0.1:1: ");
    }

    @Test
    void anImageThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> pull("2"))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(registry.name("2") + ": the registry does not have it: unknown here");
    }

    // ---- who asks

    @Test
    void aNameAndAPasswordAreGivenToWhoAsksForThem() throws Exception {
        credentials = (host, repository) -> Optional.of(Credential.password("ann", "secret"));
        askFor("Basic realm=\"shop\"", "Basic YW5uOnNlY3JldA==");

        assertThat(pull("1")).isEqualTo(image.manifest());
    }

    @Test
    void aTokenIsFetchedOnceForAllLayers() throws Exception {
        credentials = (host, repository) -> Optional.of(Credential.password("ann", "secret"));
        askFor("Bearer service=\"s s\",scope=\"repository:shop/app:pull\",realm=\"" + realm() + "\"", "Bearer t1");
        registry.rule("/token", status(200, "{\"token\":\"t1\",\"expires_in\":300}"));

        assertThat(pull("1")).isEqualTo(image.manifest());

        assertThat(registry.requests("/token")).singleElement().satisfies(request -> {
            assertThat(request.authorization()).isEqualTo("Basic YW5uOnNlY3JldA==");
            assertThat(request.query()).isEqualTo("service=s+s&scope=repository:shop/app:pull");
        });
    }

    @Test
    void aTokenThatHasExpiredIsRenewed() throws Exception {
        askFor("Bearer realm=\"" + realm() + "\"", "Bearer t2");
        registry.script("/token", status(200, "{\"token\":\"t1\"}"));
        registry.rule("/token", status(200, "{\"access_token\":\"t2\"}"));
        registry.rule(manifest("1"), guarded("Bearer realm=\"" + realm() + "\"", "Bearer t1"));

        assertThat(pull("1")).isEqualTo(image.manifest());
    }

    @Test
    void anIdentityTokenIsChangedForAnAccessToken() throws Exception {
        credentials = (host, repository) -> Optional.of(Credential.identityToken("id/1"));
        askFor("Bearer realm=\"" + realm() + "\"", "Bearer t1");
        List<String> forms = new ArrayList<>();
        registry.rule("/token", exchange -> {
            forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            status(200, "{\"access_token\":\"t1\"}").to(exchange);
        });

        pull("1");

        assertThat(forms)
                .containsExactly("grant_type=refresh_token&client_id=jdock&refresh_token=id%2F1"
                        + "&scope=repository%3Ashop%2Fapp%3Apull");
    }

    @Test
    void whoIsNobodyIsToldWhatToDo() {
        askFor("Basic realm=\"shop\"", "Basic nobody");

        assertThatThrownBy(() -> pull("1"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("the registry wants to know who you are")
                .hasMessageContaining("<server> with the id " + registry.authority());
    }

    @Test
    void noRegistryIsAnsweredForEver() {
        credentials = (host, repository) -> Optional.of(Credential.password("ann", "wrong"));
        askFor("Basic realm=\"shop\"", "Basic right");
        assertThatThrownBy(() -> pull("1")).hasMessageContaining("the registry refuses it");
        assertThat(registry.requests(manifest("1"))).hasSize(2);

        registry.requests().clear();
        askFor("Bearer realm=\"" + realm() + "\"", "Bearer none");
        registry.rule("/token", status(200, "{\"token\":\"t\"}"));
        assertThatThrownBy(() -> pull("1")).hasMessageContaining("the registry refuses it");
        assertThat(registry.requests(manifest("1"))).hasSize(2);
        assertThat(registry.requests("/token")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/", "not an address", "", "https://u:p@127.0.0.1/"})
    void tokensAreOnlyFetchedFromServers(String realm) {
        askFor("Bearer realm=\"" + realm + "\"", "Bearer none");

        assertThatThrownBy(() -> pull("1")).isInstanceOf(ImageException.class);
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void whoIsSentElsewhereDoesNotTakeTheSecretAlong() throws Exception {
        credentials = (host, repository) -> Optional.of(Credential.password("ann", "secret"));
        askFor("Basic realm=\"shop\"", "Basic YW5uOnNlY3JldA==");
        try (FakeRegistry storage = new FakeRegistry()) {
            storage.rule("/layer", FakeRegistry.bytes(image.bytes(image.layers().get(0))));
            registry.rule(layerPath, status(307, Map.of("Location", "http://" + storage.authority() + "/layer")));

            assertThat(pull("1")).isEqualTo(image.manifest());

            assertThat(storage.requests())
                    .singleElement()
                    .extracting(FakeRegistry.Request::authorization)
                    .isEqualTo("");
        }
    }

    // ---- broken

    @Test
    void aBrokenLayerIsGoneOnWith() throws Exception {
        registry.script(layerPath, broken(100_000), broken(50_000));

        assertThat(pull("1")).isEqualTo(image.manifest());

        assertThat(registry.requests(layerPath))
                .extracting(FakeRegistry.Request::range)
                .containsExactly("", "bytes=100000-", "bytes=150000-");
    }

    @Test
    void aPullGoesOnWhereAnEarlierOneBrokeOff() throws Exception {
        registry.rule(layerPath, broken(0));
        registry.script(layerPath, broken(100_000));
        // of answers that end at their beginning the JDK's client tells before it gives them out, or after that
        assertThatThrownBy(() -> pull("1"))
                .message()
                .containsAnyOf(
                        "the transfer ended after 100000 of "
                                + image.layers().get(0).size() + " bytes",
                        "bytes received: 0");
        assertThat(store.resolve(registry.name("1"))).isEmpty();

        registry.requests().clear();
        registry.rule(layerPath, registry::honest);
        assertThat(pull("1")).isEqualTo(image.manifest());
        assertThat(registry.requests(layerPath))
                .extracting(FakeRegistry.Request::range)
                .containsExactly("bytes=100000-");
    }

    @Test
    void aServerWithoutRangesIsAskedForAllOfIt() throws Exception {
        byte[] layer = image.bytes(image.layers().get(0));
        registry.rule(layerPath, FakeRegistry.bytes(layer));
        registry.script(layerPath, broken(100_000));

        assertThat(pull("1")).isEqualTo(image.manifest());
    }

    @Test
    void aWrongBeginningThatWasLeftBehindIsThrownAway() throws Exception {
        ContentDescriptor layer = image.layers().get(0);
        try (var writer = store.begin(layer.digest(), layer.size())) {
            writer.write(new byte[1234]);
        }

        assertThat(pull("1")).isEqualTo(image.manifest());

        assertThat(registry.requests(layerPath))
                .extracting(FakeRegistry.Request::range)
                .containsExactly("bytes=1234-", "");
    }

    @Test
    void whatFailsForAMomentIsTriedAgain() throws Exception {
        registry.script(
                manifest("1"), status(429, Map.of("Retry-After", "7")), status(503, Map.of()), status(500, Map.of()));
        registry.script(layerPath, status(502, Map.of()));

        assertThat(pull("1")).isEqualTo(image.manifest());

        assertThat(pauses).hasSize(4).contains(Duration.ofSeconds(7));
    }

    @Test
    void aRegistryThatLimitsPullsIsExplained() {
        registry.rule(manifest("1"), status(429, Map.of("Retry-After", "3600", "ratelimit-limit", "100;w=21600")));

        assertThatThrownBy(() -> pull("1"))
                .hasMessage(registry.name("1") + ": the registry limits how much is pulled, to 100 in 360 minutes;"
                        + " wait 3600 s, log in, which often raises the limit, or name a mirror");
        assertThat(pauses).isEmpty();
    }

    // ---- hostile

    @Test
    void aLayerOfAnotherDigestIsNotKept() {
        byte[] other = image.bytes(image.layers().get(0)).clone();
        other[LAYER / 2] ^= 1;
        registry.rule(layerPath, FakeRegistry.bytes(other));

        refused("what the registry sends is not what the image promises: the content has the digest "
                + Digest.sha256(other));
    }

    @Test
    void anEndlessLayerIsCutOff() {
        registry.rule(layerPath, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                byte[] chunk = new byte[1 << 16];
                while (true) {
                    body.write(chunk);
                }
            }
        });

        refused("there are more than the " + image.layers().get(0).size() + " bytes promised");
    }

    @Test
    void aTruncatedLayerIsNotTrusted() {
        registry.rule(layerPath, FakeRegistry.bytes(new byte[100]));

        assertThatThrownBy(() -> pull("1")).hasMessageContaining("the transfer ended after 100 of ");
        assertThat(store.has(image.layers().get(0).digest())).isFalse();
        assertThat(tags()).isEmpty();
    }

    @Test
    void aManifestOfAnotherDigestIsRefused() {
        Digest digest = image.manifest().digest();
        registry.rule(
                manifest(digest.toString()),
                FakeRegistry.bytes("{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> puller(Map.of())
                        .pull(Reference.parse(registry.name("1")).withDigest(digest), Platforms.linux("amd64")))
                .hasMessageContaining("the registry sends a manifest of digest")
                .hasMessageContaining("instead of " + digest);
        assertThat(tags()).isEmpty();
    }

    @Test
    void aManifestThatIsTwoThingsIsRefused() {
        registry.rule(manifest("1"), exchange -> {
            exchange.getResponseHeaders().set("Content-Type", MediaTypes.IMAGE_INDEX);
            FakeRegistry.bytes(image.bytes(image.manifest())).to(exchange);
        });

        refused("the manifest says that it is of type " + MediaTypes.IMAGE_MANIFEST + ", and the registry says "
                + MediaTypes.IMAGE_INDEX);
    }

    @Test
    void aHugeManifestIsNotRead() {
        registry.rule(manifest("1"), FakeRegistry.bytes(new byte[5 << 20]));

        refused("the document is larger than 4194304 bytes");
    }

    @Test
    void anIndexThatLiesAboutSizesIsRefused() throws Exception {
        ContentDescriptor lie = ContentDescriptor.of(
                image.manifest().mediaType(),
                image.manifest().digest(),
                image.manifest().size() + 1);
        byte[] index = new ConfigWriter().write(ImageIndex.of(List.of(lie)));
        registry.put("1", ContentDescriptor.of(MediaTypes.IMAGE_INDEX, index), index);

        refused("and its index says " + lie.size());
    }

    @Test
    void aConfigurationThatDoesNotFitTheLayersIsRefused() {
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                        + "\"diff_ids\":[]}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] manifest = new ConfigWriter()
                .write(ImageManifest.of(ContentDescriptor.of(MediaTypes.IMAGE_CONFIG, config), image.layers()));
        registry.rule(blob(Digest.sha256(config)), FakeRegistry.bytes(config));
        registry.put("1", ContentDescriptor.of(MediaTypes.IMAGE_MANIFEST, manifest), manifest);

        assertThatThrownBy(() -> pull("1")).hasMessageContaining("its manifest has 2 layers and its configuration 0");
        assertThat(tags()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "http://a:b@127.0.0.1/", "http:///"})
    void aRedirectToAnythingButAServerIsRefused(String location) {
        registry.rule(layerPath, status(307, Map.of("Location", location)));

        refused("the registry points to " + location);
    }

    @Test
    void redirectsInCirclesEnd() {
        registry.rule(layerPath, status(302, Map.of("Location", layerPath)));

        refused("sends its clients round in circles");
    }

    @Test
    void anErrorTextCannotSteerTheTerminal() {
        registry.rule(manifest("1"), status(404, "{\"errors\":[{\"message\":\"\\u001b[2J\\u0007gone\"}]}"));

        assertThatThrownBy(() -> pull("1"))
                .satisfies(e -> assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl));
    }

    /** A pull fails with these words, and nothing of the layer stays. Of others there may be a beginning. */
    private void refused(String words) {
        assertThatThrownBy(() -> pull("1")).isInstanceOf(ImageException.class).hasMessageContaining(words);
        assertThat(store.has(image.layers().get(0).digest())).isFalse();
        assertThat(tags()).isEmpty();
        assertThat(leftovers())
                .noneMatch(file ->
                        file.toString().contains(image.layers().get(0).digest().encoded()));
    }

    // ---- tools

    private FakeRegistry.Reply broken(int bytes) {
        return registry.broken(bytes, this::awaitArrival);
    }

    private synchronized void awaitArrival(long bytes) throws IOException {
        try {
            while (arrived < bytes) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private synchronized void arrives(long bytes) {
        arrived = bytes;
        notifyAll();
    }

    private String realm() {
        return "http://" + registry.authority() + "/token";
    }

    private void askFor(String challenge, String authorization) {
        registry.rule(manifest("1"), guarded(challenge, authorization));
        image.content().keySet().forEach(digest -> registry.rule(blob(digest), guarded(challenge, authorization)));
    }

    private FakeRegistry.Reply guarded(String challenge, String authorization) {
        return exchange -> {
            if (authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                registry.honest(exchange);
            } else {
                status(401, Map.of("WWW-Authenticate", challenge)).to(exchange);
            }
        };
    }

    private ContentDescriptor putIndex(String tag, TestImage... images) {
        List<ContentDescriptor> manifests = new ArrayList<>();
        for (TestImage one : images) {
            registry.put("unnamed", one);
            String architecture = one.equals(image) ? "amd64" : "arm64";
            manifests.add(new ContentDescriptor(
                    one.manifest().mediaType(),
                    one.manifest().digest(),
                    one.manifest().size(),
                    List.of(),
                    Map.of(),
                    null,
                    Platforms.linux(architecture),
                    null));
        }
        byte[] index = new ConfigWriter().write(ImageIndex.of(manifests));
        ContentDescriptor descriptor = ContentDescriptor.of(MediaTypes.IMAGE_INDEX, index);
        registry.put(tag, descriptor, index);
        return descriptor;
    }

    private ContentDescriptor pull(String tag) throws IOException, InterruptedException {
        return puller(Map.of()).pull(Reference.parse(registry.name(tag)), Platforms.linux("amd64"));
    }

    private void pull(LayerTaker taker) throws IOException, InterruptedException {
        puller(Map.of()).pull(Reference.parse(registry.name("1")), Platforms.linux("amd64"), taker);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private Puller puller(Map<String, RegistryAccess> others) {
        TransferListener listener = new TransferListener() {
            @Override
            public void advances(ContentDescriptor content, long bytes) {
                if (content.equals(image.layers().get(0))) {
                    arrives(bytes);
                }
            }

            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
        return new Puller(store, settings(others), credentials, listener);
    }

    private RegistrySettings settings(Map<String, RegistryAccess> others) {
        Map<String, RegistryAccess> registries = new HashMap<>(others);
        registries.put(registry.authority(), RegistryAccess.PLAIN_HTTP);
        Retries retries = new Retries(5, Duration.ofMillis(1), Duration.ofSeconds(60), this::pause);
        return RegistrySettings.usual().with(registries).retrying(retries, Duration.ofSeconds(60));
    }

    private synchronized void pause(Duration time) {
        pauses.add(time);
    }

    private Map<String, ContentDescriptor> tags() {
        try {
            return store.tags();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> leftovers() {
        try (Stream<Path> files = Files.list(store.root().resolve("ingest"))) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
