package dev.atelier.persistence.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A test class that runs once on each {@link TestDatabase}. Its constructor takes the {@link PersistenceFixture}, which
 * has its own database for the class; all rows are removed before each test by {@link PersistenceFixture#clear}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@ArgumentsSource(OnBothDatabases.Installations.class)
public @interface OnBothDatabases {

    /** Creates the installations, and closes each when the class has run on its database. */
    final class Installations implements ArgumentsProvider {

        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            return Arrays.stream(TestDatabase.values())
                    .map(testDatabase -> Arguments.of(PersistenceFixture.on(testDatabase)));
        }
    }
}
