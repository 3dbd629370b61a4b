package io.jdock.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object that is to be written, put together property by property in the order in which they are written.
 *
 * <p>The value of a property is a text, a truth value, a number, null, another such object, or a list or map of these.
 */
public final class JsonObject {
    private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();

    /** A property that is always there. */
    public JsonObject put(String name, @Nullable Object value) {
        properties.put(name, value);
        return this;
    }

    /** A property that is left out if its value is null or an empty text, list or map. */
    public JsonObject putIfPresent(String name, @Nullable Object value) {
        return value == null || isEmpty(value) ? this : put(name, value);
    }

    private static boolean isEmpty(Object value) {
        if (value instanceof String text) {
            return text.isEmpty();
        }
        if (value instanceof Collection<?> list) {
            return list.isEmpty();
        }
        return value instanceof Map<?, ?> map && map.isEmpty();
    }

    /** A property that is left out if it is false. */
    public JsonObject putIfSet(String name, boolean value) {
        return value ? put(name, true) : this;
    }

    /** A property that is left out if it is 0. */
    public JsonObject putIfSet(String name, long value) {
        return value != 0 ? put(name, value) : this;
    }

    /** An unsigned number. */
    public JsonObject putUint64(String name, long value) {
        return put(name, value >= 0 ? value : new BigInteger(Long.toUnsignedString(value)));
    }

    /** An unsigned number, which is left out if it is 0. */
    public JsonObject putUint64IfSet(String name, long value) {
        return value != 0 ? putUint64(name, value) : this;
    }

    /** An object, which is left out if it has no properties. */
    public JsonObject putNonEmpty(String name, JsonObject value) {
        return value.isEmpty() ? this : put(name, value);
    }

    /** The object of that name among the properties, put there if it is not there yet. */
    public JsonObject object(String name) {
        return (JsonObject) Objects.requireNonNull(properties.computeIfAbsent(name, absent -> new JsonObject()));
    }

    /** Whether it has no properties. */
    public boolean isEmpty() {
        return properties.isEmpty();
    }

    /** What the writer makes of the value, unless that is null. */
    public <T> JsonObject putObject(String name, @Nullable T value, Function<T, JsonObject> writer) {
        return value == null ? this : put(name, writer.apply(value));
    }

    /** What the writer makes of each element, unless there are none. */
    public <T> JsonObject putList(String name, Collection<T> values, Function<T, ?> writer) {
        return values.isEmpty() ? this : put(name, list(values, writer));
    }

    /** What the writer makes of each value, under its key, unless there are none. */
    public <T> JsonObject putMap(String name, Map<String, T> values, Function<T, JsonObject> writer) {
        JsonObject entries = new JsonObject();
        values.forEach((key, value) -> entries.put(key, writer.apply(value)));
        return putNonEmpty(name, entries);
    }

    /** An empty object under each key, unless there are none. */
    public JsonObject putKeys(String name, Set<String> keys) {
        JsonObject entries = new JsonObject();
        keys.forEach(key -> entries.put(key, new JsonObject()));
        return putNonEmpty(name, entries);
    }

    /** The properties of a map besides those that are there. */
    public JsonObject putAll(Map<String, ?> values) {
        values.forEach(this::put);
        return this;
    }

    /** What the writer makes of each element. */
    public static <T> List<?> list(Collection<T> values, Function<T, ?> writer) {
        List<Object> written = new ArrayList<>(values.size());
        for (T value : values) {
            written.add(writer.apply(value));
        }
        return written;
    }

    Map<String, @Nullable Object> properties() {
        return Collections.unmodifiableMap(properties);
    }
}
