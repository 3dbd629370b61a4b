package io.jdock.plan;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.SyscallTable;
import io.jdock.oci.LinuxSeccomp;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Turns seccomp profiles into filters, and keeps the latest ones: to make the default filter anew takes almost as long as to
 * start a container. May be used by several threads.
 *
 * <p>This is not left to libseccomp. There a rule without conditions beats those with conditions, even if it comes after them.
 * And up to version 2.5.4 at least it joins the conditions of several rules wrongly: of the
 * rules "allow if the first argument is at least 2" and "allow if it is at most 1 and the second is 0", for example, it makes
 * a filter that allows (1, 2).
 */
public final class SeccompCompiler {
    private static final int KEPT = 16;

    private record Key(LinuxSeccomp profile, Architecture architecture) {}

    private final Map<Key, SeccompFilter> filters = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SeccompFilter> eldest) {
            return size() > KEPT;
        }
    };

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
    public SeccompFilter compile(LinuxSeccomp profile, Architecture architecture) {
        Key key = new Key(profile, architecture);
        synchronized (filters) {
            SeccompFilter ready = filters.get(key);
            if (ready != null) {
                return ready;
            }
            // Others wait meanwhile: most often they want the same filter.
            SeccompFilter filter = new SeccompCompilation(profile, architecture, table).run();
            filters.put(key, filter);
            return filter;
        }
    }
}
