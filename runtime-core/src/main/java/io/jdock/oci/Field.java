package io.jdock.oci;

import io.jdock.json.Place;
import io.jdock.json.Quote;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A place in a document, and the rules that values in several places keep. Each rule throws {@link InvalidSpecException}
 * naming the place, and holds for an absent value.
 */
final class Field {
    static final long MAX_UINT16 = 0xffff;
    static final long MAX_UINT32 = 0xffff_ffffL;
    /** (uid_t) -1 means "leave it" in chown(2) and setresuid(2), so it is nobody's id. */
    static final long MAX_ID = MAX_UINT32 - 1;

    /** A document as a whole. */
    static final Field DOCUMENT = new Field(Place.DOCUMENT);

    // cpuset(7), "List format"; a pattern is only compiled where it is needed
    private static final String NUMBER = "\\d{1,9}";

    private final Place place;

    private Field(Place place) {
        this.place = place;
    }

    /** A property of the object that stands here, or the value of a key in the map that stands here. */
    Field at(String property) {
        return new Field(place.at(property));
    }

    /** An element of the list that stands here. */
    Field at(int element) {
        return new Field(place.at(element));
    }

    /** Checks each element of a list. */
    <T> void each(List<T> list, BiConsumer<Field, T> rule) {
        for (int i = 0; i < list.size(); i++) {
            rule.accept(at(i), list.get(i));
        }
    }

    /** Checks each entry of a map. */
    <T> void each(Map<String, T> map, EntryRule<T> rule) {
        map.forEach((key, value) -> {
            Field entry = at(key);
            entry.text(key);
            rule.check(entry, key, value);
        });
    }

    /** A rule for the entries of a map. */
    interface EntryRule<T> {
        void check(Field field, String key, T value);
    }

    /** Checks an object, if there is one. */
    <T> void ifPresent(@Nullable T value, BiConsumer<Field, T> rule) {
        if (value != null) {
            rule.accept(this, value);
        }
    }

    /** Says what is wrong here. */
    InvalidSpecException refuse(String found, String allowed) {
        return new InvalidSpecException(toString(), found, allowed);
    }

    /** Requires something of a value. */
    void require(boolean right, Object found, String allowed) {
        if (!right) {
            throw refuse(found instanceof Number ? found.toString() : Quote.text(found.toString()), allowed);
        }
    }

    /** Requires something of a value, where it takes work to say what. */
    void require(boolean right, Object found, Supplier<String> allowed) {
        if (!right) {
            require(false, found, allowed.get());
        }
    }

    /** Requires something of the key under which this value stands. */
    void requireKey(boolean right, String allowed) {
        if (!right) {
            throw refuse("under the key " + Quote.text(place.name()), "under " + allowed);
        }
    }

    /** The kernel takes a NUL for the end of a text; half a surrogate pair cannot be written as UTF-8. */
    void text(@Nullable String text) {
        if (text != null) {
            require(text.indexOf('\0') < 0, text, "a text without NUL characters");
            require(isUnicode(text), text, "a text without halves of surrogate pairs");
        }
    }

    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                // Pairs are one code point each, so the halves that are left have nothing to pair with.
                return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
            }
        }
        return true;
    }

    void notEmpty(String text) {
        require(!text.isEmpty(), text, "a text that is not empty");
        text(text);
    }

    void absolutePath(@Nullable String path) {
        if (path != null) {
            require(path.startsWith("/"), path, "an absolute path");
            text(path);
        }
    }

    /** An entry of {@code environ}: IEEE 1003.1, XBD 8.1. */
    void assignment(String variable) {
        require(variable.indexOf('=') > 0, variable, "of the form name=value");
        text(variable);
    }

    /** Numbers and ranges such as {@code 0-3,7} (config-linux.md, "CPU"). */
    void numberList(@Nullable String list) {
        if (list != null) {
            boolean right = Arrays.stream(list.split(",", -1)).allMatch(Field::isNumberOrRange);
            require(right, list, "a list of numbers and ranges such as 0-3,7");
        }
    }

    private static boolean isNumberOrRange(String part) {
        int dash = part.indexOf('-');
        if (dash < 0) {
            return part.matches(NUMBER);
        }
        String first = part.substring(0, dash);
        String last = part.substring(dash + 1);
        return first.matches(NUMBER) && last.matches(NUMBER) && Integer.parseInt(first) <= Integer.parseInt(last);
    }

    void range(@Nullable Number number, long min, long max) {
        if (number != null) {
            boolean right = number.longValue() >= min && number.longValue() <= max;
            require(right, number, () -> "a whole number from " + min + " to " + max);
        }
    }

    /** The amount that something is limited to. */
    void limit(@Nullable Long limit) {
        if (limit != null) {
            require(limit >= -1, limit, "a whole number from 0, or -1 for no limit");
        }
    }

    /** A number without an upper bound of its own. */
    void atLeast(@Nullable Number number, long min) {
        range(number, min, Long.MAX_VALUE);
    }

    void oneOf(@Nullable String text, Collection<String> allowed) {
        if (text != null) {
            require(allowed.contains(text), text, () -> oneOf(allowed));
        }
    }

    static String oneOf(Collection<String> allowed) {
        return "one of " + allowed.stream().map(Quote::text).collect(Collectors.joining(", "));
    }

    /** Refuses a list in which two elements have the same key. */
    <T, K> void unique(List<T> list, String property, Function<T, K> key) {
        Map<K, Integer> seen = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            Integer first = seen.putIfAbsent(key.apply(list.get(i)), i);
            if (first != null) {
                throw at(i).at(property).refuse("the same as " + at(first).at(property), "there only once");
            }
        }
    }

    /** As {@link Place#toString()}. */
    @Override
    public String toString() {
        return place.toString();
    }
}
