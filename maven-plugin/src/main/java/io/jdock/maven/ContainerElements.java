package io.jdock.maven;

import io.jdock.maven.value.ParameterException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.codehaus.plexus.classworlds.realm.ClassRealm;
import org.codehaus.plexus.component.configurator.BasicComponentConfigurator;
import org.codehaus.plexus.component.configurator.ComponentConfigurationException;
import org.codehaus.plexus.component.configurator.ComponentConfigurator;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.configuration.DefaultPlexusConfiguration;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/**
 * The elements of {@code <containers>}. Each may have every parameter of the goal, and whatever it does not say is as the goal's own
 * configuration has it. Maven's own configurator fills them in, as it does goals, so that they read alike.
 *
 * @param goal the whole configuration of the goal, with Maven's defaults
 * @param evaluator of expressions such as <code>${project.basedir}</code>
 * @param realm where the classes of parameters are found
 */
record ContainerElements(PlexusConfiguration goal, ExpressionEvaluator evaluator, ClassRealm realm) {
    private static final String ALL = "containers";
    private static final String ONE = "container";

    /** What is said for the goal as a whole, or has to differ. */
    private static final Set<String> NOT_INHERITED =
            Set.of(ALL, "alias", "aliases", "dependsOn", "wait", "propertyFile");

    /**
     * Fills in the goals that would start one container each.
     *
     * @param elements the children of {@code <containers>}
     * @param empty makes a goal without values
     * @throws ParameterException if an element is no container, has no alias, or has a parameter that there is not
     */
    List<StartMojo> goals(PlexusConfiguration elements, Supplier<StartMojo> empty) throws ParameterException {
        List<StartMojo> goals = new ArrayList<>();
        for (PlexusConfiguration element : elements.getChildren()) {
            if (!element.getName().equals(ONE)) {
                throw new ParameterException(ALL, "has <" + element.getName() + ">, but consists of <container>");
            }
            StartMojo one = empty.get();
            fill(one, element, ALL + "[" + goals.size() + "]");
            goals.add(one);
        }
        if (goals.isEmpty()) {
            throw new ParameterException(ALL, "is empty; it consists of <container> elements");
        }
        return goals;
    }

    private void fill(StartMojo one, PlexusConfiguration element, String field) throws ParameterException {
        if (element.getChild("alias", false) == null) {
            throw new ParameterException(field + ".alias", "each container needs a name");
        }
        for (String whole : List.of(ALL, "propertyFile", "skip", "detach")) {
            if (element.getChild(whole, false) != null) {
                throw new ParameterException(field + "." + whole, "is said for all containers, and not for one");
            }
        }
        ComponentConfigurator configurator = new BasicComponentConfigurator();
        try {
            configurator.configureComponent(one, merged(element), evaluator, realm);
        } catch (ComponentConfigurationException e) {
            throw new ParameterException(field, e.getMessage(), e);
        }
    }

    private PlexusConfiguration merged(PlexusConfiguration element) {
        PlexusConfiguration merged = new DefaultPlexusConfiguration("configuration");
        Arrays.stream(goal.getChildren())
                .filter(child -> !NOT_INHERITED.contains(child.getName()))
                .filter(child -> element.getChild(child.getName(), false) == null)
                .forEach(merged::addChild);
        Arrays.stream(element.getChildren()).forEach(merged::addChild);
        return merged;
    }
}
