package io.jdock.image.registry;

import io.jdock.image.ImageException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts a registry's refusals into words. */
final class Failures {
    private Failures() {}

    /** The error that an answer means. */
    static ImageException of(Answer answer, String subject) {
        String explanation = answer.explanation();
        String said = explanation.isEmpty() ? "" : ": " + explanation;
        return switch (answer.status()) {
            case 401, 403 ->
                new ImageException(
                        subject,
                        "the registry refuses it" + said,
                        "is the name right, and may the user whose credentials are used do this?");
            case 404 ->
                new ImageException(
                        subject,
                        "the registry does not have it" + said,
                        "is the name right? Registries say so too of what one may not see");
            case 429 -> new ImageException(subject, limit(answer) + said, remedy(answer));
            default -> new ImageException(subject, "the registry answers with status " + answer.status() + said, null);
        };
    }

    private static String limit(Answer answer) {
        // Docker Hub: "100;w=21600", the number and the seconds in which it may be used up
        Optional<String[]> limit = answer.header("ratelimit-limit")
                .map(value -> value.split(";w=", -1))
                .filter(parts -> parts.length == 2 && parts[0].matches("[0-9]+") && parts[1].matches("[0-9]{1,9}"));
        return "the registry limits how much is pulled"
                + limit.map(parts -> ", to " + parts[0] + " in "
                                + Duration.ofSeconds(Long.parseLong(parts[1])).toMinutes() + " minutes")
                        .orElse("");
    }

    private static @Nullable String remedy(Answer answer) {
        String wait = answer.retryAfter()
                .map(pause -> "wait " + Math.max(1, pause.toSeconds()) + " s, ")
                .orElse("wait, ");
        return wait + "log in, which often raises the limit, or name a mirror";
    }
}
