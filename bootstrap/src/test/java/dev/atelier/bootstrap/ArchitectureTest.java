package dev.atelier.bootstrap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.atelier.application.UseCase;
import io.micronaut.scheduling.annotation.Scheduled;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks dependencies between modules and packages that the POMs cannot express. */
class ArchitectureTest {

    private static final String DOMAIN = "dev.atelier.domain..";
    private static final String APPLICATION = "dev.atelier.application..";
    private static final String REST = "dev.atelier.rest..";
    private static final String PERSISTENCE = "dev.atelier.persistence..";
    private static final String LOCAL_GPU = "dev.atelier.localgpu..";
    private static final String SAGEMAKER = "dev.atelier.sagemaker..";
    private static final String MONITORING = "dev.atelier.monitoring..";
    private static final String BOOTSTRAP = "dev.atelier.bootstrap..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.atelier");

    @ParameterizedTest
    @ValueSource(strings = {DOMAIN, APPLICATION, REST, PERSISTENCE, LOCAL_GPU, SAGEMAKER, MONITORING, BOOTSTRAP})
    void everyPackageThatTheRulesNameHasClasses(String module) {
        assertThat(CLASSES.stream().filter(type -> type.getPackageName().startsWith(module.replace("..", ""))))
                .hasSizeGreaterThan(5);
    }

    @Test
    void domainImportsTheJdkAndNothingElse() {
        onlyDependsOn(DOMAIN, DOMAIN, "java..").check(CLASSES);
    }

    @Test
    void applicationImportsDomainAndTheJdk() {
        onlyDependsOn(APPLICATION, APPLICATION, DOMAIN, "java..").check(CLASSES);
    }

    @Test
    void pureRoomsKeepAwayFromTheJdksOwnDatabaseAndHttpParts() {
        noClasses()
                .that()
                .resideInAnyPackage(DOMAIN, APPLICATION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.net.http..", "javax..")
                .check(CLASSES);
    }

    @Test
    void adaptersDoNotKnowEachOther() {
        slices().matching("dev.atelier.(rest|persistence|localgpu|sagemaker|monitoring)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain",
                "application",
                "rest",
                "persistence",
                "localgpu",
                "sagemaker",
                "monitoring",
                "bootstrap"
            })
    void packagesOfAModuleHaveNoCycles(String module) {
        slices().assignedFrom(new PackagesOf("dev.atelier." + module))
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void noModuleDependsOnBootstrap() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BOOTSTRAP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BOOTSTRAP)
                .check(CLASSES);
    }

    /** The framework's schedule begins before the server listens: a start that then fails would meet closing beans. */
    @Test
    void backgroundWorkStartsWithTheServer() {
        noMethods().should().beAnnotatedWith(Scheduled.class).check(CLASSES);
    }

    @Test
    void portsDoNotKnowUseCases() {
        noClasses()
                .that()
                .resideInAPackage(APPLICATION)
                .and()
                .areInterfaces()
                .should()
                .dependOnClassesThat()
                .areAnnotatedWith(UseCase.class)
                .check(CLASSES);
    }

    @Test
    void adaptersCallEveryUseCase() {
        areCalledByAdapters().check(CLASSES);
    }

    @Test
    void aUseCaseThatNoAdapterCallsIsSeen() {
        JavaClasses helper = new ClassFileImporter().importClasses(MarkedHelper.class, CallerOfHelper.class);
        assertThatThrownBy(() -> areCalledByAdapters().check(helper))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("MarkedHelper");
    }

    @UseCase
    private static final class MarkedHelper {
        void help() {}
    }

    /** Makes it and does not call it, as generated bean definitions do. */
    private static final class CallerOfHelper {
        final MarkedHelper helper = new MarkedHelper();
    }

    private static ArchRule areCalledByAdapters() {
        return classes().that().areAnnotatedWith(UseCase.class).should(haveAMethodThatAnotherModuleCalls());
    }

    private static ArchCondition<JavaClass> haveAMethodThatAnotherModuleCalls() {
        return new ArchCondition<>("have a method that a class outside application calls") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean called = Stream.concat(
                                type.getMethodCallsToSelf().stream(), type.getMethodReferencesToSelf().stream())
                        .map(JavaAccess::getOriginOwner)
                        .anyMatch(caller ->
                                !caller.getPackageName().startsWith("dev.atelier.application") && !caller.equals(type));
                events.add(new SimpleConditionEvent(
                        type, called, type.getName() + " is called by use cases only; it is a @Collaborator"));
            }
        };
    }

    @Test
    void aBrokenArrowIsSeen() {
        ArchRule wrong = onlyDependsOn(PERSISTENCE, PERSISTENCE, "java..");
        assertThatThrownBy(() -> wrong.check(CLASSES)).isInstanceOf(AssertionError.class);
    }

    private static ArchRule onlyDependsOn(String module, String... allowed) {
        return classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }

    /** One slice for each package of a module, the module's root package included. */
    private record PackagesOf(String root) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return name.equals(root) || name.startsWith(root + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of " + root;
        }
    }
}
