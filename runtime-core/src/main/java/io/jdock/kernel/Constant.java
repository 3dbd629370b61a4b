package io.jdock.kernel;

/**
 * Single values that system calls take, under the kernel's own names: commands of prctl(2), fsconfig(2) and ioctl(2),
 * signals, file types. The same on x86-64 and AArch64.
 */
public enum Constant implements Flag {
    PR_SET_PDEATHSIG(1),
    PR_SET_DUMPABLE(4),
    PR_SET_KEEPCAPS(8),
    PR_SET_NAME(15),
    PR_SET_SECUREBITS(28),
    SECBIT_NOROOT(1),
    PR_CAPBSET_DROP(24),
    PR_SET_CHILD_SUBREAPER(36),
    PR_SET_NO_NEW_PRIVS(38),
    PR_CAP_AMBIENT(47),
    PR_CAP_AMBIENT_RAISE(2),
    PR_CAP_AMBIENT_CLEAR_ALL(4),
    AT_FDCWD(-100),
    SIG_SETMASK(2),
    SIGKILL(9),
    SIGCHLD(17),
    P_ALL(0),
    P_PID(1),
    P_PIDFD(3),
    WEXITED(4),
    WNOHANG(1),
    WNOWAIT(0x0100_0000),
    /** Waits for children that end without a signal too. */
    __WALL(0x40000000),
    FUTEX_WAIT(0),
    FUTEX_WAKE(1),
    SFD_CLOEXEC(0x80000),
    SECCOMP_SET_MODE_FILTER(1),
    KEYCTL_JOIN_SESSION_KEYRING(1),
    FSCONFIG_SET_FLAG(0),
    FSCONFIG_SET_STRING(1),
    FSCONFIG_CMD_CREATE(6),
    FSCONFIG_CMD_RECONFIGURE(7),
    AF_UNIX(1),
    AF_INET(2),
    SOCK_STREAM(1),
    SOCK_DGRAM(2),
    SOCK_CLOEXEC(0x80000),
    MSG_CMSG_CLOEXEC(0x40000000),
    SIOCSIFFLAGS(0x8914),
    SIOCGSKNS(0x894C),
    /** From uapi/linux/pidfd.h. */
    TIOCSCTTY(0x540E),
    TIOCSPTLCK(0x40045431),
    TIOCGPTPEER(0x5441),
    TIOCSWINSZ(0x5414),
    S_IFMT(0170000),
    S_IFREG(0100000),
    S_IFCHR(0020000),
    S_IFBLK(0060000),
    S_IFIFO(0010000),
    S_IFDIR(0040000),
    S_IFLNK(0120000),
    S_IFSOCK(0140000),
    RLIMIT_NOFILE(7),
    SEEK_SET(0);

    private final long value;

    Constant(long value) {
        this.value = value;
    }

    /** The value, the same on every architecture. */
    public long value() {
        return value;
    }

    @Override
    public long value(Architecture architecture) {
        return value;
    }
}
