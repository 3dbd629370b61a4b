package io.jdock.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value in a document that was read, or one that is absent, which knows where it stands. Whoever asks it for something that
 * it is not gets a {@link JsonException} that names the place. Null is the same as absence.
 */
public final class JsonValue {
    private static final BigInteger MAX_UINT64 =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
    private static final String TEXT = "a text";
    private static final String FLAG = "true or false";
    private static final String WHOLE_NUMBER = "a whole number";
    private static final String ARRAY = "an array";
    private static final String OBJECT = "an object";

    private final @Nullable JsonValue parent;
    private final String name;
    private final int index;
    private final int line;
    private final int column;
    private final Object content;

    /** What stands for a value that is no value. */
    enum Nothing {
        ABSENT,
        NULL
    }

    private JsonValue(@Nullable JsonValue parent, String name, int index, Object content, int line, int column) {
        this.parent = parent;
        this.name = name;
        this.index = index;
        this.content = content;
        this.line = line;
        this.column = column;
    }

    /**
     * @param content a {@link String}, {@link Boolean}, {@link Long}, {@link BigInteger} beyond that, {@link BigDecimal}, {@link
     *     Nothing}, or a list or map of values, which may still grow
     */
    static JsonValue document(Object content, int line, int column) {
        return new JsonValue(null, "", -1, content, line, column);
    }

    JsonValue property(String property, Object value, int atLine, int atColumn) {
        return new JsonValue(this, property, -1, value, atLine, atColumn);
    }

    JsonValue element(int element, Object value, int atLine, int atColumn) {
        return new JsonValue(this, "", element, value, atLine, atColumn);
    }

    /** Where it stands. */
    Place place() {
        if (parent == null) {
            return Place.DOCUMENT;
        }
        return index < 0 ? parent.place().at(name) : parent.place().at(index);
    }

    /** Says that it is not what it must be. */
    public JsonException refuse(String allowed) {
        return new JsonException(place(), found(), allowed, line, column, null);
    }

    private String found() {
        if (content instanceof String text) {
            return Quote.text(text);
        }
        if (content instanceof Map) {
            return OBJECT;
        }
        if (content instanceof List) {
            return ARRAY;
        }
        if (content == Nothing.ABSENT) {
            return parent == null ? "empty" : "missing";
        }
        return content == Nothing.NULL ? "null" : Quote.plain(content.toString());
    }

    // ---- objects

    /** A property of this object, which may be absent. */
    public JsonValue at(String property) {
        JsonValue value = properties().get(property);
        return value == null ? property(property, Nothing.ABSENT, line, column) : value;
    }

    /** The names of this object's properties in their order; none where it is absent. */
    public Set<String> keys() {
        return isAbsent() ? Set.of() : properties().keySet();
    }

    /** The properties of this object in their order, each read; none where it is absent. */
    public <T> Map<String, T> map(Function<JsonValue, T> reader) {
        if (isAbsent()) {
            return Map.of();
        }
        Map<String, T> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> property : properties().entrySet()) {
            read.put(property.getKey(), reader.apply(property.getValue()));
        }
        return read;
    }

    /** The properties of this object, which are texts, in their order; none where it is absent. */
    public Map<String, String> textMap() {
        return map(JsonValue::text);
    }

    @SuppressWarnings("unchecked") // as it is made
    private Map<String, JsonValue> properties() {
        if (content instanceof Map) {
            return (Map<String, JsonValue>) content;
        }
        throw refuse(OBJECT);
    }

    // ---- lists

    /** The elements of this array, each read. */
    public <T> List<T> requiredList(Function<JsonValue, T> reader) {
        List<T> read = new ArrayList<>();
        for (JsonValue element : elements()) {
            read.add(reader.apply(element));
        }
        return read;
    }

    /** The elements of this array, each read; none where it is absent. */
    public <T> List<T> list(Function<JsonValue, T> reader) {
        return isAbsent() ? List.of() : requiredList(reader);
    }

    /** The elements of this array, which are texts; none where it is absent. */
    public List<String> texts() {
        return list(JsonValue::text);
    }

    @SuppressWarnings("unchecked") // as it is made
    private List<JsonValue> elements() {
        if (content instanceof List) {
            return (List<JsonValue>) content;
        }
        throw refuse(ARRAY);
    }

    // ---- values that may be absent

    /** Whether it is not there, or null. */
    public boolean isAbsent() {
        return content instanceof Nothing;
    }

    /** What the reader makes of it; null where it is absent. */
    public <T> @Nullable T orNull(Function<JsonValue, T> reader) {
        return isAbsent() ? null : reader.apply(this);
    }

    /** What the reader makes of it; the other where it is absent. */
    public <T> T or(T other, Function<JsonValue, T> reader) {
        return isAbsent() ? other : reader.apply(this);
    }

    // ---- single values

    /** A text. */
    public String text() {
        if (content instanceof String text) {
            return text;
        }
        throw refuse(TEXT);
    }

    /** A text; null where it is absent. */
    public @Nullable String textOrNull() {
        return isAbsent() ? null : text();
    }

    /** A text; the other where it is anything else. */
    public String textOr(String other) {
        return content instanceof String text ? text : other;
    }

    /** A truth value. */
    public boolean flag() {
        if (content instanceof Boolean flag) {
            return flag;
        }
        throw refuse(FLAG);
    }

    /** A truth value; the other where it is absent. */
    public boolean flagOr(boolean other) {
        return isAbsent() ? other : flag();
    }

    /** A truth value; null where it is absent. */
    public @Nullable Boolean flagOrNull() {
        return isAbsent() ? null : Boolean.valueOf(flag());
    }

    /** A whole number of 32 bits. */
    public int int32() {
        return (int) wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A whole number of 32 bits; the other where it is absent. */
    public int int32Or(int other) {
        return isAbsent() ? other : int32();
    }

    /** A whole number of 32 bits; null where it is absent. */
    public @Nullable Integer int32OrNull() {
        return isAbsent() ? null : Integer.valueOf(int32());
    }

    /** A whole number of 64 bits. */
    public long int64() {
        return wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** A whole number of 64 bits; the other where it is absent. */
    public long int64Or(long other) {
        return isAbsent() ? other : int64();
    }

    /** A whole number of 64 bits; null where it is absent. */
    public @Nullable Long int64OrNull() {
        return isAbsent() ? null : Long.valueOf(int64());
    }

    private long wholeNumber(long min, long max) {
        if (content instanceof Long number && number >= min && number <= max) {
            return number;
        }
        boolean whole = content instanceof Long || content instanceof BigInteger;
        throw refuse(whole ? WHOLE_NUMBER + " from " + min + " to " + max : WHOLE_NUMBER);
    }

    /** A whole number from 0 to 18446744073709551615, in the 64 bits of a {@code long} as the kernel takes it. */
    public long uint64() {
        if (content instanceof Long number && number >= 0) {
            return number;
        }
        if (content instanceof BigInteger number && number.signum() >= 0 && number.bitLength() <= Long.SIZE) {
            return number.longValue();
        }
        throw refuse(WHOLE_NUMBER + " from 0 to " + MAX_UINT64);
    }

    /** A whole number from 0 to 18446744073709551615; the other where it is absent. */
    public long uint64Or(long other) {
        return isAbsent() ? other : uint64();
    }

    // ---- anything

    /**
     * The value without its place: a {@link String}, {@link Boolean} or {@link Number}, null, or a {@link List} or {@link Map}
     * of these.
     */
    public @Nullable Object plain() {
        if (content instanceof Map) {
            return Collections.unmodifiableMap(map(JsonValue::plain));
        }
        if (content instanceof List) {
            return Collections.unmodifiableList(list(JsonValue::plain));
        }
        return isAbsent() ? null : content;
    }
}
