package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @ParameterizedTest
    @CsvSource({
        "SIGHUP,1",
        "SIGABRT,6",
        "SIGKILL,9",
        "SIGSEGV,11",
        "SIGPIPE,13",
        "SIGTERM,15",
        "SIGSTKFLT,16",
        "SIGCHLD,17",
        "SIGSTOP,19",
        "SIGWINCH,28",
        "SIGIO,29",
        "SIGPWR,30",
        "SIGSYS,31",
        "SIGRTMIN,34",
        "SIGRTMIN+3,37",
        "SIGRTMIN+30,64"
    })
    void hasTheKernelsNumber(String name, int number) {
        assertThat(Signal.parse(name).number()).isEqualTo(number);
        assertThat(new Signal(number)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "SIGTERM", "term", "SigTerm", "15", " 15 "})
    void isFoundByNameOrNumber(String text) {
        assertThat(Signal.parse(text)).isEqualTo(Signal.SIGTERM);
    }

    @ParameterizedTest
    @CsvSource({"IOT,6", "CLD,17", "POLL,29", "RTMAX,64", "RTMAX-1,63", "SIGRTMAX-30,34", "RTMIN+1,35"})
    void otherNamesOfTheSameSignalAreKnown(String name, int number) {
        assertThat(Signal.parse(name).number()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIG",
                "0",
                "65",
                "-1",
                "+9",
                "SIG9",
                "RTMIN+31",
                "RTMAX-31",
                "RTMIN-1",
                "RTMIN+",
                "RT",
                "TERMINATE",
                "١٥"
            })
    void whatIsNoSignalIsAnErrorThatRepeatsIt(String text) {
        assertThat(Signal.named(text)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signal.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @Property
    void theNameLeadsBackToTheSignal(@ForAll @IntRange(min = 1, max = 64) int number) {
        Signal signal = new Signal(number);

        assertThat(Signal.named(Integer.toString(number))).contains(signal);
        if (number != 32 && number != 33) { // these two have no name
            assertThat(Signal.named(signal.name())).contains(signal);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 65})
    void noOtherNumberExists(int number) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Signal(number));
    }
}
