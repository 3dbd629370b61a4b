package io.jdock.service;

import io.jdock.kernel.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.BiConsumer;

/** A build's side of the connections to a {@link Keeper}. */
final class KeeperClient {
    private final KeeperDirectory directory;
    private final MessageFormat format;

    KeeperClient(KeeperDirectory directory, MessageFormat format) {
        this.directory = directory;
        this.format = format;
    }

    KeeperDirectory directory() {
        return directory;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param answer that the question has
     * @throws IOException also with what the keeper said is wrong
     */
    <T extends Message> T ask(Message question, Class<T> answer) throws IOException {
        return ask(question, answer, (alias, line) -> {});
    }

    /** The same for questions that are answered line by line. */
    <T extends Message> T ask(Message question, Class<T> answer, BiConsumer<String, LogLine> lines) throws IOException {
        try (Wire wire = open(question)) {
            return answered(wire, answer, lines);
        } catch (ServiceException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The same for questions by which services may fail. */
    <T extends Message> T demand(Message question, Class<T> answer, BiConsumer<String, LogLine> lines)
            throws IOException, ServiceException {
        try (Wire wire = open(question)) {
            return answered(wire, answer, lines);
        }
    }

    /** Asks; the answer is still to come. */
    Wire open(Message question, Descriptor... descriptors) throws IOException {
        Wire wire = directory.connect(format).orElseThrow(KeeperClient::ended);
        try {
            wire.send(question, descriptors);
            return wire;
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    static <T extends Message> T answered(Wire wire, Class<T> answer, BiConsumer<String, LogLine> lines)
            throws IOException, ServiceException {
        try {
            while (true) {
                Message message = wire.next().message();
                if (message instanceof Message.Wrote wrote) {
                    lines.accept(wrote.alias(), wrote.line());
                } else if (message instanceof Message.Failed failed) {
                    throw failure(failed);
                } else {
                    return answer.cast(message);
                }
            }
        } catch (EOFException e) {
            throw ended();
        }
    }

    private static ServiceException failure(Message.Failed failed) throws IOException {
        if (!failed.service()) {
            throw new IOException(failed.problem());
        }
        return failed.field().isPresent()
                ? ServiceException.ofField(failed.field().get(), failed.problem())
                : ServiceException.notReady(failed.problem());
    }

    private static IOException ended() {
        return new IOException("the process that keeps the detached containers has ended, and they with it");
    }
}
