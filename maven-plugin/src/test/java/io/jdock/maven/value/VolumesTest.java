package io.jdock.maven.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.container.Volume;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumesTest {
    private static final Path PROJECT = Path.of("/home/ada/shop");
    private static final Path NAMED = Path.of("/home/ada/.local/share/jdock/volumes");
    private static final Path HOME = Path.of("/home/ada");

    private static Volume parse(String text) throws ParameterException {
        return Volumes.parse("volumes", text, PROJECT, HOME, NAMED);
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/data:/data, /srv/data, /data, false",
        "/srv/data:/data:ro, /srv/data, /data, true",
        "/srv/data:/data:rw, /srv/data, /data, false",
        "./data:/data, /home/ada/shop/data, /data, false",
        "../shared:/data:ro, /home/ada/shared, /data, true",
        ".:/project, /home/ada/shop, /project, false",
        "~/.m2:/m2:ro, /home/ada/.m2, /m2, true",
        "/srv/data, /srv/data, /srv/data, false",
        "./data, /home/ada/shop/data, /home/ada/shop/data, false",
    })
    void sourcesMayBeRelativeToTheProjectOrTheHomeDirectory(String text, Path source, Path target, boolean readOnly)
            throws Exception {
        assertThat(parse(text)).isEqualTo(new Volume(source, target, readOnly));
    }

    @Test
    void aNameStandsForAVolumeOfTheUsers() throws Exception {
        assertThat(parse("data:/data:ro")).isEqualTo(new Volume(NAMED.resolve("data"), Path.of("/data"), true));
        assertThat(parse("shop.db-1_x:/data").source()).isEqualTo(NAMED.resolve("shop.db-1_x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "d/ata:/data", "a b:/data", "-x:/data"})
    void whatIsNeitherAPathNorANameIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("has neither a path nor a name")
                .hasMessageEndingWith("for a directory of the project write ./" + text);
    }

    @ParameterizedTest
    @CsvSource({
        "/a:b, has the target 'b'",
        "/a:, has the target ''",
        ":/b, has no source",
        "/a:/b:rx, ends in ':rx'; the only endings are :ro and :rw",
        "/a:/b:ro:z, has more than three parts",
    })
    void whatCannotBeUnderstoodIsRefused(String text, String problem) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ParameterException.class)
                .hasMessageStartingWith("Parameter 'volumes' (-Djdock.volumes): '" + text + "' " + problem);
    }
}
