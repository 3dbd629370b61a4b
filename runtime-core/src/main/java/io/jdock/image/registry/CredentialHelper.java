package io.jdock.image.registry;

import io.jdock.image.ImageException;
import io.jdock.json.JsonException;
import io.jdock.json.JsonReader;
import io.jdock.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks the programs {@code docker-credential-NAME} that keep credentials in keyrings and clouds (the protocol of
 * {@code github.com/docker/docker-credential-helpers}).
 */
public final class CredentialHelper {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
    private static final String NOT_FOUND = "credentials not found";
    private static final int MAX_ANSWER = 1 << 20;

    private final String searchPath;
    private final Duration patience;

    /**
     * @param searchPath directories with colons in between, as in {@code PATH}
     * @param patience how long a program may take
     */
    public CredentialHelper(String searchPath, Duration patience) {
        this.searchPath = searchPath;
        this.patience = patience;
    }

    /**
     * Asks a program.
     *
     * @param name the end of the program's name
     * @param server what it knows the registry as
     */
    Optional<Credential> find(String name, String server) throws IOException, InterruptedException {
        String program = "docker-credential-" + name;
        Path file = locate(name, program);
        Process process = new ProcessBuilder(file.toString(), "get")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> read(process));
            try (OutputStream question = process.getOutputStream()) {
                question.write((server + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // it ended without reading; its status tells
            }
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ImageException(program, "no answer within " + patience.toSeconds() + " s", null);
            }
            return understand(program, server, process.exitValue(), answer.join());
        } finally {
            process.destroyForcibly();
        }
    }

    private Path locate(String name, String program) throws ImageException {
        if (name.matches(NAME)) {
            for (String directory : searchPath.split(":", -1)) {
                Path file = Path.of(directory).resolve(program);
                if (directory.startsWith("/") && Files.isExecutable(file)) {
                    return file;
                }
            }
        }
        throw new ImageException(
                program,
                "the credential helper is not on the search path",
                "install it, or take it out of credHelpers or credsStore");
    }

    private static byte[] read(Process process) {
        try {
            return process.getInputStream().readNBytes(MAX_ANSWER);
        } catch (IOException e) {
            return new byte[0]; // it was killed
        }
    }

    private Optional<Credential> understand(String program, String server, int status, byte[] output)
            throws ImageException {
        if (status != 0) {
            String said = new String(output, StandardCharsets.UTF_8).strip();
            if (said.contains(NOT_FOUND)) {
                return Optional.empty();
            }
            throw new ImageException(
                    program, "asked for " + server + " it failed with exit status " + status + ": " + said, null);
        }
        try {
            JsonValue answer = JsonReader.read(output);
            String user = answer.at("Username").text();
            return Optional.of(new Credential(user, answer.at("Secret").text(), user.equals(Credential.TOKEN_USER)));
        } catch (JsonException e) {
            throw new ImageException(program, "its answer is not understood", null); // without the text
        }
    }
}
