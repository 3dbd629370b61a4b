package io.jdock.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A Maven local repository for the builds of one caller: what this build has installed, over what the machine's own repository
 * holds. The files of the latter are hard links where possible, the directories the caller's own, so that little is
 * fetched again and the machine's repository stays as it is.
 */
record LocalRepository(Path directory) {
    /** The caller's repository, made anew by the first test of a run that asks for it; each of the JVMs that tests run in has its own. */
    static synchronized LocalRepository of(Caller caller) throws IOException {
        Path target = Path.of(System.getProperty("jdock.it.target"));
        String name = "repository-" + caller.name().toLowerCase(Locale.ROOT);
        Path directory = target.resolve(name + "-" + System.getProperty("jdock.it.fork"));
        Path made = directory.resolve("made-by-" + ProcessHandle.current().pid());
        if (Files.notExists(made)) {
            Tree.delete(directory);
            Tree.link(
                    Path.of(System.getProperty("jdock.it.localRepository")),
                    directory,
                    caller,
                    LocalRepository::isNote);
            Tree.delete(directory.resolve("io/jdock"));
            Tree.copy(target.resolve("installed/io/jdock"), directory.resolve("io/jdock"), caller);
            Files.createFile(made);
        }
        return new LocalRepository(directory);
    }

    /** What Maven writes about what it has fetched, and goes on writing when it fetches more. */
    private static boolean isNote(Path file) {
        String name = file.getFileName().toString();
        return name.equals("_remote.repositories")
                || name.equals("resolver-status.properties")
                || name.startsWith("maven-metadata")
                || name.endsWith(".lastUpdated");
    }
}
