package io.jdock.container;

import io.jdock.kernel.FileKind;
import io.jdock.kernel.FileKinds;
import io.jdock.kernel.FileKinds.Question;
import io.jdock.plan.Launch.Sources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        return new Seen(
                new FileKinds(List.copyOf(kinds.keySet())), List.copyOf(kinds.values()), Map.copyOf(links), host);
    }

    /** What was seen at some time. */
    record Seen(FileKinds questions, List<Kind> kinds, Map<String, String> links, Sources host) {
        /** Whether the host's files are still such. */
        boolean holds() {
            List<Kind> now = new ArrayList<>(kinds.size());
            for (Optional<FileKind> kind : questions.now()) {
                now.add(kind.map(Seen::kind).orElse(Kind.MISSING));
            }
            return now.equals(kinds)
                    && links.entrySet().stream()
                            .allMatch(link -> host.link(link.getKey()).equals(link.getValue()));
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
