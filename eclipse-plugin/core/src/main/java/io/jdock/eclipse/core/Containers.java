package io.jdock.eclipse.core;

import io.jdock.build.BuildListener;
import io.jdock.container.Container;
import io.jdock.container.ContainerImage;
import io.jdock.container.ContainerSpec;
import io.jdock.host.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;

/** Starts containers, which end with the IDE, and knows those that it started. A declarative service; safe for use by several threads. */
public interface Containers {

    /**
     * Starts a container and returns when its application runs.
     *
     * @param name how people call it, such as that of its launch
     * @param system what its system is, for people
     * @param image that is its system, if one is
     * @throws IOException if it cannot be started; then nothing of it is left
     * @throws RuntimeException if this machine cannot have containers, or not this one; the message says why
     */
    Container start(ContainerSpec spec, String name, String system, Optional<ContainerImage> image) throws IOException;

    /**
     * What {@link #start} would do, as text: each step with its system calls and its reason.
     *
     * @throws RuntimeException if this machine cannot have containers, or not this one; the message says why
     */
    String explain(ContainerSpec spec);

    /**
     * Takes the image that a container is to be made of out of the store, where it is fetched from its registry if it is not there, or
     * out of a file; and unpacks what of it is not unpacked yet. Empty if the container is made of something else.
     *
     * @param isolation says where the image is, as {@link Setting#LOCATION} has it
     * @param monitor is told how it goes on
     * @throws IOException if there is no such image, or one that cannot be had here
     * @throws OperationCanceledException if the monitor is cancelled meanwhile
     */
    Optional<ContainerImage> image(Isolation isolation, IProgressMonitor monitor) throws IOException;

    /**
     * Builds an image as a Dockerfile says, with the files of its directory, and gives it a name.
     *
     * @throws IOException if an instruction cannot be carried out; the message says which
     * @throws RuntimeException if this machine cannot have containers; the message says why
     */
    void build(Path dockerfile, ImageName name, BuildListener listener) throws IOException, InterruptedException;

    /**
     * The images of this user.
     *
     * @throws IOException if they cannot be read
     */
    ImageLibrary images() throws IOException;

    /** What this machine can do, what it lacks, and the remedies. Looks at it anew. */
    List<Finding> examine();

    /** All that were started and are not forgotten, the oldest first. */
    List<StartedContainer> all();

    /** Drops one, if it has ended. */
    void forget(StartedContainer ended);

    /** Drops those that have ended. */
    void forgetEnded();

    /** @param listener is called, by any thread, after a container has started, ended or been forgotten */
    void addListener(Runnable listener);

    void removeListener(Runnable listener);
}
