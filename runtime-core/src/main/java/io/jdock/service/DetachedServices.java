package io.jdock.service;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * The services of one project that outlive the JVM which starts them. A process of their own keeps them, one for all of the project, until
 * the last of them is stopped; so they share networks. Every JVM of the same user finds them by the project's directory. Safe for use by
 * several threads and processes.
 */
public final class DetachedServices {
    private final Path project;
    private final KeeperDirectory directory;
    private final KeeperClient keeper;
    private final KeeperCommand command;

    /**
     * Those there are, or a place for the first.
     *
     * @param services a directory of this user for those of all projects, made when it is needed
     * @param project its directory
     * @param command starts the process
     */
    public DetachedServices(Path services, Path project, KeeperCommand command) {
        this(KeeperDirectory.of(services, project.toAbsolutePath().normalize()), project, command);
    }

    private DetachedServices(KeeperDirectory directory, Path project, KeeperCommand command) {
        this.project = project.toAbsolutePath().normalize();
        this.directory = directory;
        this.keeper = new KeeperClient(directory, new MessageFormat());
        this.command = command;
    }

    /**
     * Those of all projects that have any, in the order of the projects' names. A project's directory may be gone; its services run
     * all the same.
     *
     * @param services the directory of this user for those of all projects
     */
    public static List<DetachedServices> ofAllProjects(Path services, KeeperCommand command) throws IOException {
        List<DetachedServices> all = new ArrayList<>();
        for (KeeperDirectory directory : KeeperDirectory.all(services)) {
            Optional<Path> project = directory.project();
            project.ifPresent(of -> all.add(new DetachedServices(directory, of, command)));
        }
        all.sort(Comparator.comparing(DetachedServices::project));
        return List.copyOf(all);
    }

    /** The directory of the project that they belong to. */
    public Path project() {
        return project;
    }

    /**
     * What starts the process that keeps services.
     *
     * @param java the program
     * @param classPath this library and all that it needs
     */
    public record KeeperCommand(Path java, List<Path> classPath) {
        public KeeperCommand {
            classPath = List.copyOf(classPath);
        }

        /** Small: it waits most of its time, and carries bytes now and then. */
        private List<String> words(KeeperDirectory directory) {
            return List.of(
                    java.toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xms8m",
                    "-Xmx128m",
                    "-Xshare:auto",
                    "-cp",
                    classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                    Keeper.class.getName(),
                    directory.directory().toString());
        }
    }

    /** Where a service's log belongs that shall be there as long as the service. */
    public Path log(String alias) {
        return directory.log(alias);
    }

    /**
     * Starts services, each as soon as those that it depends on are ready, and returns when all are ready. Those that run already, and are
     * described alike, stay as they are. If one does not get ready, all that were started now are ended.
     *
     * @param services without their images, whose layers are on the disk
     * @param listener is told the lines that they write until then, after their alias
     * @throws ServiceException if one does not get ready; with a field if its description is wrong, or another one runs by its name
     */
    public List<ServiceState> start(List<ServiceDescription> services, BiConsumer<String, LogLine> listener)
            throws IOException, ServiceException {
        Message start =
                new Message.Start(services.stream().map(DetachedDescription::of).toList());
        try (KeeperDirectory.Held lock = directory.lock()) {
            if (!runs()) {
                sweep();
                launch();
            }
            return keeper.demand(start, Message.Known.class, listener).services();
        }
    }

    /** All of them, in the order in which they were started; some may have ended by themselves. */
    public List<ServiceState> all() throws IOException {
        return runs() ? keeper.ask(new Message.Look(), Message.Known.class).services() : List.of();
    }

    /** Likewise, to do something with them. */
    public List<DetachedService> services() throws IOException {
        return all().stream()
                .map(state -> new DetachedService(keeper, state.alias()))
                .toList();
    }

    /** The service of a name. */
    public Optional<DetachedService> named(String alias) throws IOException {
        return services().stream()
                .filter(service -> service.alias().equals(alias))
                .findFirst();
    }

    /**
     * Stops a service, if it still runs, starts it again on the same ports, and returns when it is ready.
     *
     * @throws ServiceException if there is none of this name, or it does not get ready
     */
    public ServiceState restart(String alias, BiConsumer<String, LogLine> listener)
            throws IOException, ServiceException {
        return keeper.demand(new Message.Restart(alias), Message.Known.class, listener)
                .services()
                .get(0);
    }

    /**
     * Stops services, the latest first; with the last of them, nothing is left.
     *
     * @param alias of the only one to stop; empty for all
     * @return those that were stopped
     */
    public List<ServiceState> stop(Optional<String> alias) throws IOException {
        if (!Files.exists(directory.directory())) {
            return List.of();
        }
        try (KeeperDirectory.Held lock = directory.lock()) {
            if (!runs()) {
                sweep();
                return List.of();
            }
            return keeper.ask(new Message.Stop(alias), Message.Known.class).services();
        }
    }

    private boolean runs() throws IOException {
        Optional<Wire> wire = directory.connect(new MessageFormat());
        wire.ifPresent(Wire::close);
        return wire.isPresent();
    }

    /** Removes what a keeper left that was killed; its containers ended with it. */
    private void sweep() throws IOException {
        if (Files.exists(directory.directory())) {
            directory.remove();
        }
    }

    private void launch() throws IOException {
        directory.make(project);
        Process process = new ProcessBuilder(command.words(directory))
                .directory(new File("/"))
                .redirectInput(new File("/dev/null"))
                .redirectError(directory.errors().toFile())
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
            if (!Keeper.READY.equals(output.readLine())) {
                String said = Files.readString(directory.errors()).strip();
                directory.remove();
                throw new IOException("the process that would keep detached containers does not start: " + said);
            }
        }
    }
}
