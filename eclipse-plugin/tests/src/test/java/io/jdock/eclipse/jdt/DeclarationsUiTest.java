package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.ResourceBundle;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.eclipse.core.runtime.Platform;
import org.eclipse.osgi.util.NLS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** What plug-ins declare is found by nobody but Eclipse, and late: texts, icons and classes have to be there. */
class DeclarationsUiTest {
    private static final Pattern TEXT = Pattern.compile("\"%([^\"]+)\"");
    private static final Pattern ICON = Pattern.compile("\"(icons/[^\"]+)\"");
    private static final Pattern CLASS = Pattern.compile("[cC]lass=\"(io\\.jdock\\.[^\"]+)\"");

    @ParameterizedTest
    @ValueSource(strings = {"io.jdock.eclipse.jdt", "io.jdock.eclipse.ui"})
    void whatAPlugInDeclaresIsThere(String name) throws Exception {
        Bundle bundle = Platform.getBundle(name);
        ResourceBundle texts = Platform.getResourceBundle(bundle);

        assertThat(declared(bundle, TEXT))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(texts.containsKey(key)).as(key).isTrue());
        assertThat(declared(bundle, ICON))
                .allSatisfy(icon -> assertThat(bundle.getEntry(icon)).as(icon).isNotNull());
        for (String className : declared(bundle, CLASS)) {
            assertThat(bundle.loadClass(className).getConstructor())
                    .as(className)
                    .isNotNull();
        }
    }

    private static List<String> declared(Bundle bundle, Pattern pattern) throws IOException {
        try (InputStream in = bundle.getEntry("plugin.xml").openStream()) {
            String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return pattern.matcher(xml)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.jdock.eclipse.core", "io.jdock.eclipse.jdt", "io.jdock.eclipse.ui"})
    void allMessagesHaveTexts(String name) throws Exception {
        Bundle bundle = Platform.getBundle(name);
        Enumeration<URL> classes = bundle.findEntries("/", "Messages.class", true);
        while (classes.hasMoreElements()) {
            String path = classes.nextElement().getPath();
            String className = path.substring(path.indexOf("io/jdock/"))
                    .replace(".class", "")
                    .replace('/', '.');
            Class<?> messages = bundle.loadClass(className);
            assertThat(messages).isAssignableTo(NLS.class);
            for (Field message : messages.getDeclaredFields()) {
                if (Modifier.isPublic(message.getModifiers())) {
                    message.setAccessible(true);
                    assertThat((String) message.get(null))
                            .as(className + "." + message.getName())
                            .isNotBlank()
                            .doesNotStartWith("NLS missing message");
                }
            }
        }
    }
}
