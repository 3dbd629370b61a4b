package io.jdock.eclipse.installation;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that is skipped, with the reason, where this machine can start no container. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsContainers.Condition.class)
@interface NeedsContainers {

    /** Not an assumption: the JUnit that reports to Tycho is another than the tests', and takes a failed one for an error. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            try (Jdock jdock = Jdock.open()) {
                jdock.start(ContainerSpec.builder("/bin/true").build()).waitFor();
                return ConditionEvaluationResult.enabled("a container was started");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ConditionEvaluationResult.disabled("interrupted");
            } catch (Exception e) {
                return ConditionEvaluationResult.disabled(
                        "needs a machine that can start containers: " + e.getMessage());
            }
        }
    }
}
