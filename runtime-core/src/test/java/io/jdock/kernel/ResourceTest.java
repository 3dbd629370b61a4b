package io.jdock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceTest {
    @ParameterizedTest
    @CsvSource({
        "RLIMIT_CPU,0",
        "RLIMIT_STACK,3",
        "RLIMIT_CORE,4",
        "RLIMIT_NPROC,6",
        "RLIMIT_NOFILE,7",
        "RLIMIT_MEMLOCK,8",
        "RLIMIT_AS,9",
        "RLIMIT_SIGPENDING,11",
        "RLIMIT_NICE,13",
        "RLIMIT_RTTIME,15"
    })
    void hasTheKernelsNumber(Resource resource, int number) {
        assertThat(resource.number()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RLIMIT_NOFILE", "nofile", "NoFile", "rlimit_nofile"})
    void isFoundByTheNamesOfTheSpecificationAndOfDocker(String name) {
        assertThat(Resource.named(name)).contains(Resource.RLIMIT_NOFILE);
    }

    @Test
    void anUnknownNameIsNotFound() {
        assertThat(Resource.named("RLIMIT_")).isEmpty();
        assertThat(Resource.named("files")).isEmpty();
    }
}
