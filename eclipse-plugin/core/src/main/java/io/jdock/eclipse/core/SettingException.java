package io.jdock.eclipse.core;

/** A setting has a value that cannot be used; the message says why, and what can. */
public final class SettingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Setting setting;

    SettingException(Setting setting, String message) {
        super(message);
        this.setting = setting;
    }

    SettingException(Setting setting, String message, Throwable cause) {
        super(message, cause);
        this.setting = setting;
    }

    /** The one whose value is to be changed. */
    public Setting setting() {
        return setting;
    }
}
