package io.jdock.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.jdock.container.Egress;
import io.jdock.container.HealthCheck;
import io.jdock.container.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What a user's test classes see, by running such classes. */
class ContainedExtensionTest {
    /** What the samples have to tell. */
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path logs;

    @BeforeEach
    void nothingWasSeenYet() {
        SEEN.clear();
    }

    @AfterEach
    void noContainerIsLeft() {
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    private EngineExecutionResults run(Class<?>... samples) {
        EngineTestKit.Builder kit =
                EngineTestKit.engine("junit-jupiter").configurationParameter("jdock.logs", logs.toString());
        for (Class<?> sample : samples) {
            kit.selectors(selectClass(sample));
        }
        return kit.execute();
    }

    private void passes(Class<?>... samples) {
        EngineExecutionResults results = run(samples);
        assertThat(results.allEvents().failed().list()).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isPositive();
    }

    private Throwable failureOf(Class<?> sample) {
        return run(sample).allEvents().failed().stream()
                .map(Event::getPayload)
                .flatMap(payload -> payload.stream())
                .map(TestExecutionResult.class::cast)
                .flatMap(result -> result.getThrowable().stream())
                .findFirst()
                .orElseThrow();
    }

    private static ServiceContainer shop(String name) {
        Path classes = Path.of(URI.create(
                Shop.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return ServiceContainer.of(java, "-XX:TieredStopAtLevel=1", "-cp", classes.toString(), Shop.class.getName())
                .withEnv("NAME", name)
                .with(spec -> spec.volume(Volume.readOnly(classes)))
                .withExposedPorts(Shop.PORT)
                .waitingFor(Wait.forHttp(Shop.PORT, "/health"));
    }

    private static ServiceContainer shell(String script) {
        return ServiceContainer.of("sh", "-c", script);
    }

    // ---- around a class, around a test

    @Contained
    static class AroundAll {
        @Container
        static final ServiceContainer SHOP = shop("corner shop");

        @Test
        void isReached() throws IOException {
            SEEN.add(SHOP.getContainer().id());
            URI address = URI.create("http://" + SHOP.getHost() + ":" + SHOP.getMappedPort(Shop.PORT) + "/");
            assertThat(address.toURL().openStream()).hasContent("corner shop");
            assertThat(SHOP.getFirstMappedPort()).isEqualTo(SHOP.getMappedPort(Shop.PORT));
        }

        @Test
        void isTheSame() {
            SEEN.add(SHOP.getContainer().id());
            assertThat(SHOP.isRunning()).isTrue();
            assertThat(SHOP.getLogs()).isEqualTo("the shop is open");
        }

        @Nested
        class Inside {
            @Test
            void isTheSameToo() throws Exception {
                SEEN.add(SHOP.getContainer().id());
                assertThat(SHOP.execInContainer("sh", "-c", "echo $NAME; echo oh >&2; exit 3"))
                        .isEqualTo(new ExecResult(3, "corner shop\n", "oh\n"));
            }
        }
    }

    @Test
    void aStaticFieldRunsAroundAllTestsOfItsClassAndOfThoseInIt() {
        passes(AroundAll.class);

        assertThat(SEEN).hasSize(3);
        assertThat(SEEN.stream().distinct()).hasSize(1);
        assertThat(AroundAll.SHOP.isRunning()).isFalse();
        assertThat(logs.resolve("AroundAll/SHOP.log")).hasContent("the shop is open");
    }

    @Contained
    static class OnOneNetwork {
        private static final Network NETWORK = Network.newNetwork();

        @Container
        static final ServiceContainer SHOP =
                shop("corner shop").withNetwork(NETWORK).withNetworkAliases("corner", "market");

        @Container
        static final ServiceContainer CUSTOMER =
                shell("sleep 1000").withNetwork(NETWORK).dependsOn(SHOP);

        @Test
        void theyReachEachOther() throws Exception {
            for (String name : List.of("shop", "corner", "market")) {
                String get = "exec 3<>/dev/tcp/" + name + "/" + Shop.PORT
                        + "; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; tail -n 1 <&3";
                assertThat(CUSTOMER.execInContainer("bash", "-c", get).stdout()).isEqualTo("corner shop");
            }
        }
    }

    @Test
    void servicesOnANetworkReachEachOtherByTheirNames() {
        passes(OnOneNetwork.class);
    }

    @Test
    void aliasesTakeANetwork() {
        assertThatThrownBy(() -> shell("true").withNetworkAliases("db"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("give withNetwork first");
    }

    /** The one is started before the other, and stays when that is stopped. */
    @Contained
    static class OnOneNetworkApart {
        private static final Network NETWORK = Network.newNetwork();

        @Container
        static final ServiceContainer SHOP =
                shop("corner shop").withNetwork(NETWORK).withNetworkAliases("corner");

        @Container
        final ServiceContainer customer = shell("sleep 1000").withNetwork(NETWORK);

        @Test
        void theyKnowEachOther() throws Exception {
            assertThat(customer.execInContainer("getent", "ahostsv4", "corner").stdout())
                    .startsWith(SHOP.getContainer().addresses().get(0).getHostAddress() + " ");
        }
    }

    @Test
    void servicesThatStartApartShareANetwork() {
        passes(OnOneNetworkApart.class);
    }

    @Contained
    static class AroundEach {
        @Container
        final ServiceContainer service = shell("sleep 1000");

        @Test
        void one() {
            SEEN.add(service.getContainer().id());
        }

        @Test
        void two() {
            SEEN.add(service.getContainer().id());
        }
    }

    @Test
    void anotherFieldRunsAroundEachTest() {
        passes(AroundEach.class);

        assertThat(SEEN.stream().distinct()).hasSize(2);
    }

    static class OneMethod {
        @Container
        static final ServiceContainer ALL = shell("sleep 1000");

        @Container
        final ServiceContainer each = shell("sleep 1000");

        @Test
        @Contained
        void with() {
            SEEN.add("with " + ALL.isRunning() + " " + each.isRunning());
        }

        @Test
        void without() {
            SEEN.add("without " + ALL.isRunning() + " " + each.isRunning());
        }
    }

    @Test
    void aMethodAloneMayHaveThem() {
        passes(OneMethod.class);

        assertThat(SEEN).containsExactlyInAnyOrder("with true true", "without false false");
    }

    static class Inherits extends AroundEach {}

    @Test
    void aClassInheritsServicesAndThatTheyAreStarted() {
        passes(Inherits.class);

        assertThat(SEEN.stream().distinct()).hasSize(2);
    }

    // ---- to the tests' own JVM

    /** Says one word to the first who connects, by the loopback interface alone. */
    private static ServerSocket sayingHello() {
        try {
            ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            var unused = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Contained
    static class CallsTheTests {
        private static final ServerSocket SERVER = sayingHello();

        @Container
        static final ServiceContainer CLIENT = ServiceContainer.of(
                        "bash",
                        "-c",
                        "read -r word < /dev/tcp/127.0.0.1/" + SERVER.getLocalPort() + "; echo $word; sleep 1000")
                .withHostLoopback(SERVER.getLocalPort())
                .waitingFor(Wait.forLogMessage("hello"));

        @AfterAll
        static void close() throws IOException {
            SERVER.close();
        }

        @Test
        void isAnswered() {
            SEEN.add(CLIENT.getLogs());
        }
    }

    @Test
    void oneReachesAServerOfTheTests() {
        passes(CallsTheTests.class);

        assertThat(SEEN).containsExactly("hello");
    }

    // ---- several

    @Contained
    static class DependsOnOthers {
        @TempDir
        static Path shared;

        @Container
        final ServiceContainer schema = shell("echo tables > /shared/schema")
                .withVolume(shared, Path.of("/shared"), false)
                .waitingFor(Wait.forSuccess());

        @Container
        final ServiceContainer web = shell("cat /shared/schema && sleep 1000")
                .withVolume(shared, Path.of("/shared"), true)
                .waitingFor(Wait.forLogMessage("tables"))
                .dependsOn(schema);

        @Test
        void isReady() {
            SEEN.add(web.getLogs());
        }
    }

    @Test
    void oneThatDependsOnAnotherIsStartedWhenThatIsReady() {
        passes(DependsOnOthers.class);

        assertThat(SEEN).containsExactly("tables");
    }

    static final ServiceContainer REUSED = shell("sleep 1000").withReuse(true);

    @Contained
    static class Reuses {
        @Container
        static final ServiceContainer SERVICE = REUSED.named("first");

        @Test
        void one() {
            SEEN.add(SERVICE.getContainer().id());
        }
    }

    @Contained
    static class ReusesToo {
        @Container
        static final ServiceContainer SERVICE = REUSED.named("second");

        @Test
        void two() {
            SEEN.add(SERVICE.getContainer().id());
        }
    }

    @Test
    void equalServicesOfSeveralClassesAreOneIfTheyMayBe() {
        passes(Reuses.class, ReusesToo.class);

        assertThat(SEEN).hasSize(2);
        assertThat(SEEN.stream().distinct()).hasSize(1);
    }

    // ---- failures

    @Contained
    static class Fails {
        @Container
        static final ServiceContainer DB =
                shell("echo starting; echo no disk left >&2; sleep 1000").waitingFor(Wait.forLogMessage("no disk"));

        @Test
        void fails() {
            throw new AssertionError("no order was found");
        }
    }

    @Contained
    static class ReachesOut {
        @Container
        static final ServiceContainer CLIENT = ServiceContainer.of(
                        "bash", "-c", "echo >/dev/tcp/192.0.2.1/80; echo shut in; sleep 1000")
                .withNetwork(Network.newNetwork())
                .with(spec -> spec.egress(Egress.NONE))
                .waitingFor(Wait.forLogMessage("shut in"));

        @Test
        void fails() {
            throw new AssertionError("no order was sent");
        }
    }

    @Test
    void aFailureCarriesWhatEgressRulesRefused() {
        assertThat(failureOf(ReachesOut.class).getSuppressed()[0])
                .hasMessageContaining(
                        "is running; it was refused by its egress rules:\n    tcp to 192.0.2.1:80, once, at ")
                .hasMessageContaining("shut in");
    }

    @Test
    void aFailureCarriesWhatTheServicesWroteLast() {
        Throwable failure = failureOf(Fails.class);

        assertThat(failure).hasMessage("no order was found");
        assertThat(failure.getSuppressed()[0])
                .hasMessageContaining("service 'DB' is running")
                .hasMessageContaining("no disk left");
    }

    @Contained
    static class NeverReady {
        @Container
        static final ServiceContainer DB = shell("echo starting; sleep 1000")
                .waitingFor(Wait.forSuccessfulCommand("false"))
                .withStartupTimeout(Duration.ofMillis(500));

        @Test
        void isNotReached() {
            SEEN.add("reached");
        }
    }

    @Test
    void oneThatDoesNotGetReadyIsAFailureWithWhatItWrote() {
        assertThat(failureOf(NeverReady.class))
                .hasMessageContaining("DB was not ready")
                .hasMessageContaining("starting");
        assertThat(SEEN).isEmpty();
    }

    @Contained
    static class LookedAfter {
        @Container
        static final ServiceContainer WEB = shell("echo up > /tmp/state; sleep 1000")
                .withHealthCheck(HealthCheck.of("grep", "up", "/tmp/state"))
                .waitingFor(Wait.forHealthcheck());

        @Test
        void isHealthy() {
            SEEN.add("healthy: " + WEB.isHealthy());
        }
    }

    @Test
    void oneIsWaitedForByItsHealthCheck() {
        passes(LookedAfter.class);

        assertThat(SEEN).containsExactly("healthy: true");
        assertThat(LookedAfter.WEB.isHealthy()).isFalse();
    }

    @Contained
    static class HasNoCheck {
        @Container
        static final ServiceContainer WEB = shell("sleep 1000").waitingFor(Wait.forHealthcheck());

        @Test
        void isNotReached() {
            SEEN.add("reached");
        }
    }

    @Test
    void oneThatHasNoHealthCheckIsNotWaitedForByIt() {
        assertThat(failureOf(HasNoCheck.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("'WEB'")
                .hasMessageContaining("withHealthCheck");
        assertThat(SEEN).isEmpty();
    }

    @Contained
    static class DependsOnNobody {
        @Container
        static final ServiceContainer WEB = shell("true").dependsOn(shell("true"));

        @Test
        void isNotReached() {
            SEEN.add("reached");
        }
    }

    @Contained
    static class NoService {
        @Container
        static final String WEB = "web";

        @Test
        void isNotReached() {
            SEEN.add("reached");
        }
    }

    @Test
    void mistakesAreTold() {
        Consumer<Throwable> isMistake = e -> assertThat(e).isInstanceOf(ExtensionConfigurationException.class);

        assertThat(failureOf(DependsOnNobody.class)).satisfies(isMistake).hasMessageContaining("'WEB' depends on");
        assertThat(failureOf(NoService.class)).satisfies(isMistake).hasMessageContaining("hold a ServiceContainer");
        assertThatThrownBy(() -> shell("true").getMappedPort(80))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not started");
        assertThat(SEEN).isEmpty();
    }
}
