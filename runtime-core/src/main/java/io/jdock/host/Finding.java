package io.jdock.host;

/**
 * What one fact about this machine means for containers.
 *
 * @param name of the fact, such as {@code user namespaces}
 * @param status how bad it is
 * @param seen what was found, such as {@code user.max_user_namespaces = 0}
 * @param consequence what therefore does not work; empty for {@link Status#OK}
 * @param remedy what to do about it, with the command where there is one; empty for {@link Status#OK}
 */
public record Finding(String name, Status status, String seen, String consequence, String remedy) {

    /** How bad a finding is. */
    public enum Status {
        /** As it should be. */
        OK,
        /** Containers run, but lack something. */
        DEGRADED,
        /** No container runs until this is remedied. */
        MISSING
    }

    static Finding ok(String name, String seen) {
        return new Finding(name, Status.OK, seen, "", "");
    }

    static Finding degraded(String name, String seen, String consequence, String remedy) {
        return new Finding(name, Status.DEGRADED, seen, consequence, remedy);
    }

    static Finding missing(String name, String seen, String consequence, String remedy) {
        return new Finding(name, Status.MISSING, seen, consequence, remedy);
    }
}
