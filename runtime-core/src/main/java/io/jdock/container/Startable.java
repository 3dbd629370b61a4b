package io.jdock.container;

import io.jdock.kernel.Descriptor;
import io.jdock.kernel.KernelException;
import io.jdock.plan.Descriptors;
import io.jdock.plan.Plan;
import java.util.function.Supplier;

/**
 * The program of a plan, ready to be started as often as wanted.
 *
 * @param executable closed by whoever made it
 * @param descriptors what the program expects to inherit
 * @param plan looked at if a step fails
 */
record Startable(Descriptor executable, Descriptors descriptors, Supplier<Plan> plan) {
    /** One whose executable is made for it. */
    static Startable of(Launcher launcher, Plan plan) throws KernelException {
        return of(launcher.executable(plan), plan);
    }

    static Startable of(Descriptor executable, Plan plan) {
        return new Startable(executable, plan.descriptors(), () -> plan);
    }
}
