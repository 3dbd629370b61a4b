package io.jdock.maven;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.jdock.container.Jdock;
import io.jdock.maven.value.Choice;
import io.jdock.maven.value.ParameterException;
import io.jdock.plan.Explainer;
import io.jdock.plan.Plan;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Shows how {@code jdock:run} with the same parameters would make the container, without making it: each step with its system
 * calls and the reason, grouped by which part of a container's promise it keeps.
 */
@Mojo(name = "explain", requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
public final class ExplainMojo extends AbstractContainerMojo {
    /** How to write the plan: {@code text} for people, {@code json} for programs, an array with an object for each step. */
    @Parameter(property = "jdock.explain.format", defaultValue = "text")
    private String format = "text";

    @Inject
    ExplainMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    @Override
    void carryOut(Jdock jdock) throws ParameterException, IOException, InterruptedException {
        OutputFormat form = Choice.parse("explain.format", format, OutputFormat.class);
        Plan plan = jdock.plan(spec(jdock));
        StandardOutput.print(
                switch (form) {
                    case TEXT -> Explainer.text(plan);
                    case JSON -> json(plan) + "\n";
                });
    }

    private static String json(Plan plan) throws IOException {
        return new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(Explainer.explain(plan));
    }
}
