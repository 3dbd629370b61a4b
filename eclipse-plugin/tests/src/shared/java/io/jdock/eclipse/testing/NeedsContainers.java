package io.jdock.eclipse.testing;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import io.jdock.container.Limits;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Tests that are skipped, with the reason, where this machine can start no such container. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsContainers.Condition.class)
public @interface NeedsContainers {
    /** Whether their memory and processors have to be limited. */
    boolean limited() default false;

    /** Whether they have to be on a network with others. */
    boolean networked() default false;

    /** Not an assumption: the JUnit that reports to Tycho is another than the tests', and takes a failed one for an error. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<NeedsContainers> needed =
                    AnnotationSupport.findAnnotation(context.getElement(), NeedsContainers.class);
            Limits limits = needed.filter(NeedsContainers::limited).isPresent()
                    ? Limits.NONE.withMemory(64 << 20).withCpus(0.5)
                    : Limits.NONE;
            ContainerSpec.Builder spec = ContainerSpec.builder("/bin/true").limits(limits);
            if (needed.filter(NeedsContainers::networked).isPresent()) {
                spec.network("probe");
            }
            try (Jdock jdock = Jdock.open()) {
                jdock.start(spec.build()).waitFor();
                return ConditionEvaluationResult.enabled("a container was started");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ConditionEvaluationResult.disabled("interrupted");
            } catch (Exception e) {
                return ConditionEvaluationResult.disabled(
                        "needs a machine that can start such containers: " + e.getMessage());
            }
        }
    }
}
