package io.jdock.it;

import java.nio.file.Path;

/** A Maven that runs a build. */
enum MavenVersion {
    /** The oldest that the plugin supports. */
    OLDEST("jdock.it.oldestMaven"),
    /** The one that runs the tests. */
    CURRENT("jdock.it.maven"),
    /** The next major version. */
    NEXT("jdock.it.nextMaven");

    private final String property;

    MavenVersion(String property) {
        this.property = property;
    }

    Path home() {
        return Path.of(System.getProperty(property));
    }
}
