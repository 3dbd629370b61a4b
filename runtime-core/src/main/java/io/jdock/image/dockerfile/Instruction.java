package io.jdock.image.dockerfile;

import io.jdock.oci.Healthcheck;
import java.util.List;
import java.util.Optional;

/** One of the lines that a Dockerfile consists of. */
public sealed interface Instruction {
    /** Of its first character. */
    Position position();

    /** As one line, for people. */
    String source();

    /**
     * Begins a stage.
     *
     * @param name that later stages call it by
     */
    record From(Position position, String source, Optional<Word> platform, Word image, Optional<String> name)
            implements Instruction {}

    /** Declares variables of the build. */
    record Arg(Position position, String source, List<Definition> definitions) implements Instruction {
        public Arg {
            definitions = List.copyOf(definitions);
        }

        /** One of them, with the value that it has if the build gives it none. */
        public record Definition(String name, Optional<Word> value) {}
    }

    /** Sets variables of the build and of the image. */
    record Env(Position position, String source, List<Pair> pairs) implements Instruction {
        public Env {
            pairs = List.copyOf(pairs);
        }
    }

    /** Tells something about the image. */
    record Label(Position position, String source, List<Pair> pairs) implements Instruction {
        public Label {
            pairs = List.copyOf(pairs);
        }
    }

    /** A name and its value. */
    record Pair(Word name, Word value) {}

    /**
     * Puts files into the image: {@code COPY} or {@code ADD}.
     *
     * @param unpacks whether archives are unpacked, as {@code ADD} does
     * @param from stage or image that they come from; empty for the build's directory
     * @param owner user and possibly group after a colon
     * @param mode of files and directories, octal
     * @param checksum digest of what an address gives, which {@code ADD} takes as its only source
     * @param sources patterns of paths
     * @param documents whose names become files
     */
    record Copy(
            Position position,
            String source,
            boolean unpacks,
            Optional<Word> from,
            Optional<Word> owner,
            Optional<Word> mode,
            Optional<Word> checksum,
            List<Word> sources,
            List<Document> documents,
            Word destination)
            implements Instruction {
        public Copy {
            sources = List.copyOf(sources);
            documents = List.copyOf(documents);
        }
    }

    /**
     * Executes a command and keeps what it changes.
     *
     * @param documents that a command in the shell form reads; one that stands alone is the command
     * @param network {@code default}, {@code none} or {@code host}
     */
    record Run(
            Position position,
            String source,
            Command command,
            List<Document> documents,
            List<RunMount> mounts,
            String network)
            implements Instruction {
        public Run {
            documents = List.copyOf(documents);
            mounts = List.copyOf(mounts);
        }
    }

    /** What the image runs unless whoever runs it says otherwise. */
    record Cmd(Position position, String source, Command command) implements Instruction {}

    /** What the image always runs. */
    record Entrypoint(Position position, String source, Command command) implements Instruction {}

    /** Changes the working directory, and makes it. */
    record Workdir(Position position, String source, Word path) implements Instruction {}

    /** Who executes what follows. */
    record User(Position position, String source, Word user) implements Instruction {}

    /** Ports that the application listens on. */
    record Expose(Position position, String source, List<Word> ports) implements Instruction {
        public Expose {
            ports = List.copyOf(ports);
        }
    }

    /** Directories of data. */
    record Volume(Position position, String source, List<Word> paths) implements Instruction {
        public Volume {
            paths = List.copyOf(paths);
        }
    }

    /** The signal that asks the application to end. */
    record StopSignal(Position position, String source, Word signal) implements Instruction {}

    /** How to find out whether the application works; of a command for the shell, the shell is left out. */
    record HealthCheck(Position position, String source, Healthcheck check) implements Instruction {}

    /** What the shell form is given to. */
    record Shell(Position position, String source, List<String> words) implements Instruction {
        public Shell {
            words = List.copyOf(words);
        }
    }

    /** What builds on top of this image begin with; an instruction that was found to be one. */
    record OnBuild(Position position, String source, String instruction) implements Instruction {}

    /** Who made it. */
    record Maintainer(Position position, String source, String name) implements Instruction {}
}
