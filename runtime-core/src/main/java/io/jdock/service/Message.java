package io.jdock.service;

import io.jdock.container.ContainerTask;
import io.jdock.container.ExecSpec;
import io.jdock.container.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a build and a {@link Keeper} say to each other. On each connection, the build asks once; the keeper answers with any number of
 * {@link Wrote}, and then with one of the others. Closing the connection before takes the question back, as {@link TakeBack} does.
 */
sealed interface Message {

    // ---- asked

    /** Starts services; those that run already and are described alike stay as they are. Answered by {@link Known}. */
    record Start(List<DetachedDescription> services) implements Message {}

    /**
     * Stops services, the latest first. Answered by {@link Known}.
     *
     * @param alias of the only one; empty for all
     */
    record Stop(Optional<String> alias) implements Message {}

    /** Answered by {@link Known}. */
    record Restart(String alias) implements Message {}

    /** Answered by {@link Known}, all of them. */
    record Look() implements Message {}

    /** Waits for the end. Answered by {@link Known}. */
    record Await(String alias, Duration patience) implements Message {}

    /** Sends a signal, 1 to 64. Answered by {@link Did}. */
    record Send(String alias, int signal) implements Message {}

    /** Reads what it wrote. Answered by {@link Did}. */
    record Read(String alias, int last, boolean follow) implements Message {}

    /**
     * Starts a process, whose standard streams are the three descriptors that come along. Answered by {@link Did} when
     * it runs, and then by {@link Exited}.
     */
    record Enter(String alias, ExecSpec process) implements Message {}

    /** Answered by {@link Working}. */
    record ListTasks(String alias) implements Message {}

    /** Answered by {@link Using}. */
    record Measure(String alias) implements Message {}

    /** Ends what the question has begun. */
    record TakeBack() implements Message {}

    // ---- answered

    record Wrote(String alias, LogLine line) implements Message {}

    record Known(List<ServiceState> services) implements Message {}

    /**
     * The end of an answer without a value.
     *
     * @param changed whether there was something to do
     */
    record Did(boolean changed) implements Message {}

    record Exited(int status) implements Message {}

    record Working(List<ContainerTask> tasks) implements Message {}

    record Using(Usage usage) implements Message {}

    /**
     * It did not come to that.
     *
     * @param service whether a service is why, or its description
     * @param field of the description
     */
    record Failed(boolean service, Optional<String> field, String problem) implements Message {}
}
