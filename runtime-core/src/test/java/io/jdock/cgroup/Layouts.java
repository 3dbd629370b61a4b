package io.jdock.cgroup;

import io.jdock.host.Caller;
import io.jdock.host.CgroupHierarchy;
import io.jdock.host.CgroupLayout;
import io.jdock.host.HelperTool;
import io.jdock.host.Helpers;
import io.jdock.host.HostFacts;
import io.jdock.host.IdRange;
import io.jdock.host.KernelRelease;
import io.jdock.host.OverlaySupport;
import io.jdock.host.SecurityFeatures;
import io.jdock.host.SubordinateIds;
import io.jdock.host.UserNamespaces;
import io.jdock.kernel.Architecture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Machines to plan for. */
final class Layouts {
    static final Path MOUNT = Path.of("/sys/fs/cgroup");

    private static final List<IdRange> ALL_IDS = List.of(Caller.ALL_IDS);

    private static final long ALL_CAPABILITIES = 0x1ffffffffffL;

    private Layouts() {}

    static HostFacts asRoot(CgroupLayout layout) {
        return facts(
                layout, new Caller("root", 0, 0, List.of(), ALL_CAPABILITIES, false, false, ALL_IDS, ALL_IDS, false));
    }

    static HostFacts asUser(CgroupLayout layout) {
        return facts(layout, new Caller("ada", 1000, 1000, List.of(), 0, false, false, ALL_IDS, ALL_IDS, false));
    }

    private static HostFacts facts(CgroupLayout layout, Caller caller) {
        HelperTool none = new HelperTool("none", Optional.empty(), false);
        return new HostFacts(
                KernelRelease.parse("6.1"),
                Architecture.X86_64,
                caller,
                layout,
                Set.of(),
                new UserNamespaces(true, OptionalLong.empty(), true, false, false),
                new SubordinateIds(List.of(), List.of()),
                OverlaySupport.REGISTERED,
                new SecurityFeatures(Set.of(), List.of(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty()),
                OptionalLong.empty(),
                true,
                new Helpers(none, none, none, none, false),
                List.of(),
                Optional.empty(),
                List.of(),
                true,
                Optional.empty(),
                false);
    }

    /** One hierarchy for each of the controllers, all of them writable, this process at the root of each. */
    static CgroupLayout.V1 legacy(String... controllers) {
        return new CgroupLayout.V1(hierarchies(controllers));
    }

    static CgroupLayout.Hybrid hybrid(Set<String> unified, String... controllers) {
        return new CgroupLayout.Hybrid(
                hierarchies(controllers),
                new CgroupHierarchy(
                        unified,
                        MOUNT.resolve("unified"),
                        "/",
                        Optional.of(MOUNT.resolve("unified")),
                        Optional.of(MOUNT.resolve("unified")),
                        Optional.of(MOUNT.resolve("unified")),
                        false));
    }

    private static List<CgroupHierarchy> hierarchies(String... controllers) {
        List<CgroupHierarchy> hierarchies = new ArrayList<>();
        for (String controller : controllers) {
            Path mount = MOUNT.resolve(controller);
            hierarchies.add(new CgroupHierarchy(
                    Set.of(controller.split(",", -1)),
                    mount,
                    "/",
                    Optional.of(mount),
                    Optional.of(mount),
                    Optional.of(mount),
                    false));
        }
        return hierarchies;
    }

    /** A user's part of a version 2 hierarchy: /user may be changed, and this process is in /user/shell. */
    static CgroupLayout.V2 delegated(String... controllers) {
        Path user = MOUNT.resolve("user");
        return new CgroupLayout.V2(new CgroupHierarchy(
                Set.of(controllers),
                MOUNT,
                "/user/shell",
                Optional.of(user.resolve("shell")),
                Optional.of(user),
                Optional.of(user),
                false));
    }

    /** A version 2 hierarchy of which this process may change nothing. */
    static CgroupLayout.V2 closed(String... controllers) {
        return new CgroupLayout.V2(new CgroupHierarchy(
                Set.of(controllers),
                MOUNT,
                "/session",
                Optional.of(MOUNT.resolve("session")),
                Optional.empty(),
                Optional.empty(),
                false));
    }

    /** A container's whole view of version 2, with its processes at the top. */
    static CgroupLayout.V2 occupied(String... controllers) {
        return new CgroupLayout.V2(new CgroupHierarchy(
                Set.of(controllers), MOUNT, "/", Optional.of(MOUNT), Optional.of(MOUNT), Optional.of(MOUNT), true));
    }
}
