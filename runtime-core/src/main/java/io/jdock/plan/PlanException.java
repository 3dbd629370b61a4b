package io.jdock.plan;

/** A configuration that is valid by itself but cannot become a container on this host, for this caller. */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field path of the value in the OCI configuration, such as {@code linux.uidMappings[0]}
     * @param problem what is wrong and what to do about it
     */
    public PlanException(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
    }

    /** Path of the value in the OCI configuration. */
    public String field() {
        return field;
    }
}
