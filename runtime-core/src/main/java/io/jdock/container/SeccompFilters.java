package io.jdock.container;

import io.jdock.host.KernelRelease;
import io.jdock.kernel.Architecture;
import io.jdock.kernel.Capability;
import io.jdock.kernel.DaemonThreads;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.ConfigReader;
import io.jdock.oci.InvalidSpecException;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.LinuxSeccompAction;
import io.jdock.oci.LinuxSyscall;
import io.jdock.plan.Launch.Filter;
import io.jdock.plan.PlanException;
import io.jdock.plan.SeccompCompiler;
import io.jdock.plan.SeccompFilter;
import io.jdock.plan.SeccompProfiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses seccomp profiles and compiles them. Filters are kept with the very objects that they were made from: to make one
 * takes almost as long as to start a container, and to compare profiles by their hundreds of values is no play either. Safe
 * for use by several threads.
 */
final class SeccompFilters {
    private static final int KEPT = 16;

    private final Architecture architecture;
    private volatile List<Standard> standards = List.of();
    private volatile List<Compiled> compiled = List.of();
    private @Nullable SeccompCompiler compiler; // guarded by this

    private record Standard(Set<Capability> capabilities, LinuxSeccomp profile) {}

    private record Compiled(LinuxSeccomp profile, Filter filter) {}

    SeccompFilters(Architecture architecture) {
        this.architecture = architecture;
    }

    /** Gets the default filter on a thread of its own, for those who open an engine have other things to do meanwhile. */
    void prepare() {
        new DaemonThreads("jdock default seccomp filter")
                .start(() -> filter(standard(SpecTranslator.DEFAULT_CAPABILITIES)));
    }

    /**
     * The profile that is meant; null for none.
     *
     * @param capabilities the bounding set of the application
     * @throws IllegalArgumentException if a file cannot be read or is no profile; the message names it
     */
    @Nullable
    LinuxSeccomp profile(SeccompChoice choice, Set<Capability> capabilities, KernelRelease kernel) {
        if (choice instanceof SeccompChoice.Profile profile) {
            return read(profile.file(), capabilities, kernel);
        }
        return choice instanceof SeccompChoice.Default ? standard(capabilities) : null;
    }

    private LinuxSeccomp standard(Set<Capability> capabilities) {
        LinuxSeccomp known = known(capabilities);
        return known == null ? makeStandard(capabilities) : known;
    }

    private @Nullable LinuxSeccomp known(Set<Capability> capabilities) {
        for (Standard standard : standards) {
            if (standard.capabilities().equals(capabilities)) {
                return standard.profile();
            }
        }
        return null;
    }

    private synchronized LinuxSeccomp makeStandard(Set<Capability> capabilities) {
        LinuxSeccomp known = known(capabilities);
        if (known != null) {
            return known;
        }
        LinuxSeccomp profile = SeccompProfiles.standard(capabilities, architecture);
        standards = with(standards, new Standard(Set.copyOf(capabilities), profile));
        return profile;
    }

    private LinuxSeccomp read(Path file, Set<Capability> capabilities, KernelRelease kernel) {
        try {
            LinuxSeccomp profile = SeccompProfiles.resolve(
                    new ConfigReader().readSeccompProfile(file), capabilities, architecture, kernel);
            if (compile(profile).listens()) {
                throw new PlanException(
                        "linux.seccomp.listenerPath", "only containers of the OCI command line can have a listener");
            }
            return profile;
        } catch (IOException e) {
            throw new IllegalArgumentException("seccomp: cannot read the profile " + file + ": " + e, e);
        } catch (InvalidSpecException e) {
            throw new IllegalArgumentException("seccomp: " + e.getMessage(), e);
        } catch (PlanException e) {
            throw new IllegalArgumentException("seccomp: " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The filter of a profile; empty for none.
     *
     * @throws PlanException if the profile contradicts itself or cannot be had here
     */
    Optional<Filter> filter(@Nullable LinuxSeccomp profile) {
        if (profile == null) {
            return Optional.empty();
        }
        Filter known = known(profile);
        return Optional.of(known == null ? compile(profile) : known);
    }

    @SuppressWarnings("ReferenceEquality") // that is what makes it fast
    private @Nullable Filter known(LinuxSeccomp profile) {
        for (Compiled one : compiled) {
            if (one.profile() == profile) {
                return one.filter();
            }
        }
        return null;
    }

    private synchronized Filter compile(LinuxSeccomp profile) {
        Filter known = known(profile);
        if (known != null) {
            return known;
        }
        Filter prepared = isDefault(profile) ? DefaultSeccompFilter.read(architecture) : null;
        if (prepared != null) {
            compiled = with(compiled, new Compiled(profile, prepared));
            return prepared;
        }
        if (compiler == null) {
            compiler = new SeccompCompiler(SyscallTable.load());
        }
        requireExecution(profile);
        SeccompFilter filter = compiler.compile(profile, architecture);
        Filter made = new Filter(filter.instructions(), filter.flagBits());
        compiled = with(compiled, new Compiled(profile, made));
        return made;
    }

    @SuppressWarnings("ReferenceEquality") // as above
    private boolean isDefault(LinuxSeccomp profile) {
        return profile == known(SpecTranslator.DEFAULT_CAPABILITIES);
    }

    /**
     * The filter is in force before the application is executed. Where that is forbidden, the program could not even tell so:
     * it would die of its next call.
     */
    private static void requireExecution(LinuxSeccomp profile) {
        LinuxSeccompAction action = actionAtExecution(profile);
        switch (action) {
            case KILL, KILL_PROCESS, KILL_THREAD, TRAP, ERRNO ->
                throw new PlanException(
                        "linux.seccomp",
                        "the profile answers execve with " + action.json()
                                + ", so that no application can start; allow execve and what else the application calls,"
                                + " which SCMP_ACT_LOG as the default action finds out");
            case TRACE, ALLOW, LOG, NOTIFY -> {}
        }
    }

    /** That of the first rule which holds at least for some arguments and does not forbid, or holds always. */
    private static LinuxSeccompAction actionAtExecution(LinuxSeccomp profile) {
        for (LinuxSyscall rule : profile.syscalls()) {
            boolean decides = rule.args().isEmpty() || rule.action() == LinuxSeccompAction.ALLOW;
            if (decides && rule.names().contains("execve")) {
                return rule.action();
            }
        }
        return profile.defaultAction();
    }

    /** The latest ones, the new one first. */
    private static <T> List<T> with(List<T> list, T added) {
        List<T> more = new ArrayList<>(KEPT);
        more.add(added);
        more.addAll(list.subList(0, Math.min(list.size(), KEPT - 1)));
        return List.copyOf(more);
    }
}
