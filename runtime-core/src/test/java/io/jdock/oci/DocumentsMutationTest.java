package io.jdock.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * The documents besides config.json, which come from callers and, worse, from registries: whatever is done to them, they are
 * read or refused with the path of what is wrong, and no reader fails in another way.
 */
class DocumentsMutationTest {
    private static final ConfigReader CONFIG = new ConfigReader();
    private static final ImageReader IMAGE = new ImageReader();

    /** A valid document of each kind, with who reads it. */
    @SuppressWarnings("ImmutableEnumChecker") // readers have no state, which a Function does not tell
    enum Document {
        PROCESS(
                json -> CONFIG.readProcess(json),
                Fixture.tree(Fixture.full()).get("process").toString()),
        RESOURCES(
                json -> CONFIG.readResources(json),
                Fixture.tree(Fixture.full()).at("/linux/resources").toString()),
        SECCOMP(
                json -> CONFIG.readSeccomp(json),
                Fixture.tree(Fixture.full()).at("/linux/seccomp").toString()),
        SECCOMP_PROFILE(
                json -> CONFIG.readSeccompProfile(json),
                "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 1, \"archMap\": [{\"architecture\":"
                        + " \"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_X86\"]}], \"syscalls\": [{\"names\":"
                        + " [\"read\", \"write\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": [{\"index\": 0, \"value\": 1,"
                        + " \"valueTwo\": 2, \"op\": \"SCMP_CMP_MASKED_EQ\"}], \"includes\": {\"caps\":"
                        + " [\"CAP_SYS_ADMIN\"], \"minKernel\": \"4.8\", \"arches\": [\"amd64\"]}, \"excludes\":"
                        + " {\"caps\": [\"CAP_CHOWN\"]}}]}"),
        STATE(
                json -> CONFIG.readState(json),
                "{\"ociVersion\": \"1.2.0\", \"id\": \"one\", \"status\": \"running\", \"pid\": 1, \"bundle\": \"/b\","
                        + " \"annotations\": {\"a\": \"b\"}}"),
        INDEX(json -> IMAGE.readIndex(json), ImageReaderTest.INDEX),
        MANIFEST(json -> IMAGE.readManifest(json), ImageReaderTest.MANIFEST),
        IMAGE_CONFIGURATION(json -> IMAGE.readImage(json), ImageReaderTest.IMAGE),
        LAYOUT(json -> IMAGE.readLayout(json), "{\"imageLayoutVersion\": \"1.0.0\"}");

        private final Function<byte[], Object> reader;
        private final String json;

        Document(Function<byte[], Object> reader, String json) {
            this.reader = reader;
            this.json = json;
        }

        String json() {
            return json;
        }

        Object read(byte[] bytes) {
            return reader.apply(bytes);
        }

        private void readOrRefuse(byte[] bytes) {
            try {
                assertThat(reader.apply(bytes)).isNotNull();
            } catch (InvalidSpecException e) {
                assertThat(e).hasMessageContaining(e.path()).hasMessageContaining(e.found());
            }
        }
    }

    @Property(tries = 60)
    void areReadAsTheyAre(@ForAll Document document) {
        assertThat(document.reader.apply(document.json.getBytes(StandardCharsets.UTF_8)))
                .isNotNull();
    }

    @Property(tries = 4000)
    void oneMutation(
            @ForAll Document document, @ForAll @IntRange(max = 1_000_000) int place, @ForAll("values") String value) {
        JsonNode tree = Fixture.tree(document.json);
        List<JsonPointer> places = Fixture.places(tree);
        new ConfigReaderMutationTest.Mutation(places.get(place % places.size()), value).apply(tree);

        document.readOrRefuse(Fixture.bytes(tree));
    }

    @Property(tries = 2000)
    void changedBytes(@ForAll Document document, @ForAll @IntRange(max = 1_000_000) int place, @ForAll byte value) {
        byte[] json = document.json.getBytes(StandardCharsets.UTF_8);
        json[place % json.length] = value;

        document.readOrRefuse(json);
    }

    @Property(tries = 1000)
    void anyBytes(@ForAll Document document, @ForAll byte[] json) {
        document.readOrRefuse(json);
    }

    @Provide
    Arbitrary<String> values() {
        return ConfigReaderMutationTest.values();
    }
}
