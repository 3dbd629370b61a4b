package io.jdock.plan;

import io.jdock.oci.LinuxSeccompArg;
import io.jdock.plan.BpfAssembler.Test;
import io.jdock.plan.SeccompDecision.Alternative;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The shape of a filter: which architecture is calling, then a binary search for the number of the call, then the
 * conditions on its arguments. The kernel runs a filter only for calls that it does not always allow; which those are, it
 * finds out when the filter is loaded (since Linux 5.11), by running the part that looks at architecture and number.
 */
final class SeccompCode {
    // struct seccomp_data {int nr; u32 arch; u64 instruction_pointer; u64 args[6]}, little-endian on both architectures
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int ARGUMENTS = 16;
    private static final int ARGUMENT_SIZE = 8;
    private static final int HIGH_HALF = 4;

    private static final int ALL_BITS = -1;

    /**
     * The calls of one architecture.
     *
     * @param auditArchitecture {@code AUDIT_ARCH_*}
     * @param argumentBits 32 or 64
     * @param decisions each for its number and all that follow up to the next one; numbers are unsigned, and 0 is there
     */
    record Calls(int auditArchitecture, int argumentBits, SortedMap<Long, SeccompDecision> decisions) {}

    private final BpfAssembler code = new BpfAssembler();

    /**
     * A filter.
     *
     * @param calls of each architecture, the most frequent first
     * @param otherArchitecture {@code SECCOMP_RET_*} for every other architecture
     */
    byte[] filter(List<Calls> calls, int otherArchitecture) {
        int start = code.give(otherArchitecture);
        for (int i = calls.size() - 1; i >= 0; i--) {
            Calls one = calls.get(i);
            int search = code.load(NUMBER, search(one));
            start = code.test(Test.EQUAL, one.auditArchitecture, search, start);
        }
        return code.filter(code.load(ARCHITECTURE, start));
    }

    private int search(Calls calls) {
        List<Long> numbers = new ArrayList<>();
        List<SeccompDecision> decisions = new ArrayList<>();
        for (Map.Entry<Long, SeccompDecision> entry : calls.decisions.entrySet()) {
            int last = decisions.size() - 1;
            if (last < 0 || !decisions.get(last).equals(entry.getValue())) {
                numbers.add(entry.getKey());
                decisions.add(entry.getValue());
            }
        }
        return search(numbers, decisions, calls.argumentBits);
    }

    private int search(List<Long> numbers, List<SeccompDecision> decisions, int bits) {
        int size = numbers.size();
        if (size == 1) {
            return decide(decisions.get(0), bits);
        }
        int middle = size / 2;
        int high = search(numbers.subList(middle, size), decisions.subList(middle, size), bits);
        int low = search(numbers.subList(0, middle), decisions.subList(0, middle), bits);
        return code.test(Test.GREATER_OR_EQUAL, (int) (long) numbers.get(middle), high, low);
    }

    /**
     * Where to go on when the accumulator holds a word, masked; whoever comes with another one loads it first.
     *
     * @param place of the word; negative if none is needed
     */
    private record Entry(int point, int place, int mask) {
        private static final int NOWHERE = -1;

        static Entry at(int point) {
            return new Entry(point, NOWHERE, ALL_BITS);
        }
    }

    private int reach(Entry entry) {
        if (entry.place == Entry.NOWHERE) {
            return entry.point;
        }
        return code.load(entry.place, entry.mask == ALL_BITS ? entry.point : code.and(entry.mask, entry.point));
    }

    /** The same when a word is in the accumulator. */
    private int reach(Entry entry, int place, int mask) {
        return entry.place == place && entry.mask == mask ? entry.point : reach(entry);
    }

    private int decide(SeccompDecision decision, int bits) {
        Entry next = Entry.at(code.give(decision.otherwise()));
        for (int i = decision.alternatives().size() - 1; i >= 0; i--) {
            Alternative alternative = decision.alternatives().get(i);
            Entry pass = Entry.at(code.give(alternative.action()));
            for (LinuxSeccompArg condition : alternative.conditions()) {
                pass = condition(condition, bits, pass, next);
            }
            next = pass;
        }
        return reach(next);
    }

    private Entry condition(LinuxSeccompArg condition, int bits, Entry pass, Entry fail) {
        return switch (condition.op()) {
            case EQ -> equal(condition, ~0L, condition.value(), bits, pass, fail);
            case NE -> equal(condition, ~0L, condition.value(), bits, fail, pass);
            case MASKED_EQ -> equal(condition, condition.value(), condition.valueTwo(), bits, pass, fail);
            case GE -> compare(condition, Test.GREATER_OR_EQUAL, bits, pass, fail);
            case LT -> compare(condition, Test.GREATER_OR_EQUAL, bits, fail, pass);
            case GT -> compare(condition, Test.GREATER, bits, pass, fail);
            case LE -> compare(condition, Test.GREATER, bits, fail, pass);
        };
    }

    /** As libseccomp does it, bits of the value that are not in the mask are no matter. */
    private Entry equal(LinuxSeccompArg condition, long mask, long value, int bits, Entry pass, Entry fail) {
        int place = place(condition);
        Entry low = equal(place, (int) mask, (int) value, pass, fail);
        return bits == 32 ? low : equal(place + HIGH_HALF, (int) (mask >>> 32), (int) (value >>> 32), low, fail);
    }

    private Entry equal(int place, int mask, int value, Entry pass, Entry fail) {
        if (mask == 0) {
            return pass;
        }
        int ifEqual = reach(pass, place, mask);
        int otherwise = reach(fail, place, mask);
        return new Entry(code.test(Test.EQUAL, value & mask, ifEqual, otherwise), place, mask);
    }

    private Entry compare(LinuxSeccompArg condition, Test test, int bits, Entry pass, Entry fail) {
        int place = place(condition);
        int ifTrue = reach(pass);
        int ifFalse = reach(fail);
        Entry low = new Entry(code.test(test, (int) condition.value(), ifTrue, ifFalse), place, ALL_BITS);
        if (bits == 32) {
            return low;
        }
        int high = (int) (condition.value() >>> 32);
        int same = code.test(Test.EQUAL, high, reach(low), ifFalse);
        return new Entry(code.test(Test.GREATER, high, ifTrue, same), place + HIGH_HALF, ALL_BITS);
    }

    private static int place(LinuxSeccompArg condition) {
        return ARGUMENTS + ARGUMENT_SIZE * condition.index();
    }
}
