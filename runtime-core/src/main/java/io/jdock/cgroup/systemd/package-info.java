/**
 * Control groups that systemd makes: a scope for each container, asked for over D-Bus, as systemd wants it where the tree of
 * control groups is its own (systemd's "Control Group APIs and Delegation"). The client of D-Bus in here speaks no more of it than
 * that takes, which costs a command fewer milliseconds than a library would take to load.
 *
 * <p>Only {@code container} imports this package. It knows nothing of what runs in a scope.
 */
@NullMarked
package io.jdock.cgroup.systemd;

import org.jspecify.annotations.NullMarked;
