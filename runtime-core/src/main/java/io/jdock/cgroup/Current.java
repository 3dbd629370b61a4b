package io.jdock.cgroup;

import java.nio.file.Path;
import java.util.Optional;

/** What control files hold now. A cgroup that is still to be made has none. */
interface Current {
    Current NOTHING = file -> Optional.empty();

    Optional<String> value(Path file);
}
