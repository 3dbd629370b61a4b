package io.jdock.maven.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.model.Build;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

class MainClassTest {
    private static final String MAIN = "([Ljava/lang/String;)V";
    private static final int PUBLIC_STATIC = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;

    @TempDir
    Path classes;

    private final MavenProject project = new MavenProject();

    @BeforeEach
    void buildIntoTheTemporaryDirectory() {
        project.setBuild(new Build());
        project.getBuild().setOutputDirectory(classes.toString());
    }

    @Nested
    class AmongTheProjectsClasses {
        @Test
        void theOnlyOneWithAMainMethodIsFound() throws Exception {
            write("shop/Helper", PUBLIC_STATIC, "help", "()V");
            write("shop/Shop", PUBLIC_STATIC, "main", MAIN);
            write("module-info", 0, "none", "()V");

            assertThat(MainClass.of(project)).isEqualTo("shop.Shop");
        }

        @Test
        void methodsThatTheJavaCommandDoesNotStartDoNotCount() throws Exception {
            write("shop/NotPublic", Opcodes.ACC_STATIC, "main", MAIN);
            write("shop/NotStatic", Opcodes.ACC_PUBLIC, "main", MAIN);
            write("shop/OtherArguments", PUBLIC_STATIC, "main", "(Ljava/lang/String;)V");
            write("shop/OtherResult", PUBLIC_STATIC, "main", "([Ljava/lang/String;)I");

            assertThatThrownBy(() -> MainClass.of(project))
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("no class in " + classes + " has a method");
        }

        @Test
        void nestedClassesAreNamedAsTheJavaCommandWantsThem() throws Exception {
            write("shop/Shop$Main", PUBLIC_STATIC, "main", MAIN);

            assertThat(MainClass.of(project)).isEqualTo("shop.Shop$Main");
        }

        @Test
        void severalAreListed() throws Exception {
            write("shop/Import", PUBLIC_STATIC, "main", MAIN);
            write("shop/Serve", PUBLIC_STATIC, "main", MAIN);

            assertThatThrownBy(() -> MainClass.of(project))
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("several classes could be started; name one of them:")
                    .hasMessageContaining("    shop.Import\n    shop.Serve\n")
                    .hasMessageEndingWith("-Djdock.mainClass=shop.Import");
        }

        @Test
        void theSpringBootApplicationIsPreferredToOthers() throws Exception {
            write("shop/Import", PUBLIC_STATIC, "main", MAIN);
            writeSpringBootApplication("shop/Shop");

            assertThat(MainClass.of(project)).isEqualTo("shop.Shop");
        }

        @Test
        void aProjectThatIsNotCompiledIsToldFromOneWithoutAMainMethod() {
            project.getBuild().setOutputDirectory(classes.resolve("missing").toString());

            assertThatThrownBy(() -> MainClass.of(project))
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("compile first");
        }

        @Test
        void aFileThatIsNoClassIsRefusedByName() throws Exception {
            Files.writeString(classes.resolve("Broken.class"), "this is not a class file");

            assertThatThrownBy(() -> MainClass.of(project))
                    .isInstanceOf(ParameterException.class)
                    .hasMessageContaining("Broken.class cannot be read; name the class to start");
        }
    }

    @Nested
    class InTheConfigurationOfOtherPlugins {
        private static final String IN_THE_MANIFEST =
                "<configuration><archive><manifest><mainClass>shop.Shop</mainClass></manifest></archive></configuration>";

        @BeforeEach
        void twoClassesCouldBeStarted() throws Exception {
            write("shop/Import", PUBLIC_STATIC, "main", MAIN);
            write("shop/Shop", PUBLIC_STATIC, "main", MAIN);
        }

        @Test
        void theJarsManifestIsRead() throws Exception {
            plugin("org.apache.maven.plugins", "maven-jar-plugin").setConfiguration(xml(IN_THE_MANIFEST));

            assertThat(MainClass.of(project)).isEqualTo("shop.Shop");
        }

        @Test
        void theConfigurationOfAnExecutionCountsToo() throws Exception {
            PluginExecution execution = new PluginExecution();
            execution.setConfiguration(xml(IN_THE_MANIFEST));
            plugin("org.apache.maven.plugins", "maven-jar-plugin").addExecution(execution);

            assertThat(MainClass.of(project)).isEqualTo("shop.Shop");
        }

        @Test
        void springBootsAndTheExecPluginsMainClassAreRead() throws Exception {
            plugin("org.codehaus.mojo", "exec-maven-plugin")
                    .setConfiguration(xml("<configuration><mainClass>shop.Import</mainClass></configuration>"));
            assertThat(MainClass.of(project)).isEqualTo("shop.Import");

            plugin("org.springframework.boot", "spring-boot-maven-plugin")
                    .setConfiguration(xml("<configuration><mainClass>shop.Shop</mainClass></configuration>"));
            assertThat(MainClass.of(project)).isEqualTo("shop.Shop");
        }

        @Test
        void springBootsPropertyIsRead() throws Exception {
            project.getProperties().setProperty("start-class", "shop.Shop");

            assertThat(MainClass.of(project)).isEqualTo("shop.Shop");
        }

        @Test
        void aPropertyThatIsNotSetIsNoMainClass() throws Exception {
            plugin("org.springframework.boot", "spring-boot-maven-plugin")
                    .setConfiguration(xml("<configuration><mainClass>${start-class}</mainClass></configuration>"));
            plugin("org.apache.maven.plugins", "maven-jar-plugin").setConfiguration(xml(IN_THE_MANIFEST));

            assertThat(MainClass.of(project)).isEqualTo("shop.Shop");
        }

        private Plugin plugin(String groupId, String artifactId) {
            Plugin plugin = new Plugin();
            plugin.setGroupId(groupId);
            plugin.setArtifactId(artifactId);
            project.getBuild().addPlugin(plugin);
            project.getBuild().flushPluginMap();
            return plugin;
        }

        private Xpp3Dom xml(String text) throws Exception {
            return Xpp3DomBuilder.build(new StringReader(text));
        }
    }

    private void write(String internalName, int access, String method, String descriptor) throws IOException {
        write(internalName, new ClassWriter(0), access, method, descriptor);
    }

    private void writeSpringBootApplication(String internalName) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        writer.visitAnnotation("Lorg/springframework/boot/autoconfigure/SpringBootApplication;", true)
                .visitEnd();
        write(internalName, writer, PUBLIC_STATIC, "main", MAIN);
    }

    private void write(String internalName, ClassWriter writer, int access, String method, String descriptor)
            throws IOException {
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, internalName, null, "java/lang/Object", null);
        writer.visitMethod(access | Opcodes.ACC_ABSTRACT, method, descriptor, null, null)
                .visitEnd();
        Path file = classes.resolve(internalName + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, writer.toByteArray());
    }
}
