package io.jdock.build;

import io.jdock.container.ContainerImage;
import io.jdock.container.UserChoice;
import io.jdock.image.ArchiveEntries;
import io.jdock.image.BuildCaches;
import io.jdock.image.FileTree;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageForm;
import io.jdock.image.ImageTree;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerContent;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalImage;
import io.jdock.image.WrittenLayer;
import io.jdock.image.dockerfile.Command;
import io.jdock.image.dockerfile.ContextPath;
import io.jdock.image.dockerfile.Document;
import io.jdock.image.dockerfile.Instruction;
import io.jdock.image.dockerfile.Position;
import io.jdock.image.dockerfile.RunMount;
import io.jdock.image.dockerfile.Word;
import io.jdock.kernel.FileKind;
import io.jdock.kernel.Signal;
import io.jdock.oci.Digest;
import io.jdock.oci.Platform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds one stage: carries out its instructions one by one. Not safe for use by several threads. */
final class StageBuild {
    /** To be raised when a command becomes another layer than before. */
    private static final String FORMAT = "RUN 1\n";

    private static final Pattern ADDRESS = Pattern.compile("https?://.+", Pattern.CASE_INSENSITIVE);
    private static final int DOCUMENT_MODE = 0644;

    private final Workshop workshop;
    private final Sources sources;
    private final Optional<LocalImage> base;
    private final Platform platform;
    private final Variables variables;
    private final StageConfig config;
    private final List<ImageDraft.Step> steps;
    private @Nullable ImageTree tree;

    /** Where files come from. */
    interface Sources {
        /** The directory of the build. */
        ContextTree context();

        /** The files of an earlier stage, or of an image. */
        FileTree other(String name, Position position) throws IOException, InterruptedException;
    }

    /**
     * @param base below all of it
     * @param inherited what was done to the base by the stage that this one begins with
     */
    StageBuild(
            Workshop workshop,
            Sources sources,
            Optional<LocalImage> base,
            Platform platform,
            Variables variables,
            StageConfig config,
            List<ImageDraft.Step> inherited) {
        this.workshop = workshop;
        this.sources = sources;
        this.base = base;
        this.platform = platform;
        this.variables = variables;
        this.config = config;
        this.steps = new ArrayList<>(inherited);
    }

    /** The stage as an image that is to be written. */
    ImageDraft draft() {
        BuildRequest request = workshop.request();
        return new ImageDraft(base, platform, steps, config.config(), request.created(), request.annotations());
    }

    /** The root file system as it is now. */
    ImageTree tree() throws IOException {
        ImageTree known = tree;
        if (known == null) {
            known = ImageTree.of(workshop.store(), draft().packedLayers(), workshop.area());
            tree = known;
        }
        return known;
    }

    // ---- instructions

    void carryOut(Instruction instruction) throws IOException, InterruptedException {
        try {
            if (instruction instanceof Instruction.Copy copy) {
                copy(copy);
            } else if (instruction instanceof Instruction.Run run) {
                run(run);
            } else if (instruction instanceof Instruction.Workdir workdir) {
                workdir(workdir);
            } else {
                configure(instruction);
                steps.add(new ImageDraft.Step(Optional.empty(), instruction.source()));
            }
        } catch (IllegalArgumentException e) { // of a value that means nothing
            throw instruction.position().error(String.valueOf(e.getMessage()), null, e);
        }
    }

    private void configure(Instruction instruction) throws IOException {
        if (instruction instanceof Instruction.Arg arg) {
            variables.declare(arg);
        } else if (instruction instanceof Instruction.Env env) {
            Map<String, String> values = pairs(env.pairs());
            values.forEach(variables::setEnvironment);
            config.environment(values);
        } else if (instruction instanceof Instruction.Label label) {
            config.labels(pairs(label.pairs()));
        } else if (instruction instanceof Instruction.Cmd cmd) {
            config.cmd(words(cmd.command()));
        } else if (instruction instanceof Instruction.Entrypoint entrypoint) {
            config.entrypoint(words(entrypoint.command()));
        } else if (instruction instanceof Instruction.User user) {
            config.user(required(user.user()));
        } else if (instruction instanceof Instruction.Expose expose) {
            for (Word port : expose.ports()) {
                config.expose(port.expand(variables), port.position());
            }
        } else if (instruction instanceof Instruction.Volume volume) {
            for (Word path : volume.paths()) {
                config.volume(required(path));
            }
        } else if (instruction instanceof Instruction.StopSignal signal) {
            config.stopSignal(signal(signal.signal()));
        } else if (instruction instanceof Instruction.HealthCheck check) {
            config.healthCheck(check.check());
        } else if (instruction instanceof Instruction.Shell shell) {
            config.shell(shell.words());
        } else if (instruction instanceof Instruction.OnBuild trigger) {
            config.onBuild(trigger.instruction());
        } else if (instruction instanceof Instruction.Maintainer maintainer) {
            config.labels(Map.of("maintainer", maintainer.name()));
        }
    }

    /** All see the values from before the instruction, as with Docker. */
    private Map<String, String> pairs(List<Instruction.Pair> pairs) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Instruction.Pair pair : pairs) {
            values.put(required(pair.name()), pair.value().expand(variables));
        }
        return values;
    }

    private String required(Word word) throws IOException {
        String text = word.expand(variables);
        if (text.isEmpty()) {
            throw word.position().error("'" + word.raw() + "' is an empty text", "give its variables values");
        }
        return text;
    }

    private String signal(Word word) throws IOException {
        String text = required(word);
        try {
            Signal.parse(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw word.position().error("there is no signal '" + text + "'", "signal(7) lists them", e);
        }
    }

    private List<String> words(Command command) {
        if (command instanceof Command.Exec exec) {
            return exec.words();
        }
        return Stream.concat(config.shell().stream(), Stream.of(((Command.Shell) command).text()))
                .toList();
    }

    // ---- layers

    private void add(WrittenLayer layer, String source) throws IOException {
        if (layer.diffId().equals(workshop.emptyLayer().diffId())) {
            steps.add(new ImageDraft.Step(Optional.empty(), source));
            return;
        }
        if (tree != null) {
            tree.add(layer.packed());
        }
        steps.add(new ImageDraft.Step(layer, source));
    }

    private void workdir(Instruction.Workdir workdir) throws IOException, InterruptedException {
        config.workingDirectory(required(workdir.path()));
        String user = config.config().user();
        Owner owner = user == null ? Owner.ROOT : owner(user, workdir.position());
        Copying copying = new Copying(tree(), Optional.of(owner), OptionalInt.empty(), workdir.position());
        copying.makeDirectory(config.workingDirectory());
        add(workshop.layers().write(copying.entries()), workdir.source());
    }

    /** Numbers need no look into the image, whose layers then need not be unpacked. */
    private Owner owner(String text, Position position) throws IOException, InterruptedException {
        if (text.matches("[0-9]{1,9}")) {
            return new Owner(Long.parseLong(text), Long.parseLong(text));
        }
        if (text.matches("[0-9]{1,9}:[0-9]{1,9}")) {
            String[] ids = text.split(":", -1);
            return new Owner(Long.parseLong(ids[0]), Long.parseLong(ids[1]));
        }
        if (draft().packedLayers().isEmpty()) {
            throw position.error("the image is empty, and so knows no user '" + text + "'", "give a number");
        }
        UserChoice user = image(position).user(text);
        return new Owner(user.uid(), user.gid());
    }

    /** The stage as something that containers can run in. */
    private ContainerImage image(Position position) throws IOException {
        if (draft().packedLayers().isEmpty()) {
            throw position.error("the image is empty: there is nothing to run in it", "copy a program into it first");
        }
        return workshop.images()
                .prepare(
                        position.toString(),
                        new ImageWriter(workshop.store()).write(draft(), ImageForm.OCI),
                        platform,
                        workshop.listener()::note);
    }

    // ---- COPY and ADD

    private void copy(Instruction.Copy copy) throws IOException, InterruptedException {
        Optional<Owner> owner = Optional.empty();
        if (copy.owner().isPresent()) {
            owner = Optional.of(
                    owner(required(copy.owner().get()), copy.owner().get().position()));
        }
        FileTree from = copy.from().isPresent()
                ? sources.other(required(copy.from().get()), copy.from().get().position())
                : sources.context();
        Copying copying = new Copying(tree(), owner, mode(copy), copy.position());
        if (copy.unpacks() && isAddress(copy)) {
            fetch(copy, copying);
            add(workshop.layers().write(copying.entries()), copy.source());
            return;
        }
        if (copy.checksum().isPresent()) {
            throw copy.checksum().get().position().error("a checksum is for what an address gives", "leave it out");
        }
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            copy(copy, from, copying, opened);
            add(workshop.layers().write(copying.entries()), copy.source());
        } finally {
            for (AutoCloseable archive : opened) {
                close(archive);
            }
        }
    }

    private boolean isAddress(Instruction.Copy copy) throws IOException {
        for (Word word : copy.sources()) {
            if (ADDRESS.matcher(required(word)).matches()) {
                if (copy.checksum().isEmpty()) {
                    throw word.position()
                            .error(
                                    "ADD fetches only what it can tell to be the same tomorrow",
                                    "add --checksum=sha256:..., or have Maven fetch it");
                }
                return true;
            }
        }
        return false;
    }

    private void fetch(Instruction.Copy copy, Copying copying) throws IOException, InterruptedException {
        Word source = copy.sources().get(0);
        Word checksum = copy.checksum().orElseThrow();
        Fetching fetching = new Fetching(workshop.store(), workshop.remote(), source.position());
        URI address = fetching.address(required(source));
        Digest digest = Digest.parse(required(checksum))
                .orElseThrow(() -> checksum.position().error("'" + checksum.raw() + "' is no digest", "sha256:..."));
        String destination = config.absolute(required(copy.destination()));
        String name = FileTree.name(address.getPath());
        if (name.isEmpty() && destination.endsWith("/")) {
            throw copy.destination().position().error("the address has no name for the file", "add one here");
        }
        copying.add(destination, name, fetching.content(address, digest), Fetching.MODE);
    }

    private static void close(AutoCloseable archive) throws IOException {
        try {
            archive.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("an archive could not be closed", e);
        }
    }

    private OptionalInt mode(Instruction.Copy copy) throws IOException {
        if (copy.mode().isEmpty()) {
            return OptionalInt.empty();
        }
        String mode = required(copy.mode().get());
        if (!mode.matches("[0-7]{1,4}")) {
            throw copy.mode()
                    .get()
                    .position()
                    .error("'" + mode + "' is no mode that jdock knows", "write it in octal digits, as 0755");
        }
        return OptionalInt.of(Integer.parseInt(mode, 8));
    }

    private void copy(Instruction.Copy copy, FileTree from, Copying copying, List<AutoCloseable> opened)
            throws IOException {
        Map<Word, List<Copying.Match>> matches = new LinkedHashMap<>();
        for (Word word : copy.sources()) {
            matches.put(word, matches(word, from));
        }
        long count = matches.values().stream().mapToLong(List::size).sum()
                + copy.documents().size();
        String destination = config.absolute(required(copy.destination()));
        if (count > 1 && !destination.endsWith("/")) {
            throw copy.destination()
                    .position()
                    .error("several files cannot become one", "end the destination with a slash, if it is a directory");
        }
        for (List<Copying.Match> found : matches.values()) {
            for (Copying.Match match : found) {
                if (!copy.unpacks() || !unpack(match, destination, copying, opened)) {
                    copying.copy(from, match, destination);
                }
            }
        }
        for (Document document : copy.documents()) {
            copying.add(destination, document.name(), LayerContent.of(text(document)), DOCUMENT_MODE);
        }
    }

    private String text(Document document) throws IOException {
        return document.literal() ? document.text() : document.expand(variables);
    }

    private List<Copying.Match> matches(Word word, FileTree from) throws IOException {
        String text = required(word);
        List<Copying.Match> found = Copying.find(from, text);
        if (found.isEmpty()) {
            boolean hidden = from instanceof ContextTree context && context.hides(ContextPath.clean(text));
            throw word.position()
                    .error(
                            "there is no '" + text + "' to be copied",
                            hidden
                                    ? "it is there, but the ignore file hides it"
                                    : from instanceof ContextTree
                                            ? "paths start at the directory of the build, "
                                                    + workshop.request().context()
                                            : null);
        }
        return found;
    }

    /** Whether it is an archive, which then is unpacked. */
    private boolean unpack(Copying.Match match, String destination, Copying copying, List<AutoCloseable> opened)
            throws IOException {
        if (match.node().kind() != FileKind.REGULAR) {
            return false;
        }
        Path file = workshop.request().context().resolve(match.path());
        Path spool = workshop.area().resolve("archive-" + UUID.randomUUID());
        Optional<ArchiveEntries> archive = ArchiveEntries.open(file, spool);
        if (archive.isEmpty()) {
            return false;
        }
        opened.add(archive.get());
        archive.get()
                .leftOut()
                .forEach(path -> workshop.listener()
                        .note(path + " of " + match.path() + " is a device, a FIFO or a socket, and is left out"));
        copying.unpack(archive.get().entries(), destination);
        return true;
    }

    // ---- RUN

    private void run(Instruction.Run run) throws IOException, InterruptedException {
        List<String> command = command(run);
        List<Running.Mounted> mounts = new ArrayList<>();
        StringBuilder inputs = new StringBuilder(FORMAT);
        Map<String, String> secrets = new LinkedHashMap<>();
        for (RunMount mount : run.mounts()) {
            if (mount instanceof RunMount.Secret secret) {
                inputs.append(secret(secret, mounts, secrets)).append('\n');
                continue;
            }
            Running.Mounted found = mounted(mount);
            mounts.add(found);
            inputs.append(found.target()).append('\n');
            if (found instanceof Running.Mounted.Bound bound) {
                inputs.append(bound.files().digest()).append('\n');
            }
        }
        Map<String, String> arguments = variables.arguments();
        describe(run, command, arguments, inputs);
        Map<String, String> all = new LinkedHashMap<>(variables.proxies());
        all.putAll(arguments);
        all.putAll(secrets);
        Running running = new Running(
                workshop.engine(), new BuildCaches(workshop.store()), workshop.area(), workshop.listener(), run);
        boolean[] executed = {false};
        try (running) {
            LayerWriter.Maker maker = () -> {
                executed[0] = true;
                return new LayerWriter.Made(
                        running.run(new Running.Job(image(run.position()), tree(), command, all, mounts)), List.of());
            };
            String key = inputs.toString();
            LayerWriter layers = workshop.layers();
            WrittenLayer layer =
                    (workshop.request().noCache() ? layers.writeAnew(key, maker) : layers.write(key, maker)).layer();
            if (!executed[0]) {
                workshop.listener().found();
            }
            add(layer, run.source());
        }
    }

    /** All that decides on what a command does, as far as it is known here. */
    private void describe(
            Instruction.Run run, List<String> command, Map<String, String> arguments, StringBuilder inputs) {
        base.ifPresent(
                image -> inputs.append(image.configuration().rootfs().diffIds()).append('\n'));
        steps.forEach(step ->
                step.layer().ifPresent(layer -> inputs.append(layer.diffId()).append('\n')));
        inputs.append(platform)
                .append('\n')
                .append(config.config().user())
                .append('\n')
                .append(config.workingDirectory())
                .append('\n')
                .append(config.config().env())
                .append('\n')
                .append(new TreeMap<>(arguments))
                .append('\n')
                .append(run.network())
                .append('\n')
                .append(command.stream().map(word -> word.length() + ":" + word).collect(Collectors.joining(" ")));
    }

    private List<String> command(Instruction.Run run) {
        if (!(run.command() instanceof Command.Shell shell) || run.documents().isEmpty()) {
            return words(run.command());
        }
        List<Document> documents = run.documents();
        if (documents.size() == 1 && shell.text().equals(documents.get(0).word())) {
            return words(new Command.Shell(documents.get(0).text()));
        }
        StringBuilder script = new StringBuilder(shell.text()).append('\n');
        for (Document document : documents) {
            script.append(document.text()).append(document.name()).append('\n');
        }
        return words(new Command.Shell(script.toString()));
    }

    /** Returns what of it decides on the command's result: not what it says, which is to have no part in that. */
    private String secret(RunMount.Secret secret, List<Running.Mounted> mounts, Map<String, String> variables)
            throws IOException {
        String id = required(secret.id());
        Optional<Path> file = Optional.ofNullable(workshop.request().secrets().get(id));
        if (file.isEmpty() && secret.required()) {
            throw secret.position().error("there is no secret '" + id + "'", "give the build the file that has it");
        }
        StringBuilder inputs =
                new StringBuilder("secret ").append(id).append(' ').append(file.isPresent());
        if (secret.file()) {
            String target = target(secret);
            inputs.append(' ').append(target);
            file.ifPresent(path -> mounts.add(new Running.Mounted.Secret(target, path.toAbsolutePath())));
        }
        if (secret.variable().isPresent()) {
            String variable = required(secret.variable().get());
            inputs.append(' ').append(variable);
            if (file.isPresent()) {
                variables.put(variable, Files.readString(file.get()));
            }
        }
        return inputs.toString();
    }

    private String target(RunMount mount) throws IOException {
        String target = config.absolute(required(mount.target()));
        if (ContextPath.clean(target).isEmpty()) {
            throw mount.target().position().error("nothing can be mounted over the root", null);
        }
        return target;
    }

    private Running.Mounted mounted(RunMount mount) throws IOException, InterruptedException {
        String target = target(mount);
        if (mount instanceof RunMount.Bind bind) {
            FileTree from = bind.from().isPresent()
                    ? sources.other(
                            required(bind.from().get()), bind.from().get().position())
                    : sources.context();
            return new Running.Mounted.Bound(
                    target, new BoundFiles(from, ContextPath.clean(bind.source().expand(variables)), bind.position()));
        }
        if (mount instanceof RunMount.Cache cache) {
            String id = cache.id().isPresent() ? required(cache.id().get()) : target;
            return new Running.Mounted.Cached(target, id, cache.locked(), cache.readOnly(), cache.mode());
        }
        return new Running.Mounted.Memory(target, ((RunMount.Memory) mount).size());
    }
}
