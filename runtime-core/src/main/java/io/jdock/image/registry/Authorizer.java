package io.jdock.image.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jdock.image.ImageException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Knows what to say to one registry that asks who one is: name and password, or a token that another server gives for them
 * (Docker's "Token Authentication Specification"). Safe for use by several threads.
 */
final class Authorizer {
    private static final int MAX_TOKEN_ANSWER = 1 << 20;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final String CLIENT = "jdock";

    private final Endpoint endpoint;
    private final Transport transport;
    private final Redirects redirects;
    private final CredentialSource credentials;
    private final Map<Scope, String> known = new HashMap<>();

    Authorizer(Endpoint endpoint, Transport transport, Redirects redirects, CredentialSource credentials) {
        this.endpoint = endpoint;
        this.transport = transport;
        this.redirects = redirects;
        this.credentials = credentials;
    }

    /** What was said the last time. */
    synchronized Optional<String> known(Scope scope) {
        return Optional.ofNullable(known.get(scope));
    }

    /**
     * What to say to a registry that is not content.
     *
     * @param rejected what was said, if anything was
     * @throws ImageException if there is nothing else to say
     */
    synchronized String answer(Scope scope, List<Challenge> challenges, Optional<String> rejected)
            throws IOException, InterruptedException {
        String other = known.get(scope);
        if (other != null && rejected.filter(other::equals).isEmpty()) {
            return other; // another thread was faster
        }
        String said = choose(scope, challenges);
        if (rejected.filter(said::equals).isPresent()) {
            throw refused();
        }
        known.put(scope, said);
        return said;
    }

    private String choose(Scope scope, List<Challenge> challenges) throws IOException, InterruptedException {
        Optional<Credential> credential = credentials.find(endpoint.registry(), endpoint.repository());
        Optional<Challenge> bearer = find(challenges, "bearer");
        if (bearer.isPresent()) {
            return "Bearer " + token(bearer.get(), scope, credential);
        }
        if (find(challenges, "basic").isPresent()) {
            return credential
                    .filter(found -> !found.identityToken())
                    .orElseThrow(this::unknownUser)
                    .basic();
        }
        String offered = challenges.stream().map(Challenge::scheme).collect(Collectors.joining(", "));
        throw new ImageException(
                endpoint.subject(Optional.empty()),
                "the registry asks who you are by " + (offered.isEmpty() ? "no way at all" : Answer.printable(offered)),
                "Basic and Bearer are known here");
    }

    private static Optional<Challenge> find(List<Challenge> challenges, String scheme) {
        return challenges.stream()
                .filter(challenge -> challenge.scheme().equals(scheme))
                .findFirst();
    }

    private ImageException unknownUser() {
        return new ImageException(
                endpoint.subject(Optional.empty()),
                "the registry wants to know who you are",
                "put a <server> with the id " + endpoint.registry()
                        + " into Maven's settings.xml, or use `podman login " + endpoint.registry()
                        + "` or `docker login`; the name may also be wrong");
    }

    private ImageException refused() {
        return new ImageException(
                endpoint.subject(Optional.empty()),
                "the registry does not take the credentials for " + endpoint.registry(),
                "are user and password right, and may the user do this?");
    }

    // ---- tokens

    private String token(Challenge challenge, Scope scope, Optional<Credential> credential)
            throws IOException, InterruptedException {
        URI realm = realm(challenge);
        String scopes = scopes(challenge, scope);
        boolean oauth = credential.filter(Credential::identityToken).isPresent();
        String query = challenge
                        .parameter("service")
                        .map(service -> "service=" + encode(service) + "&")
                        .orElse("")
                + "scope=" + encode(scopes);
        Answer answer;
        if (oauth) {
            String secret = credential.orElseThrow().secret();
            answer = transport.askForToken(
                    realm,
                    null,
                    "grant_type=refresh_token&client_id=" + CLIENT + "&refresh_token=" + encode(secret) + "&" + query);
        } else {
            String separator = realm.getRawQuery() == null ? "?" : "&";
            answer = transport.askForToken(
                    URI.create(realm + separator + query),
                    credential.map(Credential::basic).orElse(null),
                    null);
        }
        try (answer) {
            return token(answer, realm, credential.isPresent());
        }
    }

    private URI realm(Challenge challenge) throws ImageException {
        String realm = challenge
                .parameter("realm")
                .orElseThrow(() -> new ImageException(
                        endpoint.subject(Optional.empty()),
                        "the registry does not say where tokens are given out",
                        null));
        try {
            URI uri = new URI(realm);
            if (uri.getRawFragment() == null) {
                return redirects.require(uri);
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new ImageException(
                endpoint.subject(Optional.empty()),
                "the registry gives out tokens at " + Answer.printable(realm) + ", which is no address",
                null);
    }

    /** What is needed here, and what the registry says is needed, which may be more. */
    private static String scopes(Challenge challenge, Scope scope) {
        Set<String> scopes = new LinkedHashSet<>();
        scopes.add(scope.toString());
        challenge
                .parameter("scope")
                .ifPresent(more -> scopes.addAll(List.of(more.strip().split("\\s+"))));
        scopes.remove("");
        return String.join(" ", scopes);
    }

    private String token(Answer answer, URI realm, boolean identified) throws IOException {
        if (answer.status() == 401 || answer.status() == 403) {
            throw identified ? refused() : unknownUser();
        }
        String subject = realm.getAuthority();
        if (answer.status() != 200) {
            throw Failures.of(answer, subject);
        }
        JsonNode document;
        try {
            document = JsonMapper.builder().build().readTree(answer.document(subject, MAX_TOKEN_ANSWER));
        } catch (JsonProcessingException e) {
            throw new ImageException(subject, "the answer to a request for a token is not understood", null);
        }
        for (String name : List.of("token", "access_token")) {
            String token = document.path(name).asText("");
            if (TOKEN.matcher(token).matches()) {
                return token;
            }
        }
        throw new ImageException(subject, "there is no token in the answer to a request for one", null);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
