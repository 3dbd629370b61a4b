package io.jdock.maven;

import io.jdock.host.Doctor;
import io.jdock.host.Finding;
import io.jdock.host.FindingReport;
import io.jdock.host.HostProbe;
import io.jdock.maven.value.Choice;
import io.jdock.maven.value.ParameterException;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Shows what this machine lets containers have, what is lacking, and the remedy for each. Needs no project. Fails only when no
 * container can run at all.
 */
@Mojo(name = "doctor", requiresProject = false, aggregator = true, threadSafe = true)
public final class DoctorMojo extends AbstractMojo {
    /** How to write the findings: {@code text} is a table for people, {@code json} an array for programs. */
    @Parameter(property = "jdock.doctor.format", defaultValue = "text")
    private String format = "text";

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        OutputFormat form = form();
        List<Finding> findings = Doctor.examine(HostProbe.probe());
        StandardOutput.print(
                switch (form) {
                    case TEXT -> FindingReport.table(findings);
                    case JSON -> FindingReport.json(findings) + "\n";
                });
        long missing = findings.stream()
                .filter(finding -> finding.status() == Finding.Status.MISSING)
                .count();
        if (missing > 0) {
            throw new MojoFailureException("No container can run on this machine until what is MISSING above ("
                    + missing + ") is there; the remedies stand beside it.");
        }
    }

    private OutputFormat form() throws MojoExecutionException {
        try {
            return Choice.parse("doctor.format", format, OutputFormat.class);
        } catch (ParameterException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }
}
