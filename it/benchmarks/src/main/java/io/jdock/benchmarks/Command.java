package io.jdock.benchmarks;

import io.jdock.kernel.Child;
import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.kernel.OpenFlag;
import io.jdock.kernel.Pipe;
import io.jdock.kernel.Spawn;
import io.jdock.kernel.Spawn.Executable;
import io.jdock.kernel.Spawn.Inheritance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command, started without its output being looked at.
 *
 * @param arguments with the program's name as the first
 * @param environment of the form {@code NAME=value}
 * @param files opened for reading as descriptors 3 and following
 */
record Command(String name, Executable executable, List<String> arguments, List<String> environment, List<Path> files)
        implements Contender {
    private static final Path NULL = Path.of("/dev/null");

    /** A program by its path, without further files. */
    static Command of(String name, List<String> environment, List<String> line) {
        return new Command(name, new Executable.File(line.get(0)), line, environment, List.of());
    }

    @Override
    public Trial prepare() throws KernelException {
        return prepare(open(NULL, OpenFlag.O_WRONLY));
    }

    /** What it says when it is run, to find out why it fails: a few lines, which fit into a pipe. */
    String output() throws IOException, InterruptedException {
        try (Pipe pipe = Pipe.open();
                InputStream stream = pipe.reader().inputStream()) {
            try (Trial trial = prepare(pipe.writer())) {
                trial.run();
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /**
     * Opens what the program gets.
     *
     * @param output for its standard output and error; closed with the trial
     */
    private Trial prepare(Descriptor output) throws KernelException {
        List<Inheritance> descriptors = new ArrayList<>();
        descriptors.add(new Inheritance(open(NULL, OpenFlag.O_RDONLY), 0));
        descriptors.add(new Inheritance(output, 1));
        descriptors.add(new Inheritance(output, 2));
        for (Path file : files) {
            descriptors.add(new Inheritance(open(file, OpenFlag.O_RDONLY), descriptors.size()));
        }
        Spawn spawn = new Spawn(executable, arguments, environment, descriptors);
        return new Trial() {
            @Override
            public int run() throws KernelException {
                try (Child child = spawn.start()) {
                    return child.waitFor().shellStatus();
                }
            }

            @Override
            public void close() {
                descriptors.forEach(inheritance -> inheritance.source().close());
            }
        };
    }

    private static Descriptor open(Path file, OpenFlag access) throws KernelException {
        return Descriptor.open(file.toString(), access);
    }
}
