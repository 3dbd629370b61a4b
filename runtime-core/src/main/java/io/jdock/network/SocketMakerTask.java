package io.jdock.network;

import io.jdock.kernel.CloneFlag;
import io.jdock.kernel.Flag;
import io.jdock.program.Program;
import java.util.List;
import java.util.Optional;

/**
 * All that a {@link SocketMakerProgram} is made of.
 *
 * @param outbound is started as well, and ends with it
 * @param namespaces to enter: the network's, and for callers without the rights of root its user namespace
 */
record SocketMakerTask(Optional<UserModeNetwork> outbound, List<Flag> namespaces) {
    /** What leads into a container's network. */
    static final List<Flag> OF_CONTAINER = List.of(CloneFlag.CLONE_NEWUSER, CloneFlag.CLONE_NEWNET);

    SocketMakerTask {
        namespaces = List.copyOf(namespaces);
    }

    Program program() {
        return SocketMakerProgram.make(outbound, namespaces);
    }
}
