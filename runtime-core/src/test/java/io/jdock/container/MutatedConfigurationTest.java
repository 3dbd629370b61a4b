package io.jdock.container;

import static io.jdock.container.Containers.shell;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.ConfigWriter;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.RuntimeSpec;
import io.jdock.plan.PlanException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Whatever is done to a configuration that runs, it either runs or is refused with what is wrong, and nothing is left. The
 * reading alone is tried with more and wilder changes by {@code ConfigReaderMutationTest}.
 */
class MutatedConfigurationTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String REMOVED = "removed";

    private Containers containers;
    private Path directory;
    private JsonNode valid;
    private Traces traces;

    @BeforeProperty
    void open() throws IOException {
        containers = new Containers();
        directory = Files.createTempDirectory("mutated");
        RuntimeSpec configuration = containers
                .engine()
                .configuration(shell("exit 0").hostname("mutated").build());
        valid = JSON.readTree(new ConfigWriter().write(configuration));
        containers.run(configuration); // what the engine keeps for later is there now
        traces = Traces.before(containers);
    }

    @AfterProperty
    void close() throws IOException {
        traces.assertNothingIsLeft();
        containers.close();
        Files.delete(directory);
    }

    /** A place of the document, and the JSON that takes its place. */
    record Mutation(JsonPointer place, String json) {
        void apply(JsonNode tree) {
            JsonNode parent = tree.at(place.head());
            JsonPointer last = place.last();
            if (parent instanceof ObjectNode object) {
                if (json.equals(REMOVED)) {
                    object.remove(last.getMatchingProperty());
                } else {
                    object.set(last.getMatchingProperty(), parsed(json));
                }
            } else if (parent instanceof ArrayNode array
                    && last.getMatchingIndex() >= 0 // of an object, in whose place an earlier mutation has put an array
                    && last.getMatchingIndex() < array.size()) {
                if (json.equals(REMOVED)) {
                    array.remove(last.getMatchingIndex());
                } else {
                    array.set(last.getMatchingIndex(), parsed(json));
                }
            }
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void oneMutation(@ForAll("mutations") Mutation mutation) throws IOException {
        runOrRefuse(List.of(mutation));
    }

    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void severalMutations(@ForAll("severalMutations") List<Mutation> mutations) throws IOException {
        runOrRefuse(mutations);
    }

    private void runOrRefuse(List<Mutation> mutations) throws IOException {
        JsonNode tree = valid.deepCopy();
        mutations.forEach(mutation -> mutation.apply(tree));
        try {
            RuntimeSpec configuration = new ConfigReader().read(JSON.writeValueAsBytes(tree));
            boolean terminal =
                    configuration.process() != null && configuration.process().terminal();
            Container container = containers
                    .engine()
                    .start(configuration, directory, terminal ? new Streams.Terminal(0, 0) : new Streams.Discard());
            container.getOutputStream().close();
            assertThat(Containers.await(container)).isBetween(0, 255);
        } catch (InvalidSpecException e) {
            assertThat(e).hasMessageContaining(e.path()).hasMessageContaining(e.found());
        } catch (PlanException e) {
            assertThat(e.field()).matches("(process|root|mounts|hooks|linux|hostname|domainname).*");
        } catch (ContainerException e) {
            assertThat(e).hasMessageStartingWith("cannot ");
        }
    }

    @Provide
    Arbitrary<Mutation> mutations() {
        List<JsonPointer> places = new ArrayList<>();
        collect(valid, JsonPointer.empty(), places);
        return Combinators.combine(Arbitraries.of(places), values()).as(Mutation::new);
    }

    @Provide
    Arbitrary<List<Mutation>> severalMutations() {
        return mutations().list().ofMinSize(2).ofMaxSize(4);
    }

    /** Not in the list of system calls, whose hundreds of names would take nearly all of the tries. */
    private static void collect(JsonNode node, JsonPointer place, List<JsonPointer> places) {
        node.properties().forEach(field -> {
            JsonPointer child = place.appendProperty(field.getKey());
            places.add(child);
            collect(field.getValue(), child, places);
        });
        for (int i = 0; node.isArray() && i < Math.min(node.size(), 30); i++) {
            JsonPointer child = place.appendIndex(i);
            places.add(child);
            if (!place.toString().equals("/linux/seccomp/syscalls")) {
                collect(node.get(i), child, places);
            }
        }
    }

    private static Arbitrary<String> values() {
        Arbitrary<String> odd = Arbitraries.of(
                REMOVED,
                "null",
                "true",
                "false",
                "0",
                "-1",
                "1",
                "65536",
                "2147483648",
                "4294967295",
                "9223372036854775807",
                "\"\"",
                "\"/\"",
                "\"..\"",
                "\"relative\"",
                "\"/proc\"",
                "\"/proc/self/ns/net\"",
                "\"ro\"",
                "\"rbind\"",
                "\"tmpfs\"",
                "\"user\"",
                "\"" + "x".repeat(300) + "\"",
                "[]",
                "{}");
        Arbitrary<String> numbers = Arbitraries.integers().map(String::valueOf);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(5, odd), net.jqwik.api.Tuple.of(1, numbers));
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
