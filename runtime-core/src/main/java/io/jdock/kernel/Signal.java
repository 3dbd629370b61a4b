package io.jdock.kernel;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A signal, signal(7). The numbers are the same on x86-64 and AArch64 (and differ on Alpha, SPARC, MIPS and PA-RISC).
 *
 * @param number 1 to 64. The C library keeps 32 and 33 for itself; from 34 on they are real-time signals
 */
public record Signal(int number) {
    public static final Signal SIGHUP = new Signal(1);
    public static final Signal SIGINT = new Signal(2);
    public static final Signal SIGQUIT = new Signal(3);
    public static final Signal SIGABRT = new Signal(6);
    public static final Signal SIGKILL = new Signal(9);
    public static final Signal SIGUSR1 = new Signal(10);
    public static final Signal SIGSEGV = new Signal(11);
    public static final Signal SIGUSR2 = new Signal(12);
    public static final Signal SIGPIPE = new Signal(13);
    public static final Signal SIGALRM = new Signal(14);
    public static final Signal SIGTERM = new Signal(15);
    public static final Signal SIGCHLD = new Signal(17);
    public static final Signal SIGCONT = new Signal(18);
    public static final Signal SIGSTOP = new Signal(19);
    public static final Signal SIGTSTP = new Signal(20);
    public static final Signal SIGURG = new Signal(23);
    public static final Signal SIGWINCH = new Signal(28);
    public static final Signal SIGSYS = new Signal(31);

    /** In the order of their numbers, which start at 1. */
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    /** SIGRTMIN of the GNU C library, which images mean when they write {@code STOPSIGNAL SIGRTMIN+3}. */
    private static final int REAL_TIME_MIN = 34;

    private static final int REAL_TIME_MAX = 64;

    public Signal {
        if (number < 1 || number > REAL_TIME_MAX) {
            throw new IllegalArgumentException("signal " + number + ": the numbers go from 1 to " + REAL_TIME_MAX);
        }
    }

    /** The signal with a number, as the status of a process tells it; empty if there is none. */
    public static Optional<Signal> of(int number) {
        return number >= 1 && number <= REAL_TIME_MAX ? Optional.of(new Signal(number)) : Optional.empty();
    }

    /**
     * The signal that people write as {@code TERM}, {@code sigterm}, {@code 15}, {@code SIGRTMIN+3} or {@code RTMAX-1}.
     *
     * @return empty if it is none of these
     */
    public static Optional<Signal> named(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        String standard = switch (name) {
            case "IOT" -> "ABRT";
            case "CLD" -> "CHLD";
            case "POLL" -> "IO";
            default -> name;
        };
        int number = NAMES.indexOf(standard) + 1;
        if (number == 0) {
            number = name.startsWith("RT") ? realTime(name) : upper.equals(name) ? decimal(name) : 0;
        }
        return of(number);
    }

    /**
     * As {@link #named}, for what a user typed.
     *
     * @throws IllegalArgumentException if there is no such signal
     */
    public static Signal parse(String text) {
        return named(text)
                .orElseThrow(() -> new IllegalArgumentException("no signal is called '" + text
                        + "': write a name such as TERM or SIGTERM, or a number from 1 to " + REAL_TIME_MAX));
    }

    /** The full name, such as {@code SIGTERM} or {@code SIGRTMIN+3}. */
    public String name() {
        if (number <= NAMES.size()) {
            return "SIG" + NAMES.get(number - 1);
        }
        int offset = number - REAL_TIME_MIN;
        return offset == 0 ? "SIGRTMIN" : offset < 0 ? "SIG" + number : "SIGRTMIN+" + offset;
    }

    @Override
    public String toString() {
        return name();
    }

    private static int realTime(String name) {
        if (name.equals("RTMIN") || name.equals("RTMAX")) {
            return name.equals("RTMIN") ? REAL_TIME_MIN : REAL_TIME_MAX;
        }
        boolean up = name.startsWith("RTMIN+");
        if (!up && !name.startsWith("RTMAX-")) {
            return 0;
        }
        int offset = decimal(name.substring("RTMIN+".length()));
        int number = up ? REAL_TIME_MIN + offset : REAL_TIME_MAX - offset;
        return offset < 1 || number < REAL_TIME_MIN ? 0 : number;
    }

    /** The number that up to two digits write; 0 for everything else. */
    private static int decimal(String digits) {
        boolean short2 = digits.length() == 1 || digits.length() == 2;
        return short2 && digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(digits) : 0;
    }
}
