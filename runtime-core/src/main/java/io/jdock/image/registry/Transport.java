package io.jdock.image.registry;

import io.jdock.image.ImageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks one server, and where it sends its clients; again after failures that pass. Safe for use by several threads. */
final class Transport implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_REDIRECTS = 5;
    private static final int UNAUTHORIZED = 401;
    private static final String USER_AGENT = "jdock";

    /** Bytes in a second below which sending something takes too long. */
    private static final long SLOWEST = 1 << 14;

    private final Endpoint endpoint;
    private final Clients clients;
    private final RegistrySettings settings;
    private final Redirects redirects;
    private final Authorizer authorizer;

    Transport(Endpoint endpoint, RegistrySettings settings, CredentialSource credentials) throws IOException {
        this.endpoint = endpoint;
        this.settings = settings;
        this.clients = new Clients(settings.access(endpoint.registry()), settings);
        this.redirects = endpoint.redirects(InetAddress::getAllByName);
        this.authorizer = new Authorizer(endpoint, this, redirects, credentials);
    }

    /**
     * Asks, says who asks if that is wanted, and goes where it is sent.
     *
     * @return whatever the server says at last, errors too
     * @throws ImageException if it cannot be reached, or does not take the credentials
     */
    Answer ask(Call call) throws IOException, InterruptedException {
        return retrying(call.reads(), () -> authorized(call));
    }

    /**
     * The address that the server names for what comes next.
     *
     * @throws ImageException if it must not be asked
     */
    URI follow(URI current, String location) throws ImageException {
        return redirects.follow(current, location);
    }

    /** Nothing can be asked after it. */
    @Override
    public void close() {
        clients.close();
    }

    /** Something that may fail for a moment. */
    private interface Attempt {
        Answer run() throws IOException, InterruptedException;
    }

    private Answer retrying(boolean repeatable, Attempt attempt) throws IOException, InterruptedException {
        Retries retries = settings.retries();
        for (int failures = 1; ; failures++) {
            Optional<Duration> wanted;
            try {
                Answer answer = attempt.run();
                wanted = answer.retryAfter();
                // 429 says that nothing was done yet, so that everything may be asked again
                boolean again = repeatable ? Retries.passes(answer.status()) : answer.status() == 429;
                if (!again || !retries.permit(failures, wanted)) {
                    return answer;
                }
                answer.close();
            } catch (IOException e) {
                wanted = Optional.empty();
                if (!repeatable || !passes(e) || !retries.permit(failures, wanted)) {
                    throw unreachable(e);
                }
            }
            retries.await(failures, wanted);
        }
    }

    /** Nobody listens, or it is the wrong one: that stays so. What broke off may go well the next time. */
    static boolean passes(IOException e) {
        return !(e instanceof ImageException
                || e instanceof ConnectException
                || e instanceof HttpConnectTimeoutException
                || e instanceof SSLException
                || (e instanceof InterruptedIOException
                        && Thread.currentThread().isInterrupted()));
    }

    private IOException unreachable(IOException e) throws InterruptedException {
        if (e instanceof ImageException) {
            return e;
        }
        if (e instanceof InterruptedIOException && Thread.interrupted()) {
            throw new InterruptedException("interrupted while a registry was asked");
        }
        String authority = endpoint.base().getAuthority();
        if (e instanceof SSLException) {
            return new ImageException(
                    authority,
                    "no secure connection can be made: " + reason(e),
                    "if the registry has a certificate of its own authority, or speaks plain HTTP, that has to be said",
                    e);
        }
        return new ImageException(
                authority, "the registry cannot be reached: " + reason(e), "is the name right, and the network up?", e);
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        if (message != null && !message.isEmpty()) {
            return Answer.printable(message);
        }
        return e instanceof ConnectException ? "no connection to that host and port" : e.toString();
    }

    private Answer authorized(Call call) throws IOException, InterruptedException {
        Optional<String> authorization = authorizer.known(call.scope());
        Answer answer = redirected(call, authorization);
        if (answer.status() != UNAUTHORIZED || !Redirects.sameOrigin(answer.uri(), endpoint.base())) {
            return answer;
        }
        List<Challenge> challenges = ChallengeParser.parse(answer.headers().allValues("WWW-Authenticate"));
        answer.close();
        return redirected(call, Optional.of(authorizer.answer(call.scope(), challenges, authorization)));
    }

    private Answer redirected(Call call, Optional<String> authorization) throws IOException, InterruptedException {
        URI uri = call.uri();
        for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
            // Only the registry itself hears who asks: storage elsewhere has tokens of its own in the address.
            boolean own = Redirects.sameOrigin(uri, endpoint.base());
            Answer answer = send(request(call, uri, own ? authorization.orElse(null) : null));
            Optional<String> location = answer.header("Location");
            if (!call.reads() || !REDIRECTS.contains(answer.status()) || location.isEmpty()) {
                return answer;
            }
            answer.close();
            uri = redirects.follow(uri, location.get());
        }
        throw new ImageException(
                endpoint.base().getAuthority(), "the registry sends its clients round in circles", null);
    }

    private HttpRequest request(Call call, URI uri, @Nullable String authorization) {
        HttpRequest.Builder request = request(uri, authorization)
                .timeout(settings.patience().plusSeconds(call.size() / SLOWEST))
                .method(call.method(), call.body().get());
        call.headers().forEach(request::header);
        return request.build();
    }

    private HttpRequest.Builder request(URI uri, @Nullable String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(settings.patience()).header("User-Agent", USER_AGENT);
        settings.proxyAuthorization().ifPresent(value -> request.header("Proxy-Authorization", value));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<ResponseStream> response =
                clients.of(request.uri()).send(request, answer -> new ResponseStream(settings.patience()));
        return new Answer(request.uri(), response.statusCode(), response.headers(), response.body());
    }

    /** Asks a server that gives out tokens, with nothing but what is said here. */
    Answer askForToken(URI uri, @Nullable String authorization, @Nullable String form)
            throws IOException, InterruptedException {
        return retrying(true, () -> {
            HttpRequest.Builder request = request(uri, authorization);
            if (form != null) {
                request.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form));
            }
            return send(request.build());
        });
    }
}
