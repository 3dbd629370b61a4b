package io.jdock.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What was seen on {@link OwnMachine}, by name, and what jdock said. */
record Account(Map<String, String> seen, String warnings) {
    /** Reads the lines {@code name=value} that a machine writes, to its end. */
    static Account of(Process machine) throws IOException {
        var warnings = Containers.readAll(machine.getErrorStream());
        String out = new String(machine.getInputStream().readAllBytes(), UTF_8);
        Account account = new Account(new HashMap<>(), new String(warnings.join(), UTF_8));
        out.lines()
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> account.seen().put(parts[0], parts[1]));
        assertThat(account.seen()).as(account.warnings()).isNotEmpty();
        return account;
    }

    String of(String name) {
        return String.valueOf(seen.get(name));
    }
}
