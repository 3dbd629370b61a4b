package io.jdock.plan;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Syscall;
import io.jdock.oci.Hooks;
import io.jdock.oci.LinuxNamespaceType;
import io.jdock.oci.LinuxPersonality;
import io.jdock.oci.LinuxPids;
import io.jdock.oci.LinuxResources;
import io.jdock.oci.RuntimeSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns an OCI configuration into a {@link Plan}. The order of steps below is the order of a container's birth. */
public final class Planner {
    private static final String CONNECTED = "the network is connected then";

    private Planner() {}

    /**
     * Plans a new container.
     *
     * @throws PlanException if the configuration cannot be carried out on this host, for this caller
     */
    public static Plan create(RuntimeSpec spec, Launch launch) {
        Draft draft = new Draft(spec, launch, spec.hooks().hasInner(), launch.detached());
        requireOwnMounts(draft.shape);
        Unsupported.refuse(spec, launch.caller().privileged());
        Supervision supervision = new Supervision(draft);
        Namespaces namespaces = new Namespaces(draft);
        IdMaps ids = new IdMaps(draft);
        Mounts mounts = new Mounts(draft, ids);
        Handover handover = new Handover(draft);

        supervision.enter();
        new Identity(draft).setUsualMask();
        supervision.adopt();
        supervision.openCgroups();
        new Identity(draft).useCallersRights();
        ids.enterOuter();
        if (draft.shape.mapsFromOutside()) {
            namespaces.join();
            handover.open();
            ids.write(supervision.splitAndGoOn(namespaces.bornIn()));
            mounts.prepareByMonitor();
            ids.close();
            supervision.goOnAsFirst(handover.give(mounts.prepared()));
        } else {
            mounts.prepareByMonitor();
            supervision.stayOutside();
            namespaces.join();
            supervision.split(namespaces.bornIn());
        }
        supervision.joinCgroups();
        draft.network.begin();
        if (draft.shape.mapsFromOutside()) {
            handover.take();
        }
        ids.settle();
        supervision.dieWithMonitor();
        namespaces.unshareLate();
        namespaces.names();
        draft.network.bringUp();
        announceNetwork(draft);
        boolean ahead = startsAhead(draft);
        fileSystem(draft, namespaces, mounts, supervision, ahead);
        if (!ahead) {
            application(draft, supervision);
        }
        supervision.loops();
        return draft.plan();
    }

    private static void requireOwnMounts(Shape shape) {
        if (!shape.has(LinuxNamespaceType.MOUNT)) {
            throw new PlanException(
                    "linux.namespaces",
                    "a mount namespace is needed: without it the container's mounts would be the host's");
        }
        if (!shape.makes(LinuxNamespaceType.MOUNT) && shape.makes(LinuxNamespaceType.USER)) {
            throw new PlanException(
                    "linux.namespaces",
                    "a new user namespace has no rights in a mount namespace that was there before: give the path of the"
                            + " user namespace in which that was made too, or as root have none");
        }
    }

    /**
     * @param ahead whether the application's process {@linkplain #startsAhead starts} meanwhile
     */
    private static void fileSystem(
            Draft draft, Namespaces namespaces, Mounts mounts, Supervision supervision, boolean ahead) {
        Hooks hooks = draft.spec.hooks();
        mounts.separate();
        mounts.build();
        new Devices(draft, mounts).add();
        new WrittenFiles(draft, mounts).write();
        new Sysctls(draft, mounts).set();
        draft.labels.prepare(mounts);
        if (draft.process.terminal()) {
            draft.console.open(mounts);
        }
        Masks masks = new Masks(draft, mounts.targets());
        masks.cover(path -> !mounts.isLate(path));
        if (limitsEarly(draft)) {
            limitAll(draft);
        }
        draft.awaitCheck();
        draft.network.enter();
        if (ahead) {
            applicationAhead(draft, supervision);
        }
        mounts.finish();
        masks.cover(mounts::isLate);
        namespaces.joinMounts(mounts);
        if (isSeenBeforeTheRootChanges(draft)) {
            draft.network.finish();
        }
        awaitOwner(draft, ahead);
        new HookSteps(draft).run("createContainer", hooks.createContainer());
        mounts.root().enter();
        draft.network.finish();
    }

    private static void announceNetwork(Draft draft) {
        if (draft.connectedMeanwhile) {
            draft.network.enter();
            draft.network.finish();
            draft.announceNetwork(draft.launch.network().orElseThrow());
        }
    }

    private static void awaitOwner(Draft draft, boolean ahead) {
        if (draft.connectedMeanwhile) {
            if (!ahead) {
                draft.pause(Report.Pause.CREATE_RUNTIME, Group.NETWORK, CONNECTED);
            }
            return;
        }
        Set<String> devices = draft.spec.linux().netDevices().keySet();
        Optional<String> network = devices.isEmpty()
                ? draft.launch.network()
                : Optional.of("the owner moves these devices of the host into the container's network: "
                        + String.join(", ", devices));
        draft.pause(
                Report.Pause.CREATE_RUNTIME,
                network.isPresent() ? Group.NETWORK : Group.HOOKS,
                network.orElse("prestart and createRuntime hooks run outside, before the root changes"));
    }

    /**
     * Whether the application's process can take on its rights while PID 1 finishes the file system, which lasts as long as
     * the kernel takes to compile the seccomp filter. Then the filter sees calls that are not the application's, and must
     * allow them without more ado; nobody may have to see, or to do something, before the root changes, but for the owner who connects
     * the network meanwhile; the change must be
     * one for all processes, as pivot_root(2) makes it and chroot(2) does not; and there must be room for three processes, the
     * network's helper being the third.
     */
    private static boolean startsAhead(Draft draft) {
        return limitsEarly(draft)
                && draft.shape.makes(LinuxNamespaceType.PID)
                && draft.shape.makes(LinuxNamespaceType.MOUNT)
                && (draft.launch.pauses().isEmpty() || draft.connectedMeanwhile)
                && draft.launch.pivots()
                && !draft.launch.detached()
                && !draft.launch.standalone()
                && !draft.process.terminal()
                && hasRoomForThree(draft.spec.linux().resources())
                && draft.launch.seccomp().stream()
                        .allMatch(filter -> allowsToWait(
                                filter,
                                draft.launch.architecture(),
                                draft.connectedMeanwhile ? Syscall.READ : Syscall.FUTEX));
    }

    private static boolean hasRoomForThree(@Nullable LinuxResources resources) {
        LinuxPids pids = resources == null ? null : resources.pids();
        Long limit = pids == null ? null : pids.limit();
        return limit == null || limit < 0 || limit >= 3; // config-linux.md, "PIDs": -1 is no limit
    }

    private static boolean allowsToWait(Launch.Filter filter, Architecture architecture, Syscall wait) {
        SeccompAnswer answer = new SeccompAnswer(filter.instructions(), architecture);
        return !filter.listens() && answer.alwaysAllows(wait) && answer.alwaysAllows(Syscall.CHDIR);
    }

    private static boolean isSeenBeforeTheRootChanges(Draft draft) {
        return draft.launch.pauses().contains(Report.Pause.CREATE_RUNTIME)
                || !draft.spec.hooks().createContainer().isEmpty();
    }

    /**
     * Whether there is time for it while the network namespace is made. What PID 1 itself may do stays as it is, but not what
     * hooks may that it executes.
     */
    private static boolean limitsEarly(Draft draft) {
        return draft.network.isMadeBeside() && !draft.spec.hooks().hasInner();
    }

    /** Limits what all programs can have that are executed from here on. */
    private static void limitAll(Draft draft) {
        new Application(draft).keyring();
        new Rights(draft).limitBounding();
    }

    private static void application(Draft draft, Supervision supervision) {
        if (draft.launch.detached()) {
            new Application(draft).find();
        }
        draft.pause(Report.Pause.CREATED, Group.HOOKS, "the container is created, and starts when its owner says so");
        supervision.awaitStart();
        new HookSteps(draft).run("startContainer", draft.spec.hooks().startContainer());
        if (!limitsEarly(draft)) {
            limitAll(draft);
        }
        new Identity(draft).limitResources();
        new Scheduling(draft).set();
        supervision.splitApplication();
        execute(draft, supervision, false);
    }

    private static void applicationAhead(Draft draft, Supervision supervision) {
        supervision.splitAhead(draft.connectedMeanwhile);
        new Identity(draft).limitResources();
        new Scheduling(draft).set();
        supervision.goOnAsInit(execute(draft, supervision, true));
    }

    /**
     * The steps of the process that becomes the application.
     *
     * @param ahead whether the root is changed meanwhile
     * @return the last of them
     */
    private static Code execute(Draft draft, Supervision supervision, boolean ahead) {
        Application application = new Application(draft);
        Rights rights = new Rights(draft);
        application.ownSession();
        draft.console.attach();
        draft.labels.set();
        rights.filterEarly();
        boolean waits = ahead && draft.connectedMeanwhile;
        application.closeRest(
                waits); // while the process still has rights that keep others from looking at it: ptrace(2)
        rights.keepOverIdChange();
        new Identity(draft).becomeUser();
        rights.apply();
        if (ahead && !waits) {
            IdMaps.ownProcFiles(draft.step(
                    Group.IDENTITY,
                    "own the files of /proc/1",
                    "the memory is that of PID 1 too, and a change of user takes them away, whenever PID 1 has done the"
                            + " same"));
        }
        LinuxPersonality personality = draft.spec.linux().personality();
        if (personality != null) {
            application.personality(personality);
        }
        if (!ahead) {
            application.changeDirectory();
        }
        supervision.unblockSignals();
        rights.filterLate();
        if (ahead) {
            if (waits) {
                draft.awaitOwner(CONNECTED);
            } else {
                supervision.awaitInit();
            }
            application.changeDirectory();
        }
        return application.execute();
    }

    /**
     * Plans a further process in a running container. The specification's process is the new one; its namespaces tell
     * which of them the container has, made or joined. The program inherits a pidfd of the container's first process as
     * {@link Descriptors#container}. One that is detached has no monitor and goes on by itself.
     *
     * @throws PlanException if the process cannot be what it asks to be
     */
    public static Plan join(RuntimeSpec spec, Launch launch) {
        Draft draft = new Draft(spec, launch, true, false);
        Unsupported.refuse(spec, launch.caller().privileged());
        Supervision supervision = new Supervision(draft);
        Namespaces namespaces = new Namespaces(draft);

        supervision.enter();
        new Identity(draft).setUsualMask();
        supervision.adopt();
        supervision.openCgroups();
        new Identity(draft).useCallersRights();
        Scheduling scheduling = new Scheduling(draft);
        scheduling.setInitialProcessors();
        draft.labels.prepareOutside();
        namespaces.joinContainer();
        supervision.split(List.of());
        supervision.joinCgroups();
        scheduling.setFinalProcessors();
        new IdMaps(draft).settleInside();
        supervision.dieWithMonitor();
        new Application(draft).keyring();
        new Identity(draft).limitResources();
        scheduling.set();
        new Rights(draft).limitBounding();
        if (draft.process.terminal()) {
            draft.console.openInside();
        }
        execute(draft, supervision, false);
        supervision.loops();
        return draft.plan();
    }
}
