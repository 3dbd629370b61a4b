package io.jdock.maven.value;

import io.jdock.container.UserChoice;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who an application is in its container, such as {@code 1000:1000}. */
public final class Users {
    private static final Pattern NOTATION = Pattern.compile("([0-9]{1,10})(?::([0-9]{1,10}))?");

    /**
     * Reads a user.
     *
     * @param text {@code uid[:gid]} in numbers, or {@code root}. Without a group its number is the user's
     * @throws ParameterException if the text is none of these
     */
    public static UserChoice parse(String parameter, String text) throws ParameterException {
        if (text.strip().equals("root")) {
            return UserChoice.ROOT;
        }
        Matcher ids = NOTATION.matcher(text.strip());
        if (!ids.matches()) {
            throw ParameterException.of(
                    parameter, text, "is no user; write uid or uid:gid in numbers, such as 1000:1000");
        }
        long uid = Long.parseLong(ids.group(1));
        long gid = ids.group(2) == null ? uid : Long.parseLong(ids.group(2));
        try {
            return new UserChoice(uid, gid, List.of());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(parameter, e.getMessage(), e);
        }
    }

    private Users() {}
}
