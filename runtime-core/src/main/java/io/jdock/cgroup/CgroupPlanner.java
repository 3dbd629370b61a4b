package io.jdock.cgroup;

import io.jdock.cgroup.CgroupRequest.DeviceEnforcement;
import io.jdock.cgroup.CgroupRequest.Extent;
import io.jdock.cgroup.CgroupStep.Write;
import io.jdock.host.Caller;
import io.jdock.host.CgroupHierarchy;
import io.jdock.host.CgroupLayout;
import io.jdock.host.HostFacts;
import io.jdock.oci.LinuxResources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides which cgroups a container gets and what is written to them. Pure.
 *
 * <p>It is on the way of the first container that a JVM starts, and there each lambda expression costs 0.4 ms, and the
 * first {@code equals} or {@code hashCode} of a record with many components 20 ms. So the common way through is written in
 * loops, and hierarchies are told apart by their mount points.
 */
public final class CgroupPlanner {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_NAME = 255;
    private static final String PATH_FIELD = "linux.cgroupsPath";
    private static final String UNIFIED_FIELD = Fields.RESOURCES + "unified";

    /** Controllers of version 2 that measure what {@link CgroupStats} shows. */
    private static final Set<String> MEASURING = Set.of("cpu", "io", "memory", "pids");

    /** The same in version 1, and those without which OpenJDK believes itself unlimited (CgroupSubsystemFactory). */
    private static final Set<String> MEASURING_LEGACY = Set.of("blkio", "cpu", "cpuacct", "cpuset", "memory", "pids");

    private final CgroupLayout layout;
    private final Caller caller;

    public CgroupPlanner(HostFacts facts) {
        this.layout = facts.cgroups();
        this.caller = facts.caller();
    }

    /** A limit's controller and the hierarchy that keeps it. */
    private record Home(Controller controller, CgroupHierarchy hierarchy, boolean unified) {
        boolean isKeptIn(CgroupHierarchy other) {
            return hierarchy.mountPoint().equals(other.mountPoint());
        }
    }

    /** A hierarchy in which to make a cgroup, and whether the container cannot do without. */
    private record Choice(CgroupHierarchy hierarchy, boolean unified, boolean needed) {}

    /**
     * Decides.
     *
     * @throws CgroupException if a limit cannot be kept here, or has a value that no kernel takes
     */
    public CgroupDecision plan(CgroupRequest request) {
        Optional<Path> path = check(request);
        List<String> remarks = new ArrayList<>();
        List<Home> homes = homes(request, remarks);
        List<Choice> chosen = hierarchies(request, homes);
        if (chosen.isEmpty()) {
            if (request.path().isPresent()) {
                throw refusedPath(request.path().get());
            }
            return new CgroupDecision.Without(whyWithout(request));
        }
        List<CgroupPlan.Part> parts = new ArrayList<>();
        for (Choice choice : chosen) {
            parts.add(part(request, path, choice, homes));
        }
        return new CgroupDecision.Make(new CgroupPlan(parts, remarks));
    }

    /**
     * What to write to change limits of a running container.
     *
     * @param places its cgroups
     * @throws CgroupException if a limit cannot be kept in these, or has a value that no kernel takes
     */
    static List<CgroupStep> update(List<CgroupPlace> places, LinuxResources resources, Current current) {
        List<CgroupStep> steps = new ArrayList<>();
        for (Controller controller : Controller.all()) {
            if (controller.asked(resources)) {
                steps.addAll(updateOf(controller, places, resources, current));
            }
        }
        if (!resources.unified().isEmpty()) {
            CgroupPlace place = places.stream()
                    .filter(CgroupPlace::unified)
                    .findFirst()
                    .orElseThrow(() -> withoutPlace(UNIFIED_FIELD, "unified"));
            steps.addAll(unifiedKeys(resources, place.directory(), place.controllers()));
        }
        return steps;
    }

    private static List<CgroupStep> updateOf(
            Controller controller, List<CgroupPlace> places, LinuxResources resources, Current current) {
        for (CgroupPlace place : places) {
            if (!place.unified() && place.has(controller.legacyName())) {
                return controller.legacy(resources, place.directory());
            }
        }
        for (CgroupPlace place : places) {
            boolean has = controller.unifiedName().map(place::has).orElse(controller instanceof DeviceController);
            if (place.unified() && has) {
                return controller.unified(resources, place.directory(), current);
            }
        }
        throw withoutPlace(controller.field(), controller.legacyName());
    }

    private static CgroupException withoutPlace(String field, String controller) {
        return CgroupException.because("this container has no cgroup with the controller " + controller)
                .field(field)
                .controller(controller)
                .remedy("ask for a limit of this kind when the container is made")
                .exception();
    }

    // ---- where

    private static Optional<Path> check(CgroupRequest request) {
        if (!soundId(request.id())) {
            throw CgroupException.because("'" + request.id() + "' cannot name a cgroup")
                    .field("id")
                    .remedy("use letters, digits and _ + . -")
                    .exception();
        }
        if (request.path().isEmpty()) {
            return Optional.empty();
        }
        String path = request.path().get();
        if (!soundPath(path)) {
            throw CgroupException.because("'" + path + "' is not a path of a cgroup")
                    .field(PATH_FIELD)
                    .remedy("give a path without .. and without names of control files, such as /jdock/web")
                    .exception();
        }
        return Optional.of(Path.of(path).normalize());
    }

    private static boolean soundId(String id) {
        for (int i = 0; i < id.length(); i++) {
            char letter = id.charAt(i);
            boolean alphanumeric = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9');
            if (!alphanumeric && "_+.-".indexOf(letter) < 0) {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= LONGEST_ID;
    }

    /** A cgroup named like a control file cannot be made (cgroup-v2.rst, "Avoid Name Collisions"). */
    private static boolean soundPath(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) < ' ') {
                return false;
            }
        }
        boolean named = false;
        for (String name : path.split("/", -1)) {
            if (name.equals("..") || name.length() > LONGEST_NAME || name.startsWith("cgroup.")) {
                return false;
            }
            named |= !name.isEmpty() && !name.equals(".");
        }
        return named;
    }

    /** OCI config-linux.md, "Cgroups Path": a path that is given has to be kept. */
    private CgroupException refusedPath(String path) {
        String reason = layout instanceof CgroupLayout.None ? "none are mounted" : "none are delegated to this user";
        return CgroupException.because("cannot make the cgroup '" + path + "': " + reason)
                .field(PATH_FIELD)
                .remedy(
                        "have root delegate a cgroup to this user, with systemd: systemd-run --user --scope -p Delegate=yes"
                                + " ...; or leave the path out")
                .exception();
    }

    private static Path directory(CgroupRequest request, Optional<Path> path, CgroupHierarchy hierarchy) {
        Path anchor = anchor(path, hierarchy);
        if (path.isEmpty()) {
            return anchor.resolve("jdock-" + request.id());
        }
        Path given = path.get();
        return anchor.resolve(given.isAbsolute() ? Path.of("/").relativize(given) : given);
    }

    private static Path anchor(Optional<Path> path, CgroupHierarchy hierarchy) {
        return path.isPresent() && path.get().isAbsolute()
                ? hierarchy.mountPoint()
                : hierarchy.base().orElseThrow();
    }

    // ---- in which hierarchies

    private List<Home> homes(CgroupRequest request, List<String> remarks) {
        List<Home> homes = new ArrayList<>();
        for (Controller controller : Controller.all()) {
            if (!controller.asked(request.resources())) {
                continue;
            }
            if (controller instanceof DeviceController && !maySetDeviceRules()) {
                remarks.add(leaveDevices(request));
            } else {
                homes.add(home(controller, absolute(request)));
            }
        }
        return homes;
    }

    /**
     * Version 1 wants CAP_SYS_ADMIN in the initial user namespace (security/device_cgroup.c), version 2 the same for
     * loading the program (bpf(2); CAP_BPF with CAP_NET_ADMIN would do, but comes with it in practice).
     */
    private boolean maySetDeviceRules() {
        return caller.canMakeNamespaces() && caller.initialUserNamespace();
    }

    private static String leaveDevices(CgroupRequest request) {
        if (request.devices() == DeviceEnforcement.REQUIRED) {
            throw CgroupException.because("rules about devices need root (CAP_SYS_ADMIN)")
                    .field(DeviceRules.FIELD)
                    .controller(DeviceController.NAME)
                    .remedy("leave them out: without root a container has only devices that its user may open anyway")
                    .exception();
        }
        return "device rules are not enforced without root; the container has only devices that its user may open anyway";
    }

    private Home home(Controller controller, boolean anywhere) {
        String legacyName = controller.legacyName();
        for (CgroupHierarchy legacy : layout.legacy()) {
            if (legacy.controllers().contains(legacyName)) {
                return new Home(controller, usable(controller, legacy, legacyName, anywhere), false);
            }
        }
        Optional<CgroupHierarchy> unified = layout.unifiedHierarchy();
        if (unified.isPresent()) {
            if (controller instanceof DeviceController) {
                return new Home(controller, usable(controller, unified.get(), legacyName, anywhere), true);
            }
            Optional<String> name = controller.unifiedName();
            if (layout.legacy().isEmpty() && name.isEmpty()) {
                controller.unified(LinuxResources.NONE, unified.get().mountPoint(), Current.NOTHING);
            }
            if (name.isPresent() && unified.get().controllers().contains(name.get())) {
                return new Home(controller, usableWithControllers(controller, unified.get(), anywhere), true);
            }
        }
        throw unavailable(controller);
    }

    private static CgroupHierarchy usableWithControllers(
            Controller controller, CgroupHierarchy hierarchy, boolean anywhere) {
        String name = controller.unifiedName().orElseThrow();
        if (!anywhere && hierarchy.baseOccupied()) {
            throw CgroupException.because(
                            "the cgroup of this process holds processes, so its children get no controllers")
                    .field(controller.field())
                    .controller(name)
                    .file(hierarchy.base().orElseThrow())
                    .remedy("start from a cgroup whose parent is delegated too and holds no processes"
                            + " (cgroups(7), \"no internal processes\" rule)")
                    .exception();
        }
        return usable(controller, hierarchy, name, anywhere);
    }

    private static CgroupHierarchy usable(
            Controller controller, CgroupHierarchy hierarchy, String name, boolean anywhere) {
        if (!anywhere && !hierarchy.delegated()) {
            throw CgroupException.because("this limit cannot be kept: the cgroup of this process may not be changed")
                    .field(controller.field())
                    .controller(name)
                    .file(hierarchy.ownDirectory().orElse(hierarchy.mountPoint()))
                    .remedy(delegation(hierarchy))
                    .exception();
        }
        return hierarchy;
    }

    private static String delegation(CgroupHierarchy hierarchy) {
        return "have root delegate a cgroup of " + hierarchy.mountPoint()
                + " to this user, with systemd: systemd-run --user --scope -p Delegate=yes ...; or leave the limit out";
    }

    private CgroupException unavailable(Controller controller) {
        String name = layout.legacy().isEmpty()
                ? controller.unifiedName().orElse(controller.legacyName())
                : controller.legacyName();
        Set<String> there = new TreeSet<>();
        layout.all().forEach(hierarchy -> there.addAll(hierarchy.controllers()));
        return CgroupException.because("this limit cannot be kept: there is no cgroup controller " + name)
                .field(controller.field())
                .controller(name)
                .remedy((there.isEmpty() ? "no cgroup file system is mounted" : "there are " + String.join(", ", there))
                        + "; mount or delegate the controller, or leave the limit out")
                .exception();
    }

    /** Those that keep a limit, in the order of the layout, and where wished the others. */
    private List<Choice> hierarchies(CgroupRequest request, List<Home> homes) {
        boolean rawFiles = !request.resources().unified().isEmpty();
        if (rawFiles) {
            requireUnified(absolute(request));
        }
        List<Choice> chosen = new ArrayList<>();
        for (CgroupHierarchy hierarchy : layout.legacy()) {
            choose(chosen, new Choice(hierarchy, false, keepsALimit(hierarchy, homes)), request);
        }
        if (layout.unifiedHierarchy().isPresent()) {
            CgroupHierarchy hierarchy = layout.unifiedHierarchy().get();
            choose(chosen, new Choice(hierarchy, true, rawFiles || keepsALimit(hierarchy, homes)), request);
        }
        boolean asked = request.extent() == Extent.EVERYWHERE || rawFiles || !homes.isEmpty();
        return asked ? chosen : List.of();
    }

    private void choose(List<Choice> chosen, Choice choice, CgroupRequest request) {
        if (choice.needed() || (mayUse(choice.hierarchy(), request) && welcome(choice, request))) {
            chosen.add(choice);
        }
    }

    private static boolean mayUse(CgroupHierarchy hierarchy, CgroupRequest request) {
        return absolute(request) || hierarchy.delegated();
    }

    private boolean welcome(Choice choice, CgroupRequest request) {
        return switch (request.extent()) {
            case EVERYWHERE -> true;
            case MEASURED_IF_LIMITED ->
                pauses(choice, request)
                        || !Collections.disjoint(
                                MEASURING_LEGACY, choice.hierarchy().controllers());
            case WHERE_LIMITED -> pauses(choice, request);
        };
    }

    /** Version 2 does it better, so where there is one, the freezer of version 1 is not needed. */
    private boolean pauses(Choice choice, CgroupRequest request) {
        Optional<CgroupHierarchy> unified = layout.unifiedHierarchy();
        if (unified.isPresent() && mayUse(unified.get(), request)) {
            return choice.unified();
        }
        return choice.hierarchy().controllers().contains("freezer");
    }

    private static boolean keepsALimit(CgroupHierarchy hierarchy, List<Home> homes) {
        for (Home home : homes) {
            if (home.isKeptIn(hierarchy)) {
                return true;
            }
        }
        return false;
    }

    private void requireUnified(boolean anywhere) {
        Optional<CgroupHierarchy> unified = layout.unifiedHierarchy();
        if (unified.isEmpty() || !(anywhere || unified.get().delegated())) {
            throw CgroupException.because(
                            unified.isEmpty()
                                    ? "files of cgroup version 2 are asked for, and this machine has version 1"
                                    : "the cgroup of this process may not be changed")
                    .field(UNIFIED_FIELD)
                    .controller("unified")
                    .remedy("use the fields of linux.resources that are not bound to a version, or have root"
                            + " delegate a cgroup of version 2")
                    .exception();
        }
    }

    private String whyWithout(CgroupRequest request) {
        if (layout instanceof CgroupLayout.None) {
            return "no cgroups: none are mounted, and no limits are asked for";
        }
        return request.extent() == Extent.EVERYWHERE
                ? "no cgroups: none are delegated to this user, and no limits are asked for"
                : "no cgroups: no limits are asked for";
    }

    private static boolean absolute(CgroupRequest request) {
        return request.path().isPresent() && request.path().get().startsWith("/");
    }

    // ---- what

    private static CgroupPlan.Part part(CgroupRequest request, Optional<Path> path, Choice choice, List<Home> homes) {
        CgroupHierarchy hierarchy = choice.hierarchy();
        Path anchor = anchor(path, hierarchy);
        Path leaf = directory(request, path, hierarchy);
        List<CgroupStep> steps = new ArrayList<>();
        addDirectories(steps, anchor, leaf, choice.needed());
        Set<String> controllers = hierarchy.controllers();
        if (choice.unified()) {
            controllers = enable(steps, request, hierarchy, leaf, homes);
        } else if (controllers.contains("cpuset")) {
            for (Path directory : below(anchor, leaf)) {
                steps.add(new CgroupStep.InheritCpuset(
                        directory, "a cpuset without CPUs and memory nodes takes no processes (cpuset(7))"));
            }
        }
        for (Home home : homes) {
            if (home.isKeptIn(hierarchy)) {
                steps.addAll(
                        home.unified()
                                ? home.controller().unified(request.resources(), leaf, Current.NOTHING)
                                : home.controller().legacy(request.resources(), leaf));
            }
        }
        if (choice.unified() && !request.resources().unified().isEmpty()) {
            steps.addAll(unifiedKeys(request.resources(), leaf, hierarchy.controllers()));
        }
        return new CgroupPlan.Part(new CgroupPlace(choice.unified(), controllers, leaf), choice.needed(), steps);
    }

    private static void addDirectories(List<CgroupStep> steps, Path anchor, Path leaf, boolean needed) {
        for (Path directory : below(anchor, leaf)) {
            boolean last = directory.equals(leaf);
            steps.add(new CgroupStep.MakeDirectory(
                    directory, last, needed, last ? "the container's own cgroup" : "on the way to it"));
        }
    }

    /** A cgroup has the controllers that its parent lists in {@code cgroup.subtree_control}, so from the top down. */
    private static Set<String> enable(
            List<CgroupStep> steps, CgroupRequest request, CgroupHierarchy hierarchy, Path leaf, List<Home> homes) {
        Set<String> needed = new LinkedHashSet<>();
        for (Home home : homes) {
            if (home.isKeptIn(hierarchy) && home.controller().unifiedName().isPresent()) {
                needed.add(home.controller().unifiedName().get());
            }
        }
        for (String key : request.resources().unified().keySet()) {
            controllerOf(key).ifPresent(needed::add);
        }
        Set<String> welcome = new LinkedHashSet<>(MEASURING);
        welcome.retainAll(hierarchy.controllers());
        welcome.removeAll(needed);
        if (hierarchy.baseOccupied() && !absolute(request)) {
            welcome.clear();
        }
        Path top = absolute(request)
                ? hierarchy.mountPoint()
                : hierarchy.delegationRoot().orElseThrow();
        Path parent = leaf.getParent();
        if (!needed.isEmpty() || !welcome.isEmpty()) {
            List<Path> directories = new ArrayList<>(List.of(top));
            directories.addAll(below(top, parent));
            for (Path directory : directories) {
                steps.add(new CgroupStep.EnableControllers(
                        directory, needed, welcome, "a cgroup has only what its parent passes on"));
            }
        }
        needed.addAll(welcome);
        return needed;
    }

    /** All directories from below an ancestor down to a directory, the topmost first. */
    private static List<Path> below(Path ancestor, Path directory) {
        List<Path> directories = new ArrayList<>();
        Path path = ancestor;
        for (Path name : ancestor.relativize(directory)) {
            if (!name.toString().isEmpty()) {
                path = path.resolve(name);
                directories.add(path);
            }
        }
        return directories;
    }

    // ---- raw files of version 2

    /** {@code memory.high} belongs to memory; {@code cgroup.max.depth} to none. */
    private static Optional<String> controllerOf(String key) {
        String name = key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
        return name.equals("cgroup") ? Optional.empty() : Optional.of(name);
    }

    /** OCI config-linux.md, "Unified": unknown keys are written too, but a missing controller is an error. */
    private static List<CgroupStep> unifiedKeys(LinuxResources resources, Path directory, Set<String> controllers) {
        List<CgroupStep> steps = new ArrayList<>();
        resources.unified().forEach((key, value) -> {
            String field = UNIFIED_FIELD + "." + key;
            Fields.require(
                    key.matches("[A-Za-z0-9_.-]+") && !key.startsWith("."),
                    field,
                    "'" + key + "' is not the name of a control file",
                    "give one such as memory.high");
            Optional<String> controller = controllerOf(key);
            if (controller.isPresent() && !controllers.contains(controller.get())) {
                throw CgroupException.because("cgroup version 2 has no controller " + controller.get() + " here")
                        .field(field)
                        .controller(controller.get())
                        .remedy("there are " + String.join(", ", new TreeSet<>(controllers)))
                        .exception();
            }
            // Files such as io.max take one line at each write(2).
            value.lines()
                    .forEach(line -> steps.add(Write.of(
                            directory.resolve(key),
                            line,
                            controller.orElse("cgroup"),
                            field,
                            "written as it is configured")));
        });
        return steps;
    }
}
