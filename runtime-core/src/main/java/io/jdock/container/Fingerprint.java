package io.jdock.container;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Values as bytes, which are equal in all JVMs if the values are, and never else. A record is written with all components that it
 * has, so none can be forgotten; a set in the order of its elements' bytes, since its own is another in each JVM. Not thread-safe.
 */
final class Fingerprint {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);

    /**
     * Adds a record without some of its components.
     *
     * @throws IllegalArgumentException as below
     */
    Fingerprint addWithout(Set<String> components, Record value) {
        write(value, components);
        return this;
    }

    /**
     * Adds a value.
     *
     * @throws IllegalArgumentException if it is, or contains, something else than values: then it is told by nothing but itself
     */
    Fingerprint add(Object value) {
        write(value);
        return this;
    }

    /** All that was added. */
    byte[] bytes() {
        return bytes.toByteArray();
    }

    private void write(Object value) {
        if (value instanceof String text) {
            write('s', text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Path path) {
            write('p', path.toString().getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Boolean || value instanceof Number) {
            write('n', value.toString().getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof byte[] content) {
            write('b', content);
        } else if (value instanceof Enum<?> constant) {
            write(
                    'e',
                    (constant.getDeclaringClass().getName() + " " + constant.name()).getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof InetAddress address) {
            write('a', address.getAddress());
        } else if (value instanceof Record composed) {
            write(composed, Set.of());
        } else if (value instanceof Set<?> set) {
            writeSorted(set);
        } else if (value instanceof List<?> list) {
            writeAll('l', list);
        } else if (value instanceof Map<?, ?> map) {
            write(map);
        } else {
            writeAll('o', content(value));
        }
    }

    private static List<Object> content(Object optional) {
        if (optional instanceof Optional<?> value) {
            return value.isPresent() ? List.of(value.get()) : List.of();
        }
        if (optional instanceof OptionalLong value) {
            return value.isPresent() ? List.of(value.getAsLong()) : List.of();
        }
        if (optional instanceof OptionalInt value) {
            return value.isPresent() ? List.of(value.getAsInt()) : List.of();
        }
        if (optional instanceof OptionalDouble value) {
            return value.isPresent() ? List.of(value.getAsDouble()) : List.of();
        }
        throw new IllegalArgumentException("no value: " + optional.getClass());
    }

    private void write(char kind, byte[] content) {
        bytes.write(kind);
        writeCount(content.length);
        bytes.writeBytes(content);
    }

    private void writeCount(int count) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    }

    private void writeAll(char kind, Collection<?> values) {
        bytes.write(kind);
        writeCount(values.size());
        for (Object value : values) {
            write(value);
        }
    }

    private void write(Map<?, ?> map) {
        bytes.write('m');
        writeCount(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            write(entry.getKey());
            write(entry.getValue());
        }
    }

    private void writeSorted(Set<?> set) {
        byte[][] elements = new byte[set.size()][];
        int count = 0;
        for (Object element : set) {
            elements[count++] = new Fingerprint().add(element).bytes();
        }
        Arrays.sort(elements, Arrays::compare);
        bytes.write('t');
        writeCount(count);
        for (byte[] element : elements) {
            write('b', element);
        }
    }

    private void write(Record value, Set<String> without) {
        write('r', value.getClass().getName().getBytes(StandardCharsets.UTF_8));
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            if (!without.contains(component.getName())) {
                write(component(value, component));
            }
        }
    }

    private static Object component(Record value, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true); // for records that are not public
            return accessor.invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no value: " + component, e);
        }
    }
}
