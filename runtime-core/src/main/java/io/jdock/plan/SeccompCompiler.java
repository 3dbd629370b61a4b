package io.jdock.plan;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.LinuxSeccomp;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Turns seccomp profiles into filters, and keeps the latest ones: to make the default filter anew takes almost as long as to
 * start a container. May be used by several threads.
 *
 * <p>This is not left to libseccomp. There a rule without conditions beats those with conditions, even if it comes after
 * them. And up to version 2.5.4 at least it joins the conditions of several rules wrongly: of the rules "allow if the first
 * argument is at least 2" and "allow if it is at most 1 and the second is 0", for example, it makes a filter that allows (1, 2).
 *
 * <p>Code on the way to a filter has no lambdas and does without the equality that records have by themselves: the JVM makes
 * each of them when it is first used, and all together they cost the first container five times the rest.
 */
public final class SeccompCompiler {
    private static final int KEPT = 16;

    private record Made(LinuxSeccomp profile, Architecture architecture, SeccompFilter filter) {}

    /** The latest one first. */
    private final Deque<Made> latest = new ArrayDeque<>();

    private final SyscallTable table;

    public SeccompCompiler(SyscallTable table) {
        this.table = table;
    }

    /**
     * The filter of a profile. Of the rules that name a call, the first one whose conditions hold decides; else the default
     * action does. Where the specification is silent:
     *
     * <ul>
     *   <li>If several conditions of a rule concern one argument, one of them suffices, as with runc and crun; else all
     *       have to hold.
     *   <li>If the default action is {@code ERRNO}, calls that came into the kernel after the last one that the profile names
     *       fail with {@code ENOSYS}, whatever {@code defaultErrnoRet} is: the C library then tries older ones, which it does
     *       after no other error. Profiles older than the C library broke programs before (clone3, faccessat2).
     * </ul>
     *
     * <p>Of the architectures only those matter whose code this machine can run. Code of others kills its process.
     *
     * @param architecture of the container's programs
     * @throws PlanException if the profile contradicts itself, forbids a call that is not known, or is too long for the
     *     kernel
     */
    @SuppressWarnings("ReferenceEquality") // before the equality, which it speeds up
    public SeccompFilter compile(LinuxSeccomp profile, Architecture architecture) {
        synchronized (latest) { // others wait meanwhile: most often they want the same filter
            for (Made made : latest) {
                // a profile is most often the same object; to compare its hundreds of values takes longer
                if (made.architecture == architecture && (made.profile == profile || made.profile.equals(profile))) {
                    return made.filter;
                }
            }
            SeccompFilter filter = new SeccompCompilation(profile, architecture, table).run();
            latest.addFirst(new Made(profile, architecture, filter));
            if (latest.size() > KEPT) {
                latest.removeLast();
            }
            return filter;
        }
    }
}
