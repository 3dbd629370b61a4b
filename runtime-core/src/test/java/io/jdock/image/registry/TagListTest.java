package io.jdock.image.registry;

import static io.jdock.image.registry.FakeRegistry.bytes;
import static io.jdock.image.registry.FakeRegistry.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.image.Reference;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tags of a repository, from a registry that pages them, and from some that have no good intentions. */
class TagListTest {
    private static final String LIST = "/v2/shop/app/tags/list";
    private static final int MOST = 1000;

    private FakeRegistry registry;

    @BeforeEach
    void open() throws IOException {
        registry = new FakeRegistry();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void theTagsAreInTheRegistrysOrder() throws Exception {
        registry.rule(LIST, tags("21", "21-jre", "latest"));

        assertThat(list(MOST)).containsExactly("21", "21-jre", "latest");
        assertThat(registry.requests(LIST))
                .singleElement()
                .extracting(FakeRegistry.Request::query)
                .isEqualTo("n=1000");
    }

    @Test
    void furtherPagesAreAskedForUntilThereAreEnough() throws Exception {
        registry.script(LIST, paged("b", "a"), paged("d", "b", "c"), paged("e", "d"));

        assertThat(list(4)).containsExactly("a", "b", "c", "d");
        assertThat(registry.requests(LIST))
                .extracting(FakeRegistry.Request::query)
                .containsExactly("n=4", "last=b", "last=d");
    }

    @Test
    void aRegistryWithoutAnEndIsLeft() throws Exception {
        registry.rule(LIST, paged("x", "x"));

        assertThat(list(MOST)).hasSize(100);
    }

    @Test
    void whatIsNoTagIsLeftOut() throws Exception {
        registry.rule(LIST, bytes("""
                {"name": "shop/app", "tags": ["1", "a b", "", "\\u001b[31m", 7, null, "-x", "2"]}""".getBytes(UTF_8)));

        assertThat(list(MOST)).containsExactly("1", "7", "2");
    }

    @Test
    void aRepositoryWithoutTagsHasNone() throws Exception {
        registry.rule(LIST, bytes("{\"name\": \"shop/app\", \"tags\": null}".getBytes(UTF_8)));

        assertThat(list(MOST)).isEmpty();
    }

    @Test
    void theNextPageIsNotAtAnAddressOfAnotherKind() {
        registry.rule(LIST, exchange -> {
            exchange.getResponseHeaders().add("Link", "<file:///etc/passwd>; rel=\"next\"");
            tags("1").to(exchange);
        });

        assertThatThrownBy(() -> list(MOST)).hasMessageContaining("file");
    }

    @Test
    void aRefusalIsSaid() {
        registry.rule(LIST, status(403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not for you\"}]}"));

        assertThatThrownBy(() -> list(MOST)).hasMessageContaining("shop/app").hasMessageContaining("not for you");
    }

    @Test
    void whatIsNoJsonIsSaid() {
        registry.rule(LIST, bytes("<html>".getBytes(UTF_8)));

        assertThatThrownBy(() -> list(MOST)).hasMessageContaining("the list of tags cannot be read");
    }

    // ---- how

    private List<String> list(int most) throws Exception {
        RegistrySettings settings =
                RegistrySettings.usual().with(Map.of(registry.authority(), RegistryAccess.PLAIN_HTTP));
        return new TagList(settings, CredentialSource.ANONYMOUS).of(Reference.parse(registry.name("1")), most);
    }

    private static FakeRegistry.Reply tags(String... tags) {
        String list = "\"" + String.join("\", \"", tags) + "\"";
        return bytes(("{\"name\": \"shop/app\", \"tags\": [" + list + "]}").getBytes(UTF_8));
    }

    /** A page after which another one comes. */
    private static FakeRegistry.Reply paged(String last, String... tags) {
        return exchange -> {
            exchange.getResponseHeaders().add("Link", "<" + LIST + "?last=" + last + ">; rel=\"next\"");
            tags(tags).to(exchange);
        };
    }
}
