package io.jdock.kernel;

import java.util.Locale;

/**
 * The system calls that set a container up, with their numbers. Calls that AArch64 lacks ({@code open}, {@code fork},
 * {@code poll}...) are left out: their modern forms serve both architectures.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>; the numbers are those of the
 *     kernel's {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h}
 */
public enum Syscall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    LSEEK(8, 62),
    MMAP(9, 222),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    IOCTL(16, 29),
    WRITEV(20, 66),
    GETPID(39, 172),
    SENDFILE(40, 71),
    SOCKET(41, 198),
    CONNECT(42, 203),
    SENDTO(44, 206),
    RECVFROM(45, 207),
    SENDMSG(46, 211),
    RECVMSG(47, 212),
    SHUTDOWN(48, 210),
    BIND(49, 200),
    LISTEN(50, 201),
    GETSOCKNAME(51, 204),
    SOCKETPAIR(53, 199),
    SETSOCKOPT(54, 208),
    GETSOCKOPT(55, 209),
    CLONE(56, 220),
    EXECVE(59, 221),
    EXIT(60, 93),
    WAIT4(61, 260),
    KILL(62, 129),
    FCNTL(72, 25),
    FLOCK(73, 32),
    FTRUNCATE(77, 46),
    GETCWD(79, 17),
    CHDIR(80, 49),
    FCHDIR(81, 50),
    FCHMOD(91, 52),
    FCHOWN(93, 55),
    UMASK(95, 166),
    PTRACE(101, 117),
    GETUID(102, 174),
    SETPGID(109, 154),
    GETPPID(110, 173),
    SETSID(112, 157),
    SETGROUPS(116, 159),
    SETRESUID(117, 147),
    SETRESGID(119, 149),
    GETPGID(121, 155),
    CAPGET(125, 90),
    CAPSET(126, 91),
    PERSONALITY(135, 92),
    STATFS(137, 43),
    FSTATFS(138, 44),
    PIVOT_ROOT(155, 41),
    PRCTL(157, 167),
    CHROOT(161, 51),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    SETHOSTNAME(170, 161),
    SETDOMAINNAME(171, 162),
    FSETXATTR(190, 7),
    GETXATTR(191, 8),
    FUTEX(202, 98),
    SCHED_SETAFFINITY(203, 122),
    GETDENTS64(217, 61),
    EXIT_GROUP(231, 94),
    EPOLL_CTL(233, 21),
    SET_MEMPOLICY(238, 237),
    WAITID(247, 95),
    KEYCTL(250, 219),
    IOPRIO_SET(251, 30),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    FCHOWNAT(260, 54),
    NEWFSTATAT(262, 79),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    FCHMODAT(268, 53),
    FACCESSAT(269, 48),
    PPOLL(271, 73),
    UNSHARE(272, 97),
    SPLICE(275, 76),
    SYNC_FILE_RANGE(277, 84),
    UTIMENSAT(280, 88),
    EPOLL_PWAIT(281, 22),
    ACCEPT4(288, 242),
    SIGNALFD4(289, 74),
    EVENTFD2(290, 19),
    EPOLL_CREATE1(291, 20),
    DUP3(292, 24),
    PIPE2(293, 59),
    PRLIMIT64(302, 261),
    SYNCFS(306, 267),
    SETNS(308, 268),
    SCHED_SETATTR(314, 274),
    RENAMEAT2(316, 276),
    SECCOMP(317, 277),
    MEMFD_CREATE(319, 279),
    BPF(321, 280),
    EXECVEAT(322, 281),
    STATX(332, 291),
    PIDFD_SEND_SIGNAL(424, 424),
    OPEN_TREE(428, 428),
    MOVE_MOUNT(429, 429),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSPICK(433, 433),
    PIDFD_OPEN(434, 434),
    CLONE3(435, 435),
    CLOSE_RANGE(436, 436),
    OPENAT2(437, 437),
    PIDFD_GETFD(438, 438),
    MOUNT_SETATTR(442, 442),
    LANDLOCK_CREATE_RULESET(444, 444),
    LANDLOCK_ADD_RULE(445, 445),
    LANDLOCK_RESTRICT_SELF(446, 446);

    private final int x86;
    private final int arm;

    Syscall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    /** The number that selects this call on the given architecture. */
    public int number(Architecture architecture) {
        return architecture == Architecture.X86_64 ? x86 : arm;
    }

    /** The name as manual pages write it, such as {@code openat2}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The {@link #label}. */
    @Override
    public String toString() {
        return label();
    }
}
