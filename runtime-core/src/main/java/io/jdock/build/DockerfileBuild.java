package io.jdock.build;

import io.jdock.container.Images;
import io.jdock.container.Jdock;
import io.jdock.image.FileTree;
import io.jdock.image.ImageDraft;
import io.jdock.image.ImageException;
import io.jdock.image.ImageTree;
import io.jdock.image.ImageWriter;
import io.jdock.image.LayerWriter;
import io.jdock.image.LocalImage;
import io.jdock.image.LocalStore;
import io.jdock.image.OwnedDirectory;
import io.jdock.image.Platforms;
import io.jdock.image.UnpackLimits;
import io.jdock.image.dockerfile.Dockerfile;
import io.jdock.image.dockerfile.Instruction;
import io.jdock.image.dockerfile.Position;
import io.jdock.image.dockerfile.RunMount;
import io.jdock.image.dockerfile.Word;
import io.jdock.oci.ContentDescriptor;
import io.jdock.oci.Platform;
import io.jdock.oci.ProcessSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Builds images as Dockerfiles say. Stages that the target does not need are left out. What an instruction makes of the same image and
 * the same files is the same layer again, to the bit; what a command makes is remembered, and it is not executed again.
 */
public final class DockerfileBuild {
    private static final String SCRATCH = "scratch";

    private final Jdock engine;
    private final LocalStore store;
    private final BaseImages bases;
    private final RemoteFiles remote;
    private final UnpackLimits limits;
    private final BuildListener listener;

    /**
     * Builds in a store.
     *
     * @param limits of the images that it begins with
     */
    public DockerfileBuild(
            Jdock engine,
            LocalStore store,
            BaseImages bases,
            RemoteFiles remote,
            UnpackLimits limits,
            BuildListener listener) {
        this.engine = engine;
        this.store = store;
        this.bases = bases;
        this.remote = remote;
        this.limits = limits;
        this.listener = listener;
    }

    /**
     * Builds an image into the store, and gives it no name.
     *
     * @return its manifest, with the platform
     * @throws ImageException if an instruction cannot be carried out; its subject is a place in the Dockerfile
     */
    public ContentDescriptor build(BuildRequest request) throws IOException, InterruptedException {
        try (OwnedDirectory area = Images.ownedDirectory(engine.host(), store.builds())) {
            LayerWriter layers = new LayerWriter(store);
            Workshop workshop = new Workshop(
                    engine,
                    store,
                    remote,
                    new Images(engine.host(), store, limits),
                    layers,
                    layers.write(List.of()),
                    area.directory(),
                    request,
                    listener);
            ImageDraft draft = new Build(workshop).draft();
            return new ImageWriter(store).write(draft, request.form());
        }
    }

    /** One build. */
    private final class Build implements StageBuild.Sources {
        private final Workshop workshop;
        private final BuildRequest request;
        private final Dockerfile file;
        private final ContextTree context;
        private final Variables global;
        private final Map<Integer, StageBuild> built = new HashMap<>();
        private final Map<String, FileTree> images = new HashMap<>();

        Build(Workshop workshop) {
            this.workshop = workshop;
            this.request = workshop.request();
            this.file = request.dockerfile();
            this.context = new ContextTree(request.context(), request.ignored());
            this.global = Variables.global(request.arguments(), platforms(request.platform()));
        }

        ImageDraft draft() throws IOException, InterruptedException {
            for (Instruction.Arg arg : file.global()) {
                global.declare(arg);
            }
            int target = target();
            SortedSet<Integer> needed = new TreeSet<>();
            need(target, needed);
            for (int stage : needed) {
                built.put(stage, stage(stage));
            }
            SortedSet<String> unused = new TreeSet<>(global.unused());
            if (!unused.isEmpty()) {
                listener.note("no ARG asks for " + String.join(", ", unused));
            }
            return stageBuilt(target).draft();
        }

        private StageBuild stageBuilt(int stage) {
            StageBuild found = built.get(stage);
            if (found == null) {
                throw new IllegalStateException("stage " + stage + " comes later");
            }
            return found;
        }

        private int target() throws ImageException {
            if (request.target().isEmpty()) {
                return file.stages().size() - 1;
            }
            String name = request.target().get();
            return file.number(name, file.stages().size())
                    .orElseThrow(() -> new ImageException(
                            "target",
                            "there is no stage '" + name + "'",
                            "there are: "
                                    + String.join(
                                            ", ",
                                            file.stages().stream()
                                                    .flatMap(stage -> stage.from().name().stream())
                                                    .toList())));
        }

        // ---- stages

        private void need(int stage, SortedSet<Integer> needed) throws IOException {
            if (!needed.add(stage)) {
                return;
            }
            Dockerfile.Stage wanted = file.stages().get(stage);
            List<String> names = new ArrayList<>();
            names.add(wanted.from().image().expand(global));
            for (Instruction instruction : wanted.instructions()) {
                if (instruction instanceof Instruction.Copy copy) {
                    copy.from().map(Word::raw).ifPresent(names::add);
                } else if (instruction instanceof Instruction.Run run) {
                    for (RunMount mount : run.mounts()) {
                        if (mount instanceof RunMount.Bind bind) {
                            bind.from().map(Word::raw).ifPresent(names::add);
                        }
                    }
                }
            }
            for (int i = 0; i < names.size(); i++) {
                Optional<Integer> other = number(names.get(i), stage, i == 0);
                if (other.isPresent()) {
                    need(other.get(), needed);
                }
            }
        }

        /** FROM takes names of stages only, so that the image {@code 0} is no stage. */
        private Optional<Integer> number(String name, int before, boolean byNameOnly) {
            return byNameOnly && name.matches("[0-9]+") ? Optional.empty() : file.number(name, before);
        }

        private StageBuild stage(int number) throws IOException, InterruptedException {
            Dockerfile.Stage stage = file.stages().get(number);
            Instruction.From from = stage.from();
            String title = from.name().orElse(file.stages().size() == 1 ? "" : "stage " + number);
            List<Instruction> instructions = new ArrayList<>();
            StageBuild build = begin(number, from, instructions, title);
            instructions.addAll(stage.instructions());
            int step = 2;
            for (Instruction instruction : instructions) {
                tell(title, step++, instructions.size() + 1, instruction);
                build.carryOut(instruction);
            }
            return build;
        }

        private void tell(String stage, int step, int of, Instruction instruction) {
            listener.step("[" + (stage.isEmpty() ? "" : stage + " ") + step + "/" + of + "] " + instruction.source());
        }

        /**
         * What a stage begins with.
         *
         * @param triggers are the instructions that its image wants to be carried out first
         */
        private StageBuild begin(int number, Instruction.From from, List<Instruction> triggers, String title)
                throws IOException, InterruptedException {
            String image = from.image().expand(global);
            Platform platform = platform(from);
            Optional<Integer> earlier = number(image, number, true);
            Optional<LocalImage> base = Optional.empty();
            List<ImageDraft.Step> inherited = List.of();
            StageConfig config = StageConfig.ofNothing();
            List<String> onBuild = List.of();
            if (earlier.isPresent()) {
                ImageDraft draft = stageBuilt(earlier.get()).draft();
                base = draft.base();
                inherited = draft.layers();
                platform = draft.platform();
                config = StageConfig.of(draft.config());
                onBuild = draft.config().onBuild();
            } else if (!image.equals(SCRATCH)) {
                LocalImage found = find(image, platform, from.image().position());
                base = Optional.of(found);
                platform = found.configuration().platform();
                config = StageConfig.of(found.configuration().config());
                onBuild = found.configuration().config().onBuild();
            }
            for (String trigger : onBuild) {
                triggers.add(Dockerfile.parseTrigger("ONBUILD of " + image, trigger));
            }
            int count = file.stages().get(number).instructions().size() + triggers.size() + 1;
            tell(title, 1, count, from);
            return new StageBuild(workshop, this, base, platform, variables(config), config, inherited);
        }

        private Variables variables(StageConfig config) {
            Variables variables = global.ofStage();
            variables.setEnvironment("PATH", ProcessSpec.DEFAULT_PATH); // an image without one has it in its containers
            config.config().environment().forEach(variables::setEnvironment);
            return variables;
        }

        private Platform platform(Instruction.From from) throws IOException {
            if (from.platform().isEmpty()) {
                return request.platform();
            }
            Word word = from.platform().get();
            try {
                return Platforms.parse(word.expand(global));
            } catch (ImageException e) {
                throw word.position()
                        .error(e.subject() + ": " + e.problem(), e.remedy().orElse(null), e);
            }
        }

        private LocalImage find(String image, Platform platform, Position position)
                throws IOException, InterruptedException {
            try {
                return bases.find(image, platform);
            } catch (ImageException e) {
                throw position.error(
                        e.subject() + ": " + e.problem(), e.remedy().orElse(null), e);
            }
        }

        // ---- sources

        @Override
        public ContextTree context() {
            return context;
        }

        @Override
        public FileTree other(String name, Position position) throws IOException, InterruptedException {
            Optional<Integer> stage = file.number(name, file.stages().size()).filter(built::containsKey);
            if (stage.isPresent()) {
                return stageBuilt(stage.get()).tree();
            }
            FileTree known = images.get(name);
            if (known == null) {
                LocalImage image = find(name, request.platform(), position);
                known = ImageTree.of(store, image.layers(), workshop.area());
                images.put(name, known);
            }
            return known;
        }
    }

    private static Map<String, String> platforms(Platform target) {
        Map<String, String> variables = new TreeMap<>();
        describe("TARGET", target, variables);
        describe("BUILD", Images.platform(), variables);
        return variables;
    }

    private static void describe(String prefix, Platform platform, Map<String, String> variables) {
        variables.put(prefix + "PLATFORM", Platforms.text(platform));
        variables.put(prefix + "OS", platform.os());
        variables.put(prefix + "ARCH", platform.architecture());
        variables.put(
                prefix + "VARIANT", Optional.ofNullable(platform.variant()).orElse(""));
    }
}
