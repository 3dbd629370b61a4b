package io.jdock.build;

/** Numeric ids of a file's user and group. */
record Owner(long user, long group) {
    static final Owner ROOT = new Owner(0, 0);
}
