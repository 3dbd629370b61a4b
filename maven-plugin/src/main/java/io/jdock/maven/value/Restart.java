package io.jdock.maven.value;

import io.jdock.service.RestartPolicy;

/** A restart policy as {@code docker run --restart} has it. */
public final class Restart {
    private static final String ON_FAILURE = "on-failure";

    /**
     * Reads a policy.
     *
     * @throws ParameterException if it is none
     */
    public static RestartPolicy parse(String parameter, String text) throws ParameterException {
        if (text.equals("no")) {
            return RestartPolicy.never();
        } else if (text.equals("always")) {
            return RestartPolicy.always();
        } else if (text.equals(ON_FAILURE)) {
            return RestartPolicy.onFailure(Integer.MAX_VALUE);
        } else if (text.matches(ON_FAILURE + ":[0-9]{1,6}")) {
            return RestartPolicy.onFailure(Integer.parseInt(text.substring(ON_FAILURE.length() + 1)));
        }
        throw new ParameterException(
                parameter, "'" + text + "' is no policy; write no, on-failure, on-failure:3 or always");
    }

    private Restart() {}
}
