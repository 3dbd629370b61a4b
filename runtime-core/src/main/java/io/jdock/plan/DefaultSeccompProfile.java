package io.jdock.plan;

import io.jdock.kernel.Architecture;
import io.jdock.kernel.Capability;
import io.jdock.kernel.Errno;
import io.jdock.oci.Arch;
import io.jdock.oci.LinuxSeccomp;
import io.jdock.oci.LinuxSeccompAction;
import io.jdock.oci.LinuxSeccompArg;
import io.jdock.oci.LinuxSeccompFlag;
import io.jdock.oci.LinuxSeccompOperator;
import io.jdock.oci.LinuxSyscall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The system calls that an application gets if its user says nothing about them: what programs of every kind need, and
 * nothing that only administers the machine or has mainly served exploits. Everything else fails with {@code EPERM}.
 *
 * <p>The published default lists of Docker (moby/profiles) and Podman (containers/common) were the reference. Stricter than
 * both: no system calls of x32, no {@code modify_ldt}, {@code vmsplice} and {@code userfaultfd}, only the socket families
 * that applications use, and no input faked on a terminal. As in Podman's, memory policies are allowed, because a JVM with
 * {@code -XX:+UseNUMA} sets them for itself.
 */
final class DefaultSeccompProfile {
    private static final List<String> FILES = words("""
            access chdir chmod chown chown32 close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2
            fadvise64 fadvise64_64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64
            fdatasync fgetxattr file_getattr file_setattr flistxattr flock fremovexattr fsetxattr fstat fstat64 fstatat64
            fstatfs fstatfs64 fsync ftruncate ftruncate64 futimesat getcwd getdents getdents64 getxattr getxattrat lchown
            lchown32 lgetxattr link linkat listxattr listxattrat llistxattr _llseek lremovexattr lseek lsetxattr lstat
            lstat64 mkdir mkdirat mknod mknodat name_to_handle_at newfstatat open openat openat2 pread64 preadv preadv2
            pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv removexattr removexattrat rename renameat
            renameat2 rmdir sendfile sendfile64 setxattr setxattrat splice stat stat64 statfs statfs64 statx symlink
            symlinkat sync sync_file_range syncfs tee truncate truncate64 umask unlink unlinkat utime utimensat
            utimensat_time64 utimes write writev
            listmount statmount
            """);

    private static final List<String> WAITING = words("""
            epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd
            eventfd2 fanotify_mark inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy
            io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit _newselect poll ppoll ppoll_time64 pselect6
            pselect6_time64 select signalfd signalfd4
            """);

    private static final List<String> MEMORY = words("""
            brk cachestat get_mempolicy madvise map_shadow_stack mbind membarrier memfd_create memfd_secret mincore mlock
            mlock2 mlockall mmap mmap2 mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free
            pkey_mprotect process_mrelease remap_file_pages set_mempolicy
            """);

    private static final List<String> PROCESSES = words("""
            capget capset execve execveat exit exit_group fork getcpu getegid getegid32 geteuid geteuid32 getgid getgid32
            getgroups getgroups32 getpgid getpgrp getpid getppid getpriority getresgid getresgid32 getresuid getresuid32
            getrlimit getrusage getsid gettid getuid getuid32 ioprio_get ioprio_set kill pause pidfd_open pidfd_send_signal
            prctl prlimit64 process_vm_readv process_vm_writev ptrace restart_syscall rt_sigaction rt_sigpending
            rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64
            rt_tgsigqueueinfo sched_getaffinity sched_getattr sched_getparam sched_get_priority_max sched_get_priority_min
            sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr
            sched_setparam sched_setscheduler sched_yield setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups
            setgroups32 setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid
            setreuid32 setrlimit setsid setuid setuid32 sigaction sigaltstack signal sigpending sigprocmask sigreturn
            sigsuspend sysinfo tgkill times tkill ugetrlimit uname vfork wait4 waitid waitpid
            landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp
            """);

    private static final List<String> THREADS = words("""
            futex futex_requeue futex_time64 futex_wait futex_waitv futex_wake get_robust_list get_thread_area rseq
            set_robust_list set_thread_area set_tid_address uprobe uretprobe
            """);

    private static final List<String> TIME = words("""
            adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64
            clock_nanosleep clock_nanosleep_time64 getitimer getrandom gettimeofday nanosleep setitimer time timer_create
            timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create
            timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64
            """);

    private static final List<String> COMMUNICATION = words("""
            accept accept4 bind connect getpeername getsockname getsockopt listen mq_getsetattr mq_notify mq_open
            mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64 mq_unlink msgctl msgget msgrcv msgsnd
            pipe pipe2 recv recvfrom recvmmsg recvmmsg_time64 recvmsg semctl semget semop semtimedop semtimedop_time64 send
            sendmmsg sendmsg sendto setsockopt shmat shmctl shmdt shmget shutdown
            """);

    private static final List<String> ON_X86 = List.of("arch_prctl");

    private static final List<String> ON_ARM =
            words("arm_fadvise64_64 arm_sync_file_range breakpoint cacheflush get_tls set_tls sync_file_range2");

    /** What else a capability gives. Without the capability the kernel refuses most of it anyway. */
    private record Extra(Capability capability, List<String> calls) {
        Extra(Capability capability, String calls) {
            this(capability, words(calls));
        }
    }

    private static final List<Extra> EXTRAS = List.of(
            // opens files by number, also those outside the container's root: the hole of 2014 named shocker
            new Extra(Capability.CAP_DAC_READ_SEARCH, "open_by_handle_at"),
            new Extra(Capability.CAP_SYS_ADMIN, """
                    bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr
                    lsm_list_modules lsm_set_self_attr mount mount_setattr move_mount open_tree open_tree_attr
                    perf_event_open pivot_root quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2
                    unshare
                    """),
            new Extra(Capability.CAP_SYS_BOOT, "reboot"),
            new Extra(Capability.CAP_SYS_CHROOT, "chroot"),
            new Extra(Capability.CAP_SYS_MODULE, "delete_module finit_module init_module"),
            new Extra(Capability.CAP_SYS_PACCT, "acct"),
            new Extra(Capability.CAP_SYS_PTRACE, "kcmp pidfd_getfd process_madvise"),
            new Extra(Capability.CAP_SYS_RAWIO, "ioperm iopl"),
            new Extra(Capability.CAP_SYS_TIME, "clock_settime clock_settime64 settimeofday stime"),
            new Extra(Capability.CAP_SYS_TTY_CONFIG, "vhangup"),
            new Extra(Capability.CAP_SYS_NICE, "set_mempolicy_home_node"),
            new Extra(Capability.CAP_SYSLOG, "syslog"),
            new Extra(Capability.CAP_BPF, "bpf"),
            new Extra(Capability.CAP_PERFMON, "perf_event_open"));

    /** The kernel takes the flags of clone(2), families and requests as 32-bit numbers, whatever the upper half is. */
    private static final long INT = 0xffff_ffffL;

    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET; NEWTIME is for clone3(2) and unshare(2) only. */
    private static final long NEW_NAMESPACES = 0x7e02_0000L;

    private static final List<Long> SOCKET_FAMILIES = List.of(1L, 2L, 10L, 16L); // UNIX, INET, INET6, NETLINK
    private static final List<Long> RAW_SOCKET_FAMILIES = List.of(17L, 44L); // PACKET, XDP

    private static final long TIOCSTI = 0x5412;
    private static final long TIOCLINUX = 0x541c;

    private final Set<Capability> capabilities;
    private final Architecture architecture;
    private final List<LinuxSyscall> rules = new ArrayList<>();

    DefaultSeccompProfile(Set<Capability> capabilities, Architecture architecture) {
        this.capabilities = capabilities;
        this.architecture = architecture;
    }

    LinuxSeccomp make() {
        for (List<String> calls : List.of(FILES, WAITING, MEMORY, PROCESSES, THREADS, TIME, COMMUNICATION)) {
            allow(calls);
        }
        allow(architecture == Architecture.X86_64 ? ON_X86 : ON_ARM);
        for (Extra extra : EXTRAS) {
            if (capabilities.contains(extra.capability())) {
                allow(extra.calls());
            }
        }
        threads();
        sockets();
        terminals();
        personalities();
        return new LinuxSeccomp(
                LinuxSeccompAction.ERRNO,
                Errno.EPERM.number(),
                architecture == Architecture.X86_64 ? List.of(Arch.X86_64, Arch.X86) : List.of(Arch.AARCH64, Arch.ARM),
                // Up to Linux 5.15 every filter switches speculative store bypass off and thus slows programs down, if
                // it
                // does not say otherwise. Since then the kernel no longer thinks that it helps (runc sets this flag
                // too).
                List.of(LinuxSeccompFlag.SPEC_ALLOW),
                null,
                null,
                rules);
    }

    /**
     * Threads and processes, but no namespaces: in a new user namespace, an application would have all capabilities over code
     * of the kernel that was not written with attackers in mind. The flags of clone3(2) are in memory, out of a filter's
     * sight; the C library takes clone(2) if there is no clone3.
     */
    private void threads() {
        if (capabilities.contains(Capability.CAP_SYS_ADMIN)) {
            return;
        }
        allowIf("clone", masked(0, NEW_NAMESPACES, 0));
        rules.add(new LinuxSyscall(List.of("clone3"), LinuxSeccompAction.ERRNO, Errno.ENOSYS.number(), List.of()));
    }

    /**
     * To ask for a rare family loads a rarely examined kernel module. AF_VSOCK leads to the hypervisor whatever the network
     * namespace is, and AF_ALG to the kernel's cryptography.
     */
    private void sockets() {
        List<Long> families = new ArrayList<>(SOCKET_FAMILIES);
        if (capabilities.contains(Capability.CAP_NET_RAW)) {
            families.addAll(RAW_SOCKET_FAMILIES);
        }
        for (String call : List.of("socket", "socketpair")) {
            for (long family : families) {
                allowIf(call, masked(0, INT, family));
            }
        }
    }

    /**
     * TIOCSTI types on a terminal as if its user did, and so does TIOCLINUX's paste: an application with its user's terminal
     * could make the shell outside run commands (CVE-2017-5226).
     */
    private void terminals() {
        for (long request : List.of(TIOCSTI, TIOCLINUX)) {
            rules.add(new LinuxSyscall(
                    List.of("ioctl"),
                    LinuxSeccompAction.ERRNO,
                    Errno.EPERM.number(),
                    List.of(masked(1, INT, request))));
        }
        allow(List.of("ioctl"));
    }

    /** Those that do not make exploits easier: Linux, 32-bit Linux, each also as 2.6, and the question which one it is. */
    private void personalities() {
        for (long personality : List.of(0L, 8L, 0x20000L, 0x20008L, INT)) {
            allowIf("personality", masked(0, INT, personality));
        }
    }

    private void allow(List<String> calls) {
        rules.add(rule(LinuxSeccompAction.ALLOW, calls, null));
    }

    private void allowIf(String call, LinuxSeccompArg condition) {
        rules.add(rule(LinuxSeccompAction.ALLOW, List.of(call), condition));
    }

    private static LinuxSyscall rule(
            LinuxSeccompAction action, List<String> calls, @Nullable LinuxSeccompArg condition) {
        return new LinuxSyscall(calls, action, null, condition == null ? List.of() : List.of(condition));
    }

    private static LinuxSeccompArg masked(int index, long mask, long value) {
        return new LinuxSeccompArg(index, mask, value, LinuxSeccompOperator.MASKED_EQ);
    }

    /** Not by a regular expression: its classes would be loaded for this alone. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (StringTokenizer tokens = new StringTokenizer(text); tokens.hasMoreTokens(); ) {
            words.add(tokens.nextToken());
        }
        return List.copyOf(words);
    }
}
