package io.jdock.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.host.Caller;
import io.jdock.host.IdRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where containers are remembered if nobody says where. */
class DefaultRootTest {
    private static final Optional<Path> SESSION = Optional.of(Path.of("/run/user/1000"));

    private static Caller caller(long uid, boolean initialUserNamespace) {
        List<IdRange> own = List.of(initialUserNamespace ? Caller.ALL_IDS : new IdRange(0, 1));
        return new Caller("name", uid, uid, List.of(), 0, false, false, own, own, false);
    }

    @Test
    void rootHasItsDirectoryInRun() {
        assertThat(OciRuntime.defaultRoot(caller(0, true), SESSION)).isEqualTo(Path.of("/run/jdock"));
    }

    @Test
    void anOrdinaryUserHasItInTheSession() {
        assertThat(OciRuntime.defaultRoot(caller(1000, true), SESSION)).isEqualTo(Path.of("/run/user/1000/jdock"));
    }

    /** Podman without root calls the runtime so. */
    @Test
    void rootOfAUserNamespaceIsNotTheMachines() {
        assertThat(OciRuntime.defaultRoot(caller(0, false), SESSION)).isEqualTo(Path.of("/run/user/1000/jdock"));
    }

    @Test
    void withoutASessionThereIsOnlyOne() {
        assertThat(OciRuntime.defaultRoot(caller(1000, true), Optional.empty())).isEqualTo(Path.of("/run/jdock"));
    }
}
