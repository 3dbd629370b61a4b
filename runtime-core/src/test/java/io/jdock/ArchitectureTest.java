package io.jdock;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyHaveDependenciesWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The rules of the house, checked on the compiled classes.
 *
 * <p>runtime-core is built in floors. A package sees only the floors below it, so that everything up to the program
 * stays a pure function, and the only code that touches the kernel lies at the very bottom.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the classes are read once
class ArchitectureTest {
    private static final List<String> FLOORS_LOWEST_FIRST = List.of(
            "kernel",
            "json",
            "oci",
            "host",
            "program",
            "plan",
            "cgroup",
            "network",
            "image",
            "container",
            "build",
            "service",
            "cli");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.jdock");

    @TestFactory
    Stream<DynamicTest> everyFloorDependsOnlyOnTheFloorsBelow() {
        return IntStream.range(0, FLOORS_LOWEST_FIRST.size())
                .mapToObj(floor -> dynamicTest(
                        FLOORS_LOWEST_FIRST.get(floor),
                        () -> classes()
                                .that()
                                .resideInAnyPackage(packages(FLOORS_LOWEST_FIRST.subList(floor, floor + 1)))
                                .should(onlyHaveDependenciesWhere(target(
                                        "is on this floor, on one below, or not ours",
                                        resideInAnyPackage(packages(FLOORS_LOWEST_FIRST.subList(0, floor + 1)))
                                                .or(resideOutsideOfPackage("io.jdock..")))))
                                .because("the floors are, lowest first: " + String.join(", ", FLOORS_LOWEST_FIRST))
                                .allowEmptyShould(true)
                                .check(classes)));
    }

    @Test
    void everyClassLivesOnAFloor() {
        classes().should().resideInAnyPackage(packages(FLOORS_LOWEST_FIRST)).check(classes);
    }

    @Test
    void onlyTheKernelPackageKnowsJna() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jdock.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .because("callers speak in the domain's words and never see pointers of a foreign-function library")
                .check(classes);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("state belongs to an object that someone made and passes on")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void staticFieldsHoldNothingThatChanges() {
        DescribedPredicate<JavaClass> changes = describe(
                "a type made to change",
                resideInAPackage("java.util.concurrent..")
                        .or(assignableTo(ThreadLocal.class))
                        .or(assignableTo(Appendable.class))
                        .or(assignableTo(ArrayList.class))
                        .or(assignableTo(AbstractMap.class)));
        fields().that()
                .areStatic()
                .and(not(modifier(JavaModifier.SYNTHETIC)))
                .should()
                .haveRawType(not(changes))
                .because("a constant is a value; what changes belongs to an object that someone made and passes on")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void arraysInStaticFieldsArePrivate() {
        fields().that()
                .areStatic()
                .and(not(modifier(JavaModifier.SYNTHETIC)))
                .and()
                .haveRawType(describe("an array", JavaClass::isArray))
                .should()
                .bePrivate()
                .because("whoever can reach an array can change it")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void everyPackageSaysWhatItIsForAndThatNothingIsNullUnlessSaid() {
        List<String> packages = classes.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .sorted()
                .toList();

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(classes.getPackage(name).tryGetPackageInfo())
                        .as("package-info.java of %s", name)
                        .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class))
                                .as("@NullMarked on %s", name)
                                .isTrue()));
    }

    private static DescribedPredicate<Dependency> target(String description, DescribedPredicate<JavaClass> predicate) {
        return describe(
                "the target " + description,
                dependency -> predicate.test(dependency.getTargetClass().getBaseComponentType()));
    }

    private static String[] packages(List<String> floors) {
        return floors.stream().map(floor -> "io.jdock." + floor + "..").toArray(String[]::new);
    }
}
