package io.jdock;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.commons.GeneratorAdapter;

/** The build's own program that makes dynamic calls plain. */
class PlainCallsTest {
    private static final String SAMPLE = """
            import java.io.Serializable;
            import java.util.*;
            import java.util.concurrent.atomic.AtomicLong;
            import java.util.function.*;

            public class Sample {
                public static List<Object> results() {
                    return new Inner("own").results();
                }

                interface Greeting {
                    String word();
                    default Supplier<String> both() {
                        return () -> prefix() + word();
                    }
                    private String prefix() {
                        return "in an interface, ";
                    }
                }

                record Point(int x, long y) {}

                record Nothing() {}

                record Everything(boolean b, byte c, char d, short e, int f, long g, float h, double i, String j, int[] k) {
                    Everything with(boolean b, double i, String j) {
                        return new Everything(b, c, d, e, f, g, h, i, j, k);
                    }
                }

                record Custom(String one) {
                    @Override
                    public int hashCode() {
                        return 7;
                    }
                }

                static List<Object> records() {
                    List<Object> all = new ArrayList<>();
                    int[] numbers = {};
                    record Local(List<Point> points) {}
                    Everything one = new Everything(true, (byte) -1, 'd', (short) -2, 3, -4, 0.5f, Double.NaN, "j", null);
                    Everything array = new Everything(true, (byte) -1, 'd', (short) -2, 3, -4, 0.5f, Double.NaN, "j", numbers);
                    List<Object> values = List.of(
                            one, one.with(true, Double.NaN, "j"), one.with(true, 0.0, "j"), one.with(true, -0.0, "j"),
                            one.with(false, Double.NaN, "j"), one.with(true, Double.NaN, null), one.with(true, Double.NaN, "k"),
                            new Point(1, 2), new Point(1, 2), new Point(1, 3), new Point(2, 2), new Nothing(), new Nothing(),
                            new Custom(null), new Custom(null), new Custom("one"), new Local(List.of(new Point(1, 2))), "a string");
                    for (Object value : values) {
                        all.add(value);
                        all.add(value.hashCode());
                        values.forEach(other -> all.add(value.equals(other)));
                    }
                    all.add(array.equals(array.with(true, Double.NaN, "j")));
                    all.add(one.equals(null));
                    return all;
                }

                interface Keeper<T> {
                    T keep(T it);
                }

                interface KeeperOfText extends Keeper<String> {
                    String keep(String it);
                }

                static <T> T same(T it) {
                    return it;
                }

                private static final class Inner {
                    private final String own;

                    private Inner(String own) {
                        this.own = own;
                    }

                    private String with(String other) {
                        return own + other;
                    }

                    List<Object> results() {
                        List<Object> all = records();
                        Consumer<Object> add = all::add;                      // whose result is dropped
                        byte small = 1;
                        long large = 2L << 40;
                        double real = 0.5;
                        Supplier<Object> captures = () -> own + small + large + real;
                        Function<String, String> bound = this::with;
                        BiFunction<Inner, String, String> unbound = Inner::with;
                        Function<String, Inner> construct = Inner::new;
                        IntFunction<String[]> array = String[]::new;
                        BiFunction<Integer, Long, Point> unboxes = Point::new;
                        IntFunction<Object> boxes = Integer::valueOf;
                        ToLongFunction<Integer> unboxesAndWidens = Integer::intValue;
                        ToIntFunction<Character> ofCharacter = Character::charValue;
                        ToIntFunction<Integer> result = Sample::same;
                        IntToLongFunction widens = Math::abs;
                        IntToDoubleFunction toReal = Math::negateExact;
                        AtomicLong counter = new AtomicLong();
                        LongConsumer wide = counter::addAndGet;               // a result of two words is dropped
                        KeeperOfText keeper = Sample::same;
                        Function<String, Function<String, String>> nested = a -> b -> a + own + b;
                        Comparator<String> serializable = (Comparator<String> & Serializable) String::compareTo;
                        Greeting greeting = () -> "word";
                        Supplier<Runnable> none = () -> () -> counter.incrementAndGet();
                        add.accept(captures.get());
                        add.accept(bound.apply("!"));
                        add.accept(unbound.apply(construct.apply("other"), "?"));
                        add.accept(array.apply(3).length);
                        add.accept(unboxes.apply(1, 2L));
                        add.accept(boxes.apply(7));
                        add.accept(unboxesAndWidens.applyAsLong(8));
                        add.accept(ofCharacter.applyAsInt('a'));
                        add.accept(result.applyAsInt(12));
                        add.accept(widens.applyAsLong(-9));
                        add.accept(toReal.applyAsDouble(10));
                        wide.accept(11);
                        none.get().run();
                        add.accept(counter.get());
                        add.accept(keeper.keep("kept"));
                        add.accept(nested.apply("a").apply("b"));
                        add.accept(serializable.compare("a", "b"));
                        add.accept(greeting.both().get());
                        return all;
                    }
                }
            }
            """;

    private static final String METAFACTORY = "LambdaMetafactory";
    private static final String OBJECT_METHODS = "ObjectMethods";

    @TempDir
    private Path directory;

    private Path classes = Path.of("");

    @BeforeEach
    void compileTheSample() throws IOException {
        classes = Files.createDirectory(directory.resolve("classes"));
        Path source = directory.resolve("Sample.java");
        Files.writeString(source, SAMPLE);
        compile(source, classes, "");
    }

    @Test
    void whatLambdasAndRecordsDoStaysTheSame() throws Exception {
        assertThat(files()).hasSize(10);
        List<?> before = results();

        convert();

        assertThat(before).hasSizeGreaterThan(370);
        assertThat(results()).hasToString(before.toString());
        assertThat(files()).hasSizeGreaterThan(25);
    }

    @Test
    void whatRecordsDoIsNotMadeByTheJvm() throws Exception {
        assertThat(files().get("Sample$Point.class")).contains(OBJECT_METHODS);

        convert();

        assertThat(files()).allSatisfy((name, content) -> assertThat(content).doesNotContain(OBJECT_METHODS));
    }

    @Test
    void noneIsMadeByTheJvmButThoseThatAreSerializable() throws Exception {
        assertThat(files().get("Sample$Inner.class")).contains(METAFACTORY + "\1\0\13metafactory");

        convert();

        assertThat(files().keySet()).anyMatch(name -> name.startsWith("Sample$Greeting$$Lambda"));
        assertThat(files()).allSatisfy((name, content) -> {
            if (!name.equals("Sample$Inner.class")) {
                assertThat(content).doesNotContain(METAFACTORY);
            }
        });
        assertThat(files().get("Sample$Inner.class")).contains("altMetafactory").doesNotContain("\13metafactory");
    }

    @Test
    void theRulesOfTheHouseSeeWhatLambdasDo() throws Exception {
        convert();

        assertThat(new ClassFileImporter()
                        .importPath(classes)
                        .get("Sample$Inner")
                        .getMethodCallsFromSelf())
                .extracting(call -> call.getTarget().getFullName())
                .contains("java.util.concurrent.atomic.AtomicLong.incrementAndGet()");
    }

    @Test
    void whatIsDoneAlreadyStays() throws Exception {
        convert();
        Map<String, String> once = files();

        convert();

        assertThat(files()).isEqualTo(once);
    }

    @Test
    void classesOfFormerLambdasGo() throws Exception {
        convert();
        Map<String, String> once = files();
        Files.copy(classes.resolve("Sample$Inner$$Lambda1.class"), classes.resolve("Sample$Gone$$Lambda1.class"));
        Files.copy(classes.resolve("Sample$Inner$$Lambda1.class"), classes.resolve("Sample$Inner$$Lambda99.class"));

        compile(directory.resolve("Sample.java"), classes, "");
        convert();

        assertThat(files()).isEqualTo(once);
    }

    private void convert() throws Exception {
        Path program = directory.resolve("program");
        if (!Files.exists(program)) {
            compile(
                    Path.of("src/build/java/PlainCalls.java"),
                    Files.createDirectory(program),
                    jar(ClassReader.class) + ":" + jar(GeneratorAdapter.class));
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {program.toUri().toURL()})) {
            Method main = loader.loadClass("PlainCalls").getMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[] {classes.toString()});
        }
    }

    private List<?> results() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            return (List<?>) loader.loadClass("Sample").getMethod("results").invoke(null);
        }
    }

    /** The contents of the classes by their names; a character is a byte. */
    private Map<String, String> files() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> list = Files.list(classes)) {
            for (Path file : list.toList()) {
                all.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    private static void compile(Path source, Path to, String classPath) {
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", classPath, "-d", to.toString(), source.toString());
        assertThat(status).isZero();
    }

    private static Path jar(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
