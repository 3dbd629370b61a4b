package io.jdock.cgroup.systemd;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Values in the form of D-Bus, little-endian (D-Bus Specification, "Marshaling"). Not safe for use by several threads. */
final class DBusWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A value with its signature, one of {@code s b t u as au ay}. */
    record Variant(String signature, Object value) {
        static Variant text(String value) {
            return new Variant("s", value);
        }

        static Variant flag(boolean value) {
            return new Variant("b", value);
        }

        /** Unsigned. */
        static Variant number(long value) {
            return new Variant("t", value);
        }

        static Variant bytes(byte[] value) {
            return new Variant("ay", value);
        }

        static Variant numbers(List<Integer> values) {
            return new Variant("au", values);
        }
    }

    /** A named value, as systemd has properties: {@code (sv)}. */
    record Property(String name, Variant value) {}

    byte[] bytes() {
        return out.toByteArray();
    }

    int size() {
        return out.size();
    }

    DBusWriter align(int boundary) {
        while (out.size() % boundary != 0) {
            out.write(0);
        }
        return this;
    }

    DBusWriter octet(int value) {
        out.write(value);
        return this;
    }

    DBusWriter uint32(int value) {
        align(4);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >>> shift);
        }
        return this;
    }

    private void uint64(long value) {
        align(8);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (value >>> shift));
        }
    }

    DBusWriter string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        uint32(bytes.length);
        out.writeBytes(bytes);
        out.write(0);
        return this;
    }

    DBusWriter signature(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes.length);
        out.writeBytes(bytes);
        out.write(0);
        return this;
    }

    /** {@code a(sv)}. */
    DBusWriter properties(List<Property> properties) {
        return array(
                8,
                () -> properties.forEach(property -> {
                    align(8);
                    string(property.name());
                    variant(property.value());
                }));
    }

    private void variant(Variant variant) {
        signature(variant.signature());
        Object value = variant.value();
        switch (variant.signature()) {
            case "s" -> string((String) value);
            case "b" -> uint32(Boolean.TRUE.equals(value) ? 1 : 0);
            case "t" -> uint64((Long) value);
            case "ay" -> array(1, () -> out.writeBytes((byte[]) value));
            case "au" ->
                numbers(((List<?>) value).stream().map(Integer.class::cast).toList());
            default -> throw new IllegalArgumentException(variant.signature());
        }
    }

    /** {@code au}. */
    DBusWriter numbers(List<Integer> values) {
        return array(4, () -> values.forEach(this::uint32));
    }

    /**
     * An array, whose length is known afterwards.
     *
     * @param boundary that its elements are aligned to
     */
    DBusWriter array(int boundary, Runnable elements) {
        uint32(0);
        int length = out.size() - Integer.BYTES;
        align(boundary);
        int start = out.size();
        elements.run();
        byte[] all = out.toByteArray();
        int size = all.length - start;
        for (int i = 0; i < Integer.BYTES; i++) {
            all[length + i] = (byte) (size >>> (i * Byte.SIZE));
        }
        out.reset();
        out.writeBytes(all);
        return this;
    }
}
