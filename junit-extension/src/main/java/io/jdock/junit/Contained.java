package io.jdock.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the services of {@link Container} fields around the tests of a class, or around one test method. They are started beside
 * each other, as far as their dependencies let it, and a test begins when all are ready. If a test fails, the last that they
 * wrote is added to the failure as a suppressed exception.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ContainedExtension.class)
public @interface Contained {
    /** Whether tests are skipped, with the reason, where the kernel lets nobody make containers; otherwise they fail there. */
    boolean disabledWithoutContainers() default false;
}
