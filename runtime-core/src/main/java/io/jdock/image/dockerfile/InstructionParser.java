package io.jdock.image.dockerfile;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jdock.image.ImageException;
import io.jdock.oci.Healthcheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one instruction. */
final class InstructionParser {
    private static final Set<String> NAMES = Set.of(
            "FROM",
            "ARG",
            "ENV",
            "LABEL",
            "COPY",
            "ADD",
            "RUN",
            "CMD",
            "ENTRYPOINT",
            "WORKDIR",
            "USER",
            "EXPOSE",
            "VOLUME",
            "STOPSIGNAL",
            "HEALTHCHECK",
            "SHELL",
            "ONBUILD",
            "MAINTAINER");
    private static final Set<String> NEVER_ON_BUILD = Set.of("ONBUILD", "FROM", "MAINTAINER");
    private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern STAGE = Pattern.compile("[a-z][a-z0-9_.-]*");
    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|ms|s|m|h)");

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final Line line;
    private final String name;
    private final Position position;
    private final int afterName;

    InstructionParser(Line line) {
        this.line = line;
        int end = 0;
        while (end < line.text().length() && !Line.isBlank(line.text().charAt(end))) {
            end++;
        }
        this.name = line.text().substring(0, end).toUpperCase(Locale.ROOT);
        this.afterName = line.skipBlanks(end);
        this.position = line.position(0);
    }

    /**
     * The instruction.
     *
     * @throws ImageException if it is none, or lacks something
     */
    Instruction parse() throws ImageException {
        if (!NAMES.contains(name)) {
            throw position.error("there is no instruction '" + name + "'", likely());
        }
        requireRest(afterName);
        return switch (name) {
            case "FROM" -> from();
            case "ARG" -> arg();
            case "ENV" -> new Instruction.Env(position, source(), pairs());
            case "LABEL" -> new Instruction.Label(position, source(), pairs());
            case "COPY", "ADD" -> copy();
            case "RUN" -> run();
            case "CMD" -> new Instruction.Cmd(position, source(), command(noFlags()));
            case "ENTRYPOINT" -> new Instruction.Entrypoint(position, source(), command(noFlags()));
            case "WORKDIR" -> new Instruction.Workdir(position, source(), all());
            case "USER" -> new Instruction.User(position, source(), one());
            case "EXPOSE" -> new Instruction.Expose(position, source(), words(noFlags()));
            case "VOLUME" -> new Instruction.Volume(position, source(), words(noFlags()));
            case "STOPSIGNAL" -> new Instruction.StopSignal(position, source(), one());
            case "HEALTHCHECK" -> healthCheck();
            case "SHELL" -> new Instruction.Shell(position, source(), shell());
            case "ONBUILD" -> onBuild();
            default -> new Instruction.Maintainer(position, source(), rest(afterName));
        };
    }

    // ---- parts

    private String likely() {
        return NAMES.stream()
                .filter(known -> distance(known, name) <= 2)
                .min(Comparator.<String>comparingInt(known -> distance(known, name))
                        .thenComparing(Comparator.naturalOrder()))
                .map(known -> "is it " + known + "?")
                .orElse("a line goes on in the next one only if it ends with " + line.escape());
    }

    /** How many letters are to be put in, left out or replaced (Levenshtein). */
    private static int distance(String one, String other) {
        int[] last = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
            }
            last = row;
        }
        return last[other.length()];
    }

    private String source() {
        String text = line.text().substring(name.length());
        return name + text.replaceAll("\\s+", " ");
    }

    private String rest(int from) {
        return line.text().substring(from);
    }

    /** Where the arguments begin of an instruction that has no flags. */
    private int noFlags() throws ImageException {
        int start = Flags.read(line, afterName, name, Set.of()).end(); // behind a lonely --, perhaps
        requireRest(start);
        return start;
    }

    private void requireRest(int start) throws ImageException {
        if (rest(start).isEmpty()) {
            throw position.error(name + " says nothing: its arguments are missing", null);
        }
    }

    private Word all() throws ImageException {
        int start = noFlags();
        return line.word(new Line.Token(rest(start), start));
    }

    private Word one() throws ImageException {
        List<Line.Token> tokens = line.tokens(noFlags());
        if (tokens.size() > 1) {
            throw line.position(tokens.get(1).offset()).error(name + " takes one argument only", null);
        }
        return line.word(tokens.get(0));
    }

    /** A list in JSON, or what white space separates. */
    private List<Word> words(int start) throws ImageException {
        Optional<List<String>> list = list(start);
        if (list.isPresent()) {
            Position begin = line.position(start);
            return list.get().stream()
                    .map(text -> new Word(text, begin, line.escape()))
                    .toList();
        }
        return line.tokens(start).stream().map(line::word).toList();
    }

    /** What begins with a bracket and is no list of texts is not in this form: {@code [ -f x ]} is a command. */
    private Optional<List<String>> list(int start) {
        if (!rest(start).startsWith("[")) {
            return Optional.empty();
        }
        try {
            List<String> list = new ArrayList<>();
            for (JsonNode element : json.readTree(rest(start))) {
                if (!element.isTextual()) {
                    return Optional.empty();
                }
                list.add(element.textValue());
            }
            return Optional.of(list);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private Command command(int start) throws ImageException {
        Optional<List<String>> list = list(start);
        if (list.isPresent()) {
            return new Command.Exec(list.get());
        }
        return new Command.Shell(rest(start));
    }

    // ---- instructions

    private Instruction from() throws ImageException {
        Flags flags = Flags.read(line, afterName, name, Set.of("platform"));
        List<Line.Token> tokens = line.tokens(flags.end());
        boolean named = tokens.size() == 3 && tokens.get(1).text().equalsIgnoreCase("AS");
        if (tokens.size() != 1 && !named) {
            throw line.position(
                            tokens.isEmpty()
                                    ? flags.end()
                                    : tokens.get(tokens.size() == 1 ? 0 : 1).offset())
                    .error("FROM takes an image, and then AS and a name for the stage, or nothing", null);
        }
        Optional<String> stage = Optional.empty();
        if (named) {
            Line.Token token = tokens.get(2);
            String text = token.text().toLowerCase(Locale.ROOT); // Docker takes both for the same
            if (!STAGE.matcher(text).matches()) {
                throw line.position(token.offset())
                        .error(
                                "'" + token.text() + "' cannot be the name of a stage",
                                "it begins with a letter, and has letters, digits, and _ . -");
            }
            stage = Optional.of(text);
        }
        return new Instruction.From(position, source(), flags.value(line, "platform"), line.word(tokens.get(0)), stage);
    }

    private Instruction arg() throws ImageException {
        List<Instruction.Arg.Definition> definitions = new ArrayList<>();
        for (Line.Token token : line.quotedTokens(noFlags())) {
            int equals = token.text().indexOf('=');
            String variable = equals < 0 ? token.text() : token.text().substring(0, equals);
            if (!VARIABLE.matcher(variable).matches()) {
                throw line.position(token.offset())
                        .error("'" + variable + "' cannot be the name of a variable", "letters, digits and _ can");
            }
            definitions.add(new Instruction.Arg.Definition(
                    variable, equals < 0 ? Optional.empty() : Optional.of(part(token, equals + 1))));
        }
        return new Instruction.Arg(position, source(), definitions);
    }

    private Word part(Line.Token token, int from) {
        return line.word(new Line.Token(token.text().substring(from), token.offset() + from));
    }

    /** {@code name=value} several times, or the old form: a name, white space, and the rest of the line. */
    private List<Instruction.Pair> pairs() throws ImageException {
        int start = noFlags();
        Line.Token first = line.tokens(start).get(0);
        if (first.text().indexOf('=') < 0) {
            int value = line.skipBlanks(first.offset() + first.text().length());
            if (rest(value).isEmpty()) {
                throw position.error(name + " takes a name and a value", "write NAME=value");
            }
            return List.of(new Instruction.Pair(line.word(first), line.word(new Line.Token(rest(value), value))));
        }
        List<Instruction.Pair> pairs = new ArrayList<>();
        for (Line.Token token : line.quotedTokens(start)) {
            int equals = token.text().indexOf('=');
            if (equals <= 0) {
                throw line.position(token.offset())
                        .error(
                                equals < 0 ? "'" + token.text() + "' has no value" : "there is no name before the =",
                                "write NAME=value, and put quotes around a value with blanks");
            }
            Word key = line.word(new Line.Token(token.text().substring(0, equals), token.offset()));
            pairs.add(new Instruction.Pair(key, part(token, equals + 1)));
        }
        return pairs;
    }

    private Instruction copy() throws ImageException {
        boolean add = name.equals("ADD");
        Flags flags = Flags.read(
                line,
                afterName,
                name,
                add ? Set.of("chown", "chmod", "link", "checksum") : Set.of("from", "chown", "chmod", "link"));
        flags.requireBoolean(line, "link");
        List<Word> words = new ArrayList<>(words(flags.end()));
        if (words.size() < 2) {
            throw position.error(name + " takes at least a source and a destination", null);
        }
        Word destination = words.remove(words.size() - 1);
        List<Document> documents = new ArrayList<>();
        for (Document document : line.documents()) {
            if (words.removeIf(word -> word.raw().equals(document.word()))) {
                documents.add(document);
            }
        }
        Optional<Word> from = flags.value(line, "from");
        if (from.isPresent() && !documents.isEmpty()) {
            throw from.get().position().error("a here-document does not come from elsewhere", "leave --from out");
        }
        Optional<Word> checksum = flags.value(line, "checksum");
        if (checksum.isPresent() && words.size() + documents.size() != 1) {
            throw checksum.get().position().error("a checksum is for one file", "write an ADD for each");
        }
        for (Word word : words) {
            requireNoRepository(add, word);
        }
        return new Instruction.Copy(
                position,
                source(),
                add,
                from,
                flags.value(line, "chown"),
                flags.value(line, "chmod"),
                checksum,
                words,
                documents,
                destination);
    }

    private static void requireNoRepository(boolean add, Word word) throws ImageException {
        if (add && word.raw().matches("(?s)(?:ftp|git|ssh)://.*|git@.*|https?://.*\\.git(?:#.*)?")) {
            throw word.position()
                    .error("ADD fetches single files by HTTP only", "have the files in the directory of the build");
        }
    }

    private Instruction run() throws ImageException {
        Flags flags = Flags.read(line, afterName, name, Set.of("mount", "network"));
        if (rest(flags.end()).isEmpty()) {
            throw position.error("RUN has no command", null);
        }
        List<RunMount> mounts = new ArrayList<>();
        for (Flags.Flag mount : flags.all("mount")) {
            mounts.add(new RunMountParser(line, mount.value()).parse());
        }
        Optional<Word> network = flags.value(line, "network");
        String mode = network.map(Word::raw).orElse("default");
        if (!Set.of("default", "none", "host").contains(mode)) {
            throw network.orElseThrow()
                    .position()
                    .error("'" + mode + "' is no network of a RUN", "it is default, none or host");
        }
        return new Instruction.Run(position, source(), command(flags.end()), line.documents(), mounts, mode);
    }

    private List<String> shell() throws ImageException {
        List<String> words = list(noFlags()).orElse(List.of());
        if (words.isEmpty()) {
            throw line.position(afterName).error("SHELL takes a list in JSON", "write it as [\"/bin/bash\", \"-c\"]");
        }
        return words;
    }

    private Instruction onBuild() throws ImageException {
        String trigger = rest(afterName);
        List<Line.Start> starts = new ArrayList<>();
        starts.add(new Line.Start(0, line.position(afterName)));
        for (Line.Start start : line.starts()) {
            if (start.offset() > afterName) {
                starts.add(new Line.Start(start.offset() - afterName, start.position()));
            }
        }
        InstructionParser inner = new InstructionParser(new Line(trigger, starts, line.escape(), line.documents()));
        if (NEVER_ON_BUILD.contains(inner.name)) {
            throw inner.position.error(inner.name + " cannot be put off by ONBUILD", null);
        }
        inner.parse();
        StringBuilder text = new StringBuilder(trigger);
        for (Document document : line.documents()) {
            text.append('\n').append(document.text()).append(document.name());
        }
        return new Instruction.OnBuild(position, source(), text.toString());
    }

    // ---- HEALTHCHECK

    private Instruction healthCheck() throws ImageException {
        Flags flags = Flags.read(
                line, afterName, name, Set.of("interval", "timeout", "start-period", "start-interval", "retries"));
        List<Line.Token> tokens = line.tokens(flags.end());
        String kind = tokens.isEmpty() ? "" : tokens.get(0).text().toUpperCase(Locale.ROOT);
        List<String> test;
        if (kind.equals("NONE") && tokens.size() == 1) {
            test = List.of("NONE");
        } else if (kind.equals("CMD") && tokens.size() > 1) {
            test = test(command(tokens.get(1).offset()));
        } else {
            throw line.position(flags.end()).error("HEALTHCHECK takes CMD and a command, or NONE", null);
        }
        Healthcheck check = new Healthcheck(
                test,
                nanoseconds(flags, "interval"),
                nanoseconds(flags, "timeout"),
                nanoseconds(flags, "start-period"),
                nanoseconds(flags, "start-interval"),
                retries(flags));
        return new Instruction.HealthCheck(position, source(), check);
    }

    private static List<String> test(Command command) {
        List<String> test = new ArrayList<>();
        if (command instanceof Command.Exec exec) {
            test.add("CMD");
            test.addAll(exec.words());
        } else if (command instanceof Command.Shell shell) {
            test.add("CMD-SHELL");
            test.add(shell.text());
        }
        return test;
    }

    /** As Go writes a duration: {@code 1m30s}. */
    private long nanoseconds(Flags flags, String flag) throws ImageException {
        Optional<Word> word = flags.value(line, flag);
        if (word.isEmpty()) {
            return 0;
        }
        Function<String, ImageException> wrong = why ->
                word.get().position().error("'" + word.get().raw() + "' " + why, "write it as 30s, 1m30s or 500ms");
        Matcher part = DURATION.matcher(word.get().raw());
        double sum = 0;
        int at = 0;
        while (at < word.get().raw().length()) {
            if (!part.find(at) || part.start() != at) {
                throw wrong.apply("is no time");
            }
            sum += Double.parseDouble(part.group(1)) * nanosecondsOf(part.group(2));
            at = part.end();
        }
        if (sum != 0 && (sum < 1e6 || sum > Long.MAX_VALUE)) { // Docker takes a millisecond for the least
            throw wrong.apply("is too " + (sum < 1e6 ? "short" : "long"));
        }
        return (long) sum;
    }

    private static double nanosecondsOf(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }

    private int retries(Flags flags) throws ImageException {
        Optional<Word> word = flags.value(line, "retries");
        if (word.isPresent() && !word.get().raw().matches("[0-9]{1,9}")) {
            throw word.get().position().error("'" + word.get().raw() + "' is no number of retries", null);
        }
        return word.map(Word::raw).map(Integer::parseInt).orElse(0);
    }
}
