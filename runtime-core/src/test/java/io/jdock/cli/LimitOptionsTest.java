package io.jdock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitOptionsTest {
    private static final Syntax SYNTAX =
            new Syntax("jdock update", "Changes limits.", LimitOptions.options(), List.of(Operand.CONTAINER));

    private static String resources(String... given) {
        return new String(limits(given).over("{}".getBytes(UTF_8)), UTF_8);
    }

    private static LimitOptions limits(String... given) {
        return LimitOptions.of(Arguments.of(SYNTAX, List.of(given)).complete());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--memory             | 64m  | {'memory':{'limit':67108864}}",
                "--memory             | -1   | {'memory':{'limit':-1}}",
                "--memory-reservation | 2kb  | {'memory':{'reservation':2048}}",
                "--memory-swap        | 1G   | {'memory':{'swap':1073741824}}",
                "--cpu-share          | 512  | {'cpu':{'shares':512}}",
                "--cpu-shares         | 512  | {'cpu':{'shares':512}}",
                "--cpu-period         | 9000 | {'cpu':{'period':9000}}",
                "--cpu-quota          | -1   | {'cpu':{'quota':-1}}",
                "--cpu-burst          | 100  | {'cpu':{'burst':100}}",
                "--cpu-rt-period      | 7000 | {'cpu':{'realtimePeriod':7000}}",
                "--cpu-rt-runtime     | 60   | {'cpu':{'realtimeRuntime':60}}",
                "--cpu-idle           | 1    | {'cpu':{'idle':1}}",
                "--cpuset-cpus        | 0-2  | {'cpu':{'cpus':'0-2'}}",
                "--cpuset-mems        | 0    | {'cpu':{'mems':'0'}}",
                "--pids-limit         | 5    | {'pids':{'limit':5}}",
                "--blkio-weight       | 300  | {'blockIO':{'weight':300}}"
            },
            quoteCharacter = '"')
    void eachIsAPropertyOfTheResources(String option, String value, String expected) {
        assertThat(resources(option, value, "one")).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void thoseOfOneKindAreTogether() {
        assertThat(resources("--cpu-period", "9000", "--cpu-quota", "900", "one"))
                .isEqualTo("{\"cpu\":{\"period\":9000,\"quota\":900}}");
    }

    @Test
    void whatIsNotGivenStaysAsTheDocumentSays() {
        byte[] document = "{\"memory\":{\"limit\":1,\"swap\":2},\"pids\":{\"limit\":3}}".getBytes(UTF_8);

        assertThat(new String(limits("--memory", "4", "one").over(document), UTF_8))
                .isEqualTo("{\"memory\":{\"limit\":4,\"swap\":2},\"pids\":{\"limit\":3}}");
        assertThat(limits("one").isEmpty()).isTrue();
        assertThat(limits("one").over(document)).isEqualTo(document);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> limits("--cpu-quota", "half", "one"))
                .withMessageContaining("--cpu-quota half is no whole number");
    }
}
