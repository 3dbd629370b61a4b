package io.jdock.program;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the labels of one program are, and which places in the code jump to them. */
final class Labels {
    private static final int UNMARKED = -1;

    private final Numbering numbers = new Numbering();
    private int[] positions = new int[64];
    private @Nullable Label[] names = new Label[64];
    private int count;
    private int[] references = new int[256]; // pairs: position in the code, number of the label
    private int referenceCount;

    /** The number by which a program's own label is known here. */
    int number(Label label) {
        int number = numbers.putIfAbsent(label, count);
        if (number != Numbering.ABSENT) {
            return number;
        }
        int fresh = fresh();
        names[fresh] = label;
        return fresh;
    }

    /** The number of a new label without a name. */
    int fresh() {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
            names = Arrays.copyOf(names, count * 2);
        }
        positions[count] = UNMARKED;
        return count++;
    }

    void mark(int label, int position) {
        if (positions[label] != UNMARKED) {
            throw new IllegalArgumentException("label " + names[label] + " is marked twice");
        }
        positions[label] = position;
    }

    /** Notes that the instruction at a position jumps to a label. */
    void refer(int position, int label) {
        if (referenceCount == references.length) {
            references = Arrays.copyOf(references, referenceCount * 2);
        }
        references[referenceCount++] = position;
        references[referenceCount++] = label;
    }

    /** Tells the encoder where each of its jumps goes. */
    void link(Encoder encoder) {
        for (int i = 0; i < referenceCount; i += 2) {
            int target = positions[references[i + 1]];
            if (target == UNMARKED) {
                throw new IllegalArgumentException(
                        "label " + names[references[i + 1]] + " is jumped to but not marked");
            }
            encoder.link(references[i], target);
        }
    }
}
