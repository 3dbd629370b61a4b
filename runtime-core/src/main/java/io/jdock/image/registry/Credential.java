package io.jdock.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a registry knows a user by.
 *
 * @param user the name; without meaning for an identity token
 * @param secret a password, an access token in its place, or an identity token
 * @param identityToken whether the secret is to be changed for an access token by OAuth 2 (distribution-spec, Docker's
 *     "Token Authentication Implementation"), and is no password
 */
public record Credential(String user, String secret, boolean identityToken) {
    /** The name by which credential helpers mark identity tokens. */
    static final String TOKEN_USER = "<token>";

    /** A name and a password. */
    public static Credential password(String user, String password) {
        return new Credential(user, password, false);
    }

    /** An identity token, such as {@code docker login} gets from some registries. */
    public static Credential identityToken(String token) {
        return new Credential(TOKEN_USER, token, true);
    }

    /** The value of a field {@code Authorization} (RFC 7617). */
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    /** Without the secret, for it could come into a log. */
    @Override
    public String toString() {
        return (identityToken ? "identity token" : "password of " + user) + " (not shown)";
    }
}
