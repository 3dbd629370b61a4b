package io.jdock.cgroup;

/** Refusals of values that no kernel takes, so that nothing is half done when they are found. */
final class Fields {
    static final String RESOURCES = "linux.resources.";

    private Fields() {}

    static void require(boolean holds, String field, String what, String remedy) {
        if (!holds) {
            throw CgroupException.because(what).field(field).remedy(remedy).exception();
        }
    }

    /** Refuses what only the other cgroup version has. */
    static CgroupException noEquivalent(String field, String controller, String what, String remedy) {
        return CgroupException.because(what)
                .field(field)
                .controller(controller)
                .remedy(remedy)
                .exception();
    }
}
