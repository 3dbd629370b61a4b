package io.jdock.image.registry;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A question to a registry.
 *
 * @param scope what it needs the right to
 * @param body made anew for each attempt
 * @param size of the body, in bytes
 */
record Call(String method, URI uri, Map<String, String> headers, Scope scope, Supplier<BodyPublisher> body, long size) {
    Call {
        headers = Map.copyOf(headers);
    }

    /** One without a body. */
    static Call of(String method, URI uri, Scope scope) {
        return new Call(method, uri, Map.of(), scope, BodyPublishers::noBody, 0);
    }

    Call with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(method, uri, more, scope, body, size);
    }

    Call with(Supplier<BodyPublisher> content, long bytes) {
        return new Call(method, uri, headers, scope, content, bytes);
    }

    /** Whether it only asks, so that it may be sent elsewhere and asked again. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
