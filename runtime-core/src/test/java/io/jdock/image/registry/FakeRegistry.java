package io.jdock.image.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry that is honest unless a test tells it otherwise. */
public final class FakeRegistry implements AutoCloseable {
    private static final String REPOSITORY = "/v2/shop/app";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
    private final Map<String, String> mediaTypes = new ConcurrentHashMap<>();
    private final Map<String, Deque<Reply>> scripts = new ConcurrentHashMap<>();
    private final Map<String, Reply> rules = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** An answer to a request. */
    @FunctionalInterface
    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    /** What was asked; absent fields are empty. */
    record Request(String method, String path, String query, String authorization, String range) {}

    public FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Host and port. */
    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The name of its only repository, with a tag. */
    public String name(String tag) {
        return authority() + "/shop/app:" + tag;
    }

    public FakeRegistry put(String tag, TestImage image) {
        image.content().forEach((digest, bytes) -> documents.put(REPOSITORY + "/blobs/" + digest, bytes));
        put(tag, image.manifest(), image.bytes(image.manifest()));
        return this;
    }

    void put(String tag, ContentDescriptor descriptor, byte[] manifest) {
        for (String selector : List.of(tag, descriptor.digest().toString())) {
            documents.put(manifest(selector), manifest);
            mediaTypes.put(manifest(selector), descriptor.mediaType());
        }
    }

    static String manifest(String selector) {
        return REPOSITORY + "/manifests/" + selector;
    }

    static String blob(Digest digest) {
        return REPOSITORY + "/blobs/" + digest;
    }

    /** Answers the next requests for a path so, one after the other, and honestly again afterwards. */
    void script(String path, Reply... replies) {
        scripts.put(path, new ArrayDeque<>(List.of(replies)));
    }

    /** Answers every request for a path so. */
    void rule(String path, Reply reply) {
        rules.put(path, reply);
    }

    List<Request> requests() {
        return requests;
    }

    List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    /** A reply that fails has its connection closed by the server, which a client sees as a broken one. */
    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(new Request(
                exchange.getRequestMethod(),
                path,
                String.valueOf(exchange.getRequestURI().getQuery()),
                field(exchange, "Authorization"),
                field(exchange, "Range")));
        Deque<Reply> script = scripts.get(path);
        Reply next;
        synchronized (this) {
            next = script == null ? null : script.poll();
        }
        Reply reply = next != null ? next : rules.getOrDefault(path, this::honest);
        reply.to(exchange);
        exchange.close();
    }

    private static String field(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /** What a good registry says. */
    void honest(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] document = documents.get(path);
        if (document == null) {
            status(404, "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"unknown here\"}]}")
                    .to(exchange);
            return;
        }
        String type = mediaTypes.getOrDefault(path, "application/octet-stream");
        exchange.getResponseHeaders().set("Content-Type", type);
        if (mediaTypes.containsKey(path)) {
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.sha256(document).toString());
        }
        String range = field(exchange, "Range");
        int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (document.length - 1) + "/" + document.length);
        }
        send(exchange, from > 0 ? 206 : 200, document, from, document.length - from, document.length - from);
    }

    private static void send(HttpExchange exchange, int status, byte[] bytes, int from, int count, long promised)
            throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, promised);
        OutputStream body = exchange.getResponseBody();
        body.write(bytes, from, count);
        body.flush();
        if (count < promised) {
            throw new IOException("fewer bytes than promised: the connection shall break");
        }
    }

    static Reply bytes(byte[] content) {
        return exchange -> send(exchange, 200, content, 0, content.length, content.length);
    }

    /** Lets a reply wait until whoever asked has so many bytes of it; else a broken connection may cost some on the way. */
    @FunctionalInterface
    interface Arrival {
        void await(long bytes) throws IOException;
    }

    /** Breaks off when some bytes of what was asked for have arrived. */
    Reply broken(int bytes, Arrival arrival) {
        return exchange -> {
            byte[] document = documents.get(exchange.getRequestURI().getPath());
            String range = field(exchange, "Range");
            int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (document.length - 1) + "/" + document.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, document.length - from);
            exchange.getResponseBody().write(document, from, bytes);
            exchange.getResponseBody().flush();
            if (bytes > 0) {
                arrival.await(from + bytes);
            }
            throw new IOException("fewer bytes than promised: the connection shall break");
        };
    }

    static Reply status(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange -> send(exchange, status, bytes, 0, bytes.length, bytes.length);
    }

    static Reply status(int status, Map<String, String> fields) {
        return exchange -> {
            fields.forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
