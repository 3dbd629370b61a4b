package io.jdock.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.jdock.json.JsonReader;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a reader is dear to make
class ConfigReaderTest {
    private final ConfigReader reader = new ConfigReader();

    @Test
    void theLeastThatIsValid() {
        RuntimeSpec spec = read("{'ociVersion': '1.0.0', 'root': {'path': 'rootfs'}}");

        assertThat(spec)
                .isEqualTo(RuntimeSpec.builder(new Root("rootfs", false))
                        .ociVersion("1.0.0")
                        .build());
        assertThat(spec.process()).isNull();
        assertThat(spec.mounts()).isEmpty();
        assertThat(spec.linux()).isEqualTo(Linux.NONE);
    }

    @Test
    void everyPropertyOfTheSpecificationIsRead() {
        Set<String> unset = new LinkedHashSet<>();

        collectUnset(reader.read(Fixture.full()), unset, new LinkedHashSet<>());

        assertThat(unset)
                .as("components that are absent in all records of the fixture; no flag of personalities exists")
                .containsExactly("LinuxPersonality.flags");
    }

    @Test
    void valuesArriveWhereTheyBelong() {
        RuntimeSpec spec = reader.read(Fixture.full());

        ProcessSpec process = Objects.requireNonNull(spec.process());
        assertThat(process.args()).containsExactly("java", "-jar", "/app/hello.jar", "");
        assertThat(process.ioPriority()).isEqualTo(new LinuxIOPriority(IOPriorityClass.BE, 4));
        assertThat(process.execCPUAffinity()).isEqualTo(new CPUAffinity("7", "0-3,7"));
        assertThat(spec.linux().namespaces())
                .contains(
                        LinuxNamespace.create(LinuxNamespaceType.PID),
                        LinuxNamespace.join(LinuxNamespaceType.NETWORK, "/run/netns/hello"));
        assertThat(spec.linux().sysctl())
                .containsExactly(Map.entry("net.ipv4.ip_forward", "1"), Map.entry("kernel.msgmax", "65536"));
        assertThat(spec.linux().seccomp())
                .extracting(LinuxSeccomp::architectures)
                .isEqualTo(List.of(Arch.X86_64, Arch.X32));
    }

    @Test
    void unsignedNumbersKeepAllTheirBits() {
        RuntimeSpec spec = reader.read(Fixture.full());

        assertThat(Objects.requireNonNull(spec.process()).rlimits())
                .contains(new Rlimit("RLIMIT_CORE", 0, Rlimit.INFINITY));
        assertThat(Objects.requireNonNull(spec.linux().seccomp())
                        .syscalls()
                        .get(1)
                        .args())
                .containsExactly(new LinuxSeccompArg(0, -1, 2114060288, LinuxSeccompOperator.MASKED_EQ));
    }

    @Test
    void nullSaysTheSameAsAbsence() {
        RuntimeSpec spec = read("""
                {'ociVersion': '1.0.0', 'root': {'path': 'rootfs', 'readonly': null}, 'process': null, 'hostname': null,
                 'mounts': null, 'annotations': null, 'hooks': null, 'linux': {'resources': {'memory': {'limit': null}}}}
                """);

        assertThat(spec).isEqualTo(read("""
                {'ociVersion': '1.0.0', 'root': {'path': 'rootfs'}, 'linux': {'resources': {'memory': {}}}}
                """));
    }

    @Test
    void anEmptyTextSaysTheSameAsAbsence() {
        RuntimeSpec spec = read("""
                {'ociVersion': '1.0.0', 'root': {'path': 'rootfs'}, 'hostname': '',
                 'linux': {'namespaces': [{'type': 'pid', 'path': ''}]}}
                """);

        assertThat(spec.hostname()).isNull();
        assertThat(spec.linux().namespaces()).containsExactly(LinuxNamespace.create(LinuxNamespaceType.PID));
    }

    @Test
    void whatIsUnknownOrMeantForOtherSystemsIsIgnored() {
        RuntimeSpec spec = read("""
                {'ociVersion': '1.2.0', 'root': {'path': 'rootfs', 'future': [1, {'a': null}]},
                 'windows': {'layerFolders': 7}, 'solaris': [], 'vm': {'kernel': {}}, 'zos': null, 'freebsd': {'jail': {}}}
                """);

        assertThat(spec)
                .isEqualTo(RuntimeSpec.builder(new Root("rootfs", false))
                        .ociVersion("1.2.0")
                        .build());
    }

    @Test
    void aProcessAloneIsReadForExec() {
        byte[] json = json("{'cwd': '/', 'args': ['sh']}");

        assertThat(reader.readProcess(json))
                .isEqualTo(ProcessSpec.builder(List.of("sh")).build());
        assertRefused(() -> reader.readProcess(json("{'cwd': '/', 'args': []}")), "args");
    }

    @Test
    void resourcesAloneAreReadForAnUpdate() {
        byte[] json = json("{'pids': {'limit': 5}}");

        assertThat(reader.readResources(json))
                .isEqualTo(LinuxResources.builder().pids(new LinuxPids(5L)).build());
        assertRefused(() -> reader.readResources(json("{'pids': {'limit': -2}}")), "pids.limit");
    }

    @Test
    void aSeccompProfileAloneIsRead() {
        byte[] json = json("{'defaultAction': 'SCMP_ACT_ALLOW'}");

        assertThat(reader.readSeccomp(json).defaultAction()).isEqualTo(LinuxSeccompAction.ALLOW);
        assertRefused(() -> reader.readSeccomp(json("{'syscalls': []}")), "defaultAction");
    }

    @Test
    void aStateIsRead() {
        State state = new State("1.2.1", "hello", ContainerState.RUNNING, 4422L, "/bundle", Map.of("a", "b"));

        assertThat(reader.readState(new ConfigWriter().write(state))).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                             |                | is empty
            null                                           |                | is null
            []                                             |                | is an array
            "x"                                            |                | is "x"
            {                                              |                | malformed
            {"root": {"path" "x"}}                         | root.path      | malformed
            {"root": {"path": 'x'}}                        | root.path      | malformed
            {"ociVersion": "1.0.0", "ociVersion": "1.0.0"} | ociVersion     | Duplicate
            {"unknown": {"x": [1, {"y": }]}}               | unknown.x[1].y | malformed
            {"a b": nul}                                   | ["a b"]        | malformed
            """)
    void whatIsNoJsonObjectIsRefusedAtItsPlace(String json, @Nullable String path, String problem) {
        InvalidSpecException refused = refused(json.getBytes(UTF_8));

        assertThat(refused.path()).isEqualTo(path == null ? "" : path);
        assertThat(refused).hasMessageContaining(problem);
    }

    @Test
    void nothingMayFollowTheDocument() {
        assertThat(refused(json("{'ociVersion': '1.0.0', 'root': {'path': 'rootfs'}} {}")))
                .hasMessageStartingWith("the document is followed by something else, but must be one JSON object");
    }

    @Test
    void aProblemIsFoundByItsLineAndColumn() {
        InvalidSpecException refused = refused(json("""
                {
                    'ociVersion': '1.0.0',
                    'root': {'path': 5}
                }
                """));

        assertThat(refused.line()).isEqualTo(3);
        assertThat(refused.column()).isEqualTo(22);
        assertThat(refused).hasMessage("root.path is 5, but must be a text (line 3, column 22)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void nestingWithoutEndIsRefusedAndNoStackOverflows(String opening) {
        InvalidSpecException refused = refused(("{\"unknown\":" + opening.repeat(1_000_000)).getBytes(UTF_8));

        assertThat(refused.path()).startsWith("unknown");
        assertThat(refused).hasMessageContaining("nesting depth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999999999999999999999",
                "-9223372036854775809",
                "1e400000000",
                "1.0",
                "0x10",
                "\"1\"",
                "true",
                "[1]"
            })
    void whatIsNoWholeNumberOf64BitsIsRefused(String number) {
        byte[] json = Fixture.full();
        String changed = new String(json, UTF_8).replace("\"limit\": 32771", "\"limit\": " + number);

        assertThat(refused(changed.getBytes(UTF_8)).path()).isEqualTo("linux.resources.pids.limit");
    }

    @Test
    void aNumberOfAMillionDigitsIsRefusedBeforeItIsCalculated() {
        String changed = new String(Fixture.full(), UTF_8).replace("32771", "9".repeat(1_000_000));

        assertThat(refused(changed.getBytes(UTF_8)).path()).isEqualTo("linux.resources.pids.limit");
    }

    @Test
    void listsOfAMillionEntriesAreRead() {
        String entries = "\"x\",".repeat(1_000_000);
        RuntimeSpec spec = read("{'ociVersion': '1.0.0', 'root': {'path': 'r'}, 'process': {'cwd': '/', 'args': ["
                + entries + "'x']}}");

        assertThat(Objects.requireNonNull(spec.process()).args()).hasSize(1_000_001);
    }

    @Test
    void aDocumentOverTheLimitIsRefused() {
        assertThat(refused(new byte[JsonReader.MAX_DOCUMENT_BYTES + 1])).hasMessageContaining("too large");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] json = json("{'ociVersion': '?'}");
        json[json.length - 3] = (byte) 0xff;

        assertThat(refused(json).path()).isEqualTo("ociVersion");
    }

    @Test
    void anErrorInAFileNamesTheFile(@TempDir Path bundle) throws IOException {
        Path config = Files.write(bundle.resolve("config.json"), json("{'ociVersion': 1}"));

        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> reader.read(config))
                .withMessageStartingWith(config + ": ociVersion is 1, but must be a text")
                .satisfies(e -> assertThat(e.source()).isEqualTo(config.toString()));
    }

    @Test
    void aFileThatNeverEndsIsRefused() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> reader.read(Path.of("/dev/zero")))
                .withMessageContaining("too large");
    }

    @Test
    void aFileThatIsNotThereIsNoQuestionOfTheSpecification(@TempDir Path bundle) {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> reader.read(bundle.resolve("config.json")));
    }

    @Test
    void nothingInAMessageControlsTheTerminal() {
        InvalidSpecException refused = refused(json("""
                {'ociVersion': '\\u001b[2J\\u202e\\ud800', 'root': {'path': 'r'}}
                """));

        assertThat(refused).hasMessageContaining("\\u001b[2J\\u202e\\ud800");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\ud800b"})
    void noTextMayHoldWhatTheKernelCannotTake(String bad) {
        List<JsonPointer> texts = Fixture.places(Fixture.tree(Fixture.full())).stream()
                .filter(place -> Fixture.tree(Fixture.full()).at(place).isTextual())
                .toList();

        assertThat(texts).hasSizeGreaterThan(100).allSatisfy(place -> {
            JsonNode changed = Fixture.change(Fixture.tree(Fixture.full()), place, Fixture.tree('"' + bad + '"'));
            assertThat(refused(Fixture.bytes(changed)).path()).isEqualTo(Fixture.path(place));
        });
    }

    private static void collectUnset(@Nullable Object value, Set<String> unset, Set<String> set) {
        if (value instanceof Collection<?> list) {
            list.forEach(element -> collectUnset(element, unset, set));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> collectUnset(element, unset, set));
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                String name = record.getClass().getSimpleName() + "." + component.getName();
                Object part = valueOf(component, record);
                if (isSet(part)) {
                    set.add(name);
                    unset.remove(name);
                } else if (!set.contains(name)) {
                    unset.add(name);
                }
                collectUnset(part, unset, set);
            }
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null
                && !value.equals(List.of())
                && !value.equals(Map.of())
                && !value.equals(false)
                && !value.equals(Hooks.NONE)
                && !value.equals(Linux.NONE);
    }

    private InvalidSpecException refused(byte[] json) {
        InvalidSpecException refused = catchThrowableOfType(InvalidSpecException.class, () -> reader.read(json));
        return Objects.requireNonNull(refused, () -> "was read: " + new String(json, UTF_8));
    }

    private static void assertRefused(ThrowingCallable reading, String path) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(reading)
                .satisfies(e -> assertThat(e.path()).isEqualTo(path));
    }

    private RuntimeSpec read(String json) {
        return reader.read(json(json));
    }

    /** JSON with single quotes for double ones. */
    private static byte[] json(String json) {
        return json.replace('\'', '"').getBytes(UTF_8);
    }
}
