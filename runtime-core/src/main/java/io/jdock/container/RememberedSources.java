package io.jdock.container;

import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileKinds;
import io.jdock.kernel.FileKinds.Question;
import io.jdock.plan.Launch.Sources;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at the host's files and keeps what it saw, so that it can be known later whether all is as it was. */
final class RememberedSources implements Sources {
    private final Sources host;
    private final Map<Question, Kind> kinds = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();

    RememberedSources(Sources host) {
        this.host = host;
    }

    @Override
    public Kind kind(String path) {
        return kinds.computeIfAbsent(new Question(path, false), question -> host.kind(path));
    }

    @Override
    public Kind followed(String path) {
        Kind own = kinds.get(new Question(path, false));
        return own != null && own != Kind.SYMLINK
                ? own
                : kinds.computeIfAbsent(new Question(path, true), question -> host.followed(path));
    }

    @Override
    public String link(String path) {
        return links.computeIfAbsent(path, host::link);
    }

    /** What was seen so far. */
    Seen seen() {
        return new Seen(host, List.copyOf(kinds.keySet()), List.copyOf(kinds.values()), links);
    }

    /** What was seen at some time. Safe for use by several threads. */
    static final class Seen {
        private final Sources host;
        private final List<Question> questions;
        private final FileKinds files;
        private final List<Kind> kinds;
        private final Map<String, String> links;
        private volatile long @Nullable [] looks;

        Seen(Sources host, List<Question> questions, List<Kind> kinds, Map<String, String> links) {
            this.host = host;
            this.questions = List.copyOf(questions);
            this.files = new FileKinds(questions);
            this.kinds = List.copyOf(kinds);
            this.links = Map.copyOf(links);
        }

        /** The files that were looked at. */
        List<Question> questions() {
            return questions;
        }

        /** What they were, in this order. */
        List<Kind> kinds() {
            return kinds;
        }

        /** The texts of symbolic links, by their paths. */
        Map<String, String> links() {
            return links;
        }

        /**
         * Whether the host's files are still such. The first answer takes a closer look at them, which a JVM that starts a
         * single container does not pay for.
         */
        boolean holds() {
            long[] before = looks;
            if (before != null) {
                return files.looksLike(before);
            }
            long[] now = files.look(); // before the closer look: what changes after it is noticed the next time
            if (!isSame()) {
                return false;
            }
            looks = now;
            return true;
        }

        private boolean isSame() {
            List<Kind> now = new ArrayList<>(kinds.size());
            for (Optional<FileKind> kind : files.now()) {
                now.add(kind.map(Seen::kind).orElse(Kind.MISSING));
            }
            return now.equals(kinds)
                    && links.entrySet().stream()
                            .allMatch(link -> link.getValue().equals(linkOrNothing(link.getKey())));
        }

        private @Nullable String linkOrNothing(String path) {
            try {
                return host.link(path);
            } catch (UncheckedIOException e) {
                return null; // it was one a moment ago
            }
        }

        private static Kind kind(FileKind kind) {
            return switch (kind) {
                case DIRECTORY -> Kind.DIRECTORY;
                case SYMBOLIC_LINK -> Kind.SYMLINK;
                default -> Kind.FILE;
            };
        }
    }
}
