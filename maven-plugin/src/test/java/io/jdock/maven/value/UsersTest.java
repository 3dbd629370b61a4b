package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.UserChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "root, 0, 0", "1000, 1000, 1000", "1000:50, 1000, 50", "4294967294:0, 4294967294, 0"})
    void theGroupIsTheUsersNumberUnlessGiven(String text, long uid, long gid) throws Exception {
        assertThat(Users.parse("user", text)).isEqualTo(new UserChoice(uid, gid, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ada", "1000:", ":1000", "-1", "1000:users", "99999999999"})
    void namesAreRefused(String text) {
        assertThatThrownBy(() -> Users.parse("user", text))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Parameter 'user' (-Djdock.user): '" + text
                        + "' is no user; write uid or uid:gid in numbers, such as 1000:1000");
    }

    @Test
    void numbersBeyondTheKernelsAreRefused() {
        assertThatThrownBy(() -> Users.parse("user", "4294967295"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("Parameter 'user' (-Djdock.user): ids are 0 to 4294967294: 4294967295:4294967295");
    }
}
