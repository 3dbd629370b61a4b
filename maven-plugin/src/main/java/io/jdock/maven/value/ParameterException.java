package io.jdock.maven.value;

import org.jspecify.annotations.Nullable;

/** A parameter of the plugin has a value that cannot be used. The message names both and says what would be right. */
public final class ParameterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final String problem;

    /**
     * A problem with the value of one parameter.
     *
     * @param parameter the parameter's name as written in a POM, such as {@code volumes}
     * @param problem what is wrong and what would be right, without a full stop, because it may end in something to copy
     */
    public ParameterException(String parameter, String problem) {
        this(parameter, problem, null);
    }

    /**
     * A problem that something else noticed.
     *
     * @param cause what the problem was noticed by; null if it was noticed here
     */
    public ParameterException(String parameter, String problem, @Nullable Throwable cause) {
        super("Parameter '" + parameter + "' (-Djdock." + parameter + "): " + problem, cause);
        this.parameter = parameter;
        this.problem = problem;
    }

    static ParameterException of(String parameter, String value, String problem) {
        return new ParameterException(parameter, "'" + value + "' " + problem);
    }

    public String parameter() {
        return parameter;
    }

    public String problem() {
        return problem;
    }
}
