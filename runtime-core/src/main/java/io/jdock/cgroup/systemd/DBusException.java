package io.jdock.cgroup.systemd;

import java.io.IOException;

/** A call over D-Bus was not answered, or with an error. */
final class DBusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String name;

    /** @param name of the error, such as {@code org.freedesktop.systemd1.NoSuchUnit}; empty if the bus itself failed */
    DBusException(String name, String message) {
        super(message + (name.isEmpty() ? "" : " (" + name + ")"));
        this.name = name;
    }

    boolean is(String error) {
        return name.equals(error);
    }
}
