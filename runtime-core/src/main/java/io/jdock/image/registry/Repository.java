package io.jdock.image.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jdock.image.ContentStore;
import io.jdock.image.ImageException;
import io.jdock.image.Reference;
import io.jdock.json.JsonException;
import io.jdock.json.JsonReader;
import io.jdock.kernel.FastSha256;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import io.jdock.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A repository at one server: its manifests and blobs (distribution-spec, "Pull"). Safe for use by several threads. */
final class Repository {
    /** What registries take at most (distribution-spec, "Pushing Manifests"): a reader needs no more. */
    static final int MAX_MANIFEST = 4 << 20;

    /** Against a registry that names one page after another for ever. */
    private static final int MAX_PAGES = 100;

    private static final Pattern NEXT =
            Pattern.compile("\\s*<([^>]*)>\\s*;[^,]*\\brel=\"?next\"?", Pattern.CASE_INSENSITIVE);

    private static final String ACCEPT = String.join(
            ", ",
            List.of(
                    MediaTypes.IMAGE_INDEX,
                    MediaTypes.IMAGE_MANIFEST,
                    MediaTypes.DOCKER_MANIFEST_LIST,
                    MediaTypes.DOCKER_MANIFEST));
    private static final String DIGEST = "Docker-Content-Digest";
    private static final String OLD = "application/vnd.docker.distribution.manifest.v1";

    private final Endpoint endpoint;
    private final Transport transport;
    private final Scope scope;

    Repository(Endpoint endpoint, Transport transport, Scope scope) {
        this.endpoint = endpoint;
        this.transport = transport;
        this.scope = scope;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The digest of what a tag stands for now; empty if the registry does not say. Not counted as a pull by Docker Hub. */
    Optional<Digest> digest(String tag) throws IOException, InterruptedException {
        Call call =
                Call.of("HEAD", endpoint.resource("/manifests/" + tag), scope).with("Accept", ACCEPT);
        try (Answer answer = transport.ask(call)) {
            return answer.status() == 200 ? answer.header(DIGEST).flatMap(Digest::parse) : Optional.empty();
        }
    }

    /**
     * Fetches a manifest or an index.
     *
     * @param selector a tag or a digest
     * @return what it is known by in the store
     * @throws ImageException if there is none, or it is not what it claims to be
     */
    ContentDescriptor manifest(String selector, ContentStore store) throws IOException, InterruptedException {
        String subject = endpoint.subject(Optional.of(selector));
        Call call = Call.of("GET", endpoint.resource("/manifests/" + selector), scope)
                .with("Accept", ACCEPT);
        try (Answer answer = transport.ask(call)) {
            if (answer.status() != 200) {
                throw Failures.of(answer, subject);
            }
            byte[] content = answer.document(subject, MAX_MANIFEST);
            Digest digest = verify(
                    subject,
                    content,
                    Digest.parse(selector).or(() -> answer.header(DIGEST).flatMap(Digest::parse)));
            String mediaType = mediaType(subject, answer, content);
            ContentDescriptor descriptor = ContentDescriptor.of(mediaType, digest, content.length);
            store.copy(descriptor, new ByteArrayInputStream(content));
            return descriptor;
        }
    }

    private static Digest verify(String subject, byte[] content, Optional<Digest> promised) throws ImageException {
        Digest digest = promised.isPresent() && promised.get().algorithm().equals("sha512")
                ? Digest.sha512(content)
                : sha256(content);
        if (promised.isPresent() && !promised.get().equals(digest)) {
            throw new ImageException(
                    subject,
                    "the registry sends a manifest of digest " + digest + " instead of " + promised.get(),
                    "nothing of it is used");
        }
        return digest;
    }

    /** By what hashes the layers anyway: the JDK's function takes a JVM that has just started as long as it takes to ask the registry. */
    private static Digest sha256(byte[] content) {
        return FastSha256.make(content.length)
                .map(hash -> Digest.ofSha256(hash.digest(content)))
                .orElseGet(() -> Digest.sha256(content));
    }

    /** What the document itself says, and what the registry says where it is silent; both must agree (CVE-2021-41190). */
    private String mediaType(String subject, Answer answer, byte[] content) throws IOException {
        String header = answer.header("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        String own = ownMediaType(subject, content);
        if (header.startsWith(OLD)) {
            throw new ImageException(
                    subject, "the image has a manifest of the old schema 1, which cannot be verified", "push it anew");
        }
        boolean known = MediaTypes.isIndex(header) || MediaTypes.isManifest(header);
        if (known && !own.isEmpty() && !own.equals(header)) {
            throw new ImageException(
                    subject,
                    "the manifest says that it is of type " + Answer.printable(own) + ", and the registry says "
                            + header,
                    "nothing of it is used");
        }
        String mediaType = known ? header : own;
        if (!MediaTypes.isIndex(mediaType) && !MediaTypes.isManifest(mediaType)) {
            throw new ImageException(
                    subject,
                    "this is no image: it is of type " + Answer.printable(mediaType.isEmpty() ? header : mediaType),
                    null);
        }
        return mediaType;
    }

    private static String ownMediaType(String subject, byte[] content) throws ImageException {
        try {
            return JsonReader.read(content).at("mediaType").textOr("");
        } catch (JsonException e) {
            throw new ImageException(subject, "the manifest cannot be read: " + e.getMessage(), null, e);
        }
    }

    /**
     * Asks for content from a byte on; the answer may begin earlier all the same.
     *
     * @param from 0 for all of it
     */
    Answer blob(Digest digest, long from) throws IOException, InterruptedException {
        Call call = Call.of("GET", endpoint.resource("/blobs/" + digest), scope);
        return transport.ask(from == 0 ? call : call.with("Range", "bytes=" + from + "-"));
    }

    /** Whether the repository has content. */
    boolean has(Digest digest) throws IOException, InterruptedException {
        try (Answer answer = transport.ask(Call.of("HEAD", endpoint.resource("/blobs/" + digest), scope))) {
            return answer.status() == 200;
        }
    }

    /**
     * The tags, page by page, in the registry's order (distribution-spec, "Listing Tags"). What is no tag is left out.
     *
     * @param most how many are wanted
     */
    List<String> tags(int most) throws IOException, InterruptedException {
        String subject = endpoint.subject(Optional.empty());
        List<String> tags = new ArrayList<>();
        Optional<URI> page = Optional.of(endpoint.resource("/tags/list?n=" + most));
        for (int pages = 0; page.isPresent() && pages < MAX_PAGES && tags.size() < most; pages++) {
            try (Answer answer = transport.ask(Call.of("GET", page.get(), scope))) {
                if (answer.status() != 200) {
                    throw Failures.of(answer, subject);
                }
                for (JsonNode tag : document(subject, answer).path("tags")) {
                    if (Reference.isTag(tag.asText(""))) {
                        tags.add(tag.asText());
                    }
                }
                page = next(answer);
            }
        }
        return List.copyOf(tags.subList(0, Math.min(most, tags.size())));
    }

    private JsonNode document(String subject, Answer answer) throws IOException {
        try {
            return JsonMapper.builder().build().readTree(answer.document(subject, MAX_MANIFEST));
        } catch (JsonProcessingException e) {
            throw new ImageException(subject, "the list of tags cannot be read: it is no JSON", null, e);
        }
    }

    /** Where the next page is (RFC 8288): {@code </v2/name/tags/list?n=100&last=1.9>; rel="next"}. */
    private Optional<URI> next(Answer answer) throws ImageException {
        Optional<Matcher> link = answer.header("Link").map(NEXT::matcher).filter(Matcher::lookingAt);
        return link.isPresent()
                ? Optional.of(transport.follow(answer.uri(), link.get().group(1)))
                : Optional.empty();
    }

    // ---- Push (distribution-spec, "Pushing blobs", "Pushing Manifests")

    /**
     * Sends content.
     *
     * @param body made anew for each attempt
     */
    void send(ContentDescriptor content, Supplier<BodyPublisher> body) throws IOException, InterruptedException {
        String subject = endpoint.subject(Optional.of(content.digest().toString()));
        URI place;
        try (Answer answer = transport.ask(Call.of("POST", endpoint.resource("/blobs/uploads/"), scope))) {
            if (answer.status() != 202) {
                throw Failures.of(answer, subject);
            }
            String location = answer.header("Location")
                    .orElseThrow(() -> new ImageException(subject, "the registry does not say where to send it", null));
            place = transport.follow(answer.uri(), location);
        }
        String query = (place.getRawQuery() == null ? "?" : "&") + "digest="
                + URLEncoder.encode(content.digest().toString(), StandardCharsets.UTF_8);
        Call call = Call.of("PUT", URI.create(place + query), scope)
                .with("Content-Type", "application/octet-stream")
                .with(body, content.size());
        try (Answer answer = transport.ask(call)) {
            if (answer.status() != 201) {
                throw Failures.of(answer, subject);
            }
        }
    }

    /**
     * Sends a manifest or an index whose parts are there.
     *
     * @param selector a tag or the digest
     */
    void send(String selector, String mediaType, byte[] manifest) throws IOException, InterruptedException {
        Call call = Call.of("PUT", endpoint.resource("/manifests/" + selector), scope)
                .with("Content-Type", mediaType)
                .with(() -> BodyPublishers.ofByteArray(manifest), manifest.length);
        try (Answer answer = transport.ask(call)) {
            if (answer.status() != 201) {
                throw Failures.of(answer, endpoint.subject(Optional.of(selector)));
            }
        }
    }
}
