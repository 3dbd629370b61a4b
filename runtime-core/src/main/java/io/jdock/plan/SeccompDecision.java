package io.jdock.plan;

import io.jdock.oci.LinuxSeccompArg;
import java.util.List;

/**
 * What a filter answers to a system call, depending on its arguments.
 *
 * @param alternatives of these the first whose conditions hold
 * @param otherwise {@code SECCOMP_RET_*} if there is none
 */
record SeccompDecision(List<Alternative> alternatives, int otherwise) {
    /**
     * An answer under conditions.
     *
     * @param conditions that have to hold all
     * @param action {@code SECCOMP_RET_*}
     */
    record Alternative(List<LinuxSeccompArg> conditions, int action) {
        Alternative {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Alternative alternative
                    && action == alternative.action
                    && same(conditions, alternative.conditions);
        }

        private static boolean same(List<LinuxSeccompArg> some, List<LinuxSeccompArg> others) {
            if (some.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < some.size(); i++) {
                LinuxSeccompArg one = some.get(i);
                LinuxSeccompArg other = others.get(i);
                if (one.index() != other.index()
                        || one.op() != other.op()
                        || one.value() != other.value()
                        || one.valueTwo() != other.valueTwo()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return 31 * conditions.size() + action;
        }
    }

    SeccompDecision {
        alternatives = List.copyOf(alternatives);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeccompDecision decision
                && otherwise == decision.otherwise
                && alternatives.equals(decision.alternatives);
    }

    @Override
    public int hashCode() {
        return 31 * alternatives.hashCode() + otherwise;
    }

    /** An answer without conditions. */
    static SeccompDecision always(int action) {
        return new SeccompDecision(List.of(), action);
    }
}
