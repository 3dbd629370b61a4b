package io.jdock.it;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;

/** The user who runs a build. */
enum Caller {
    /** Whoever runs the tests: root on a build machine, often an ordinary user elsewhere. */
    SELF,
    /** An ordinary user to whom root changes: the one whom {@code bin/test} makes. */
    ORDINARY_USER;

    /** The test ends here, as skipped, if this machine does not allow to become this user. */
    void assumeAvailable() throws IOException {
        if (this == ORDINARY_USER) {
            assumeTrue(isRoot(), "root is needed to change to another user; SELF is an ordinary user already");
            assumeThat(userName())
                    .as("the variable JDOCK_TEST_USER, which bin/test sets")
                    .isNotNull();
        }
    }

    /** The command as this user runs it, with nothing in its environment but what a login would set. */
    List<String> wrap(List<String> command) {
        if (this == SELF) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of(
                "setpriv", "--reuid", userName(), "--regid", userName(), "--init-groups", "--reset-env", "env"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** Gives a file or directory, without what is in it, to this user. */
    void own(Path path) throws IOException {
        if (this == ORDINARY_USER) {
            UserPrincipalLookupService users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName(userName()));
        }
    }

    private static boolean isRoot() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    private static String userName() {
        return System.getenv("JDOCK_TEST_USER");
    }
}
