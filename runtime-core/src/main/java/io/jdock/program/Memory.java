package io.jdock.program;

import io.jdock.kernel.Architecture;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The writable memory of one program: initialised data from the file, then the zeroed rest. It begins with the file's
 * first byte, so an address in the initialised data is known as soon as a datum has its place. Zeroed memory follows, and
 * its start is known last; code reaches it through a base register: slots lie below the base, {@link Datum.Space}s from
 * the base upwards.
 */
final class Memory {
    private static final int ALIGNMENT = 8;

    private final Architecture architecture;
    private final Numbering places = new Numbering();
    private final Numbering slots = new Numbering();
    private final Bytes file = new Bytes(16 * 1024);
    private int[] spacePointers = new int[16]; // positions in the file of pointers that want the base added
    private int spacePointerCount;
    private int slotCount;
    private int spaceSize;

    Memory(Architecture architecture) {
        this.architecture = architecture;
        file.skip(ElfFile.HEADER_SIZE);
    }

    /** The distance of a slot below the base, in bytes. */
    int below(Slot slot) {
        int next = (slotCount + 1) * 8;
        int below = slots.putIfAbsent(slot, next);
        if (below != Numbering.ABSENT) {
            return below;
        }
        slotCount++;
        return next;
    }

    /** The distance of zeroed room from the base. */
    int above(Datum.Space space) {
        int next = spaceSize;
        int above = places.putIfAbsent(space, next);
        if (above != Numbering.ABSENT) {
            return above;
        }
        spaceSize = Math.addExact(spaceSize, space.size() + ALIGNMENT - 1 & -ALIGNMENT);
        return next;
    }

    /** The address of an initialised datum. */
    int address(Datum datum) {
        return ElfFile.ADDRESS + place(datum);
    }

    private int place(Datum datum) {
        file.align(ALIGNMENT);
        int next = file.size();
        int place = places.putIfAbsent(datum instanceof Datum.Text text ? text.value() : datum, next);
        if (place != Numbering.ABSENT) {
            return place;
        }
        if (datum instanceof Datum.Struct struct) {
            write(struct, next);
        } else if (datum instanceof Datum.Text text) {
            byte[] bytes = text.value().getBytes(StandardCharsets.UTF_8);
            file.put(bytes, bytes.length);
            file.skip(1);
        } else {
            throw new AssertionError("zeroed room has no place in the file");
        }
        return next;
    }

    private void write(Datum.Struct struct, int place) {
        file.skip(struct.size());
        int at = place;
        for (Datum.Field field : struct.fields()) {
            if (field instanceof Datum.Field.Pointer pointer) {
                write(pointer, at);
            } else if (field instanceof Datum.Field.Int number) {
                file.set(at, number.size(), number.value());
            } else if (field instanceof Datum.Field.Bits bits) {
                file.set(at, bits.size(), bits.value(architecture));
            } else if (field instanceof Datum.Field.Raw raw) {
                file.set(at, raw.bytes());
            }
            at += field.size();
        }
    }

    private void write(Datum.Field.Pointer pointer, int at) {
        if (pointer.to() instanceof Datum.Space space) {
            file.set(at, 8, (long) above(space) + pointer.offset());
            if (spacePointerCount == spacePointers.length) {
                spacePointers = Arrays.copyOf(spacePointers, spacePointerCount * 2);
            }
            spacePointers[spacePointerCount++] = at;
        } else {
            file.set(at, 8, (long) address(pointer.to()) + pointer.offset());
        }
    }

    /**
     * Fixes the size of the initialised data.
     *
     * @return the address of the base
     */
    int close() {
        file.align(ALIGNMENT);
        int base = Math.addExact(ElfFile.ADDRESS + file.size(), slotCount * 8);
        for (int i = 0; i < spacePointerCount; i++) {
            file.setInt(spacePointers[i], Math.addExact(file.getInt(spacePointers[i]), base));
        }
        return base;
    }

    /** The file so far: room for the headers, then the initialised data. */
    Bytes file() {
        return file;
    }

    /** Bytes of zeroed memory after the initialised data. */
    int zeroed() {
        return Math.addExact(slotCount * 8, spaceSize);
    }
}
