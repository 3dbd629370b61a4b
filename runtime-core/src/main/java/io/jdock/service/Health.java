package io.jdock.service;

/** What is known of a service by its health check, in Docker's words. */
public enum Health {
    /** Nothing yet: no run has succeeded, and too few have failed. */
    STARTING,
    /** The last run has succeeded, or too few have failed since. */
    HEALTHY,
    /** So many runs have failed as the check allows, one after the other. */
    UNHEALTHY
}
