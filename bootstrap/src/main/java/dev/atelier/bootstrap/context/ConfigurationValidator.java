package dev.atelier.bootstrap.context;

import dev.atelier.domain.TextSanitizer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.format.ReadableBytes;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.type.Argument;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the start on a setting that cannot be read, in place of which Micronaut would use the default silently, and warns
 * of settings that do not exist. Runs first, because its messages are the most specific.
 */
@Context
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConfigurationValidator {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationValidator.class);

    ConfigurationValidator(ApplicationContext context) {
        Settings settings = new Settings(context);
        warnings(settings, context.getEnvironment()).forEach(LOG::warn);
        check(settings, context.getEnvironment());
        context.getBean(ServiceConfiguration.class);
        context.getBean(DatabaseConfiguration.class);
    }

    static List<String> warnings(Settings settings, Environment environment) {
        return settings.warnings(new GivenSettings(environment).names());
    }

    /** @throws ConfigurationException if a setting cannot be read */
    static void check(Settings settings, Environment environment) {
        settings.types().forEach((name, type) -> keys(name, environment).forEach(key -> check(key, type, environment)));
    }

    private static Stream<String> keys(String name, Environment environment) {
        int star = name.indexOf(".*");
        return star < 0
                ? Stream.of(name)
                : environment.getPropertyEntries(name.substring(0, star)).stream()
                        .map(own -> name.replace("*", own));
    }

    private static void check(String key, Argument<?> type, Environment environment) {
        if (!environment.containsProperty(key)) {
            return;
        }
        Object value = environment.getProperty(key, Object.class).orElse("");
        if (isBlank(value) ? !mayBeBlank(type) : !isReadable(key, value, type, environment)) {
            throw new ConfigurationException(
                    key + " is " + (isBlank(value) ? "empty" : shown(value)) + "; allowed is " + allowed(type));
        }
    }

    private static boolean isBlank(Object value) {
        return value.toString().isBlank();
    }

    /** A blank value counts as none where there is a default; a text or list may be blank itself. */
    private static boolean mayBeBlank(Argument<?> type) {
        AnnotationMetadata annotations = type.getAnnotationMetadata();
        return type.isNullable()
                || type.getType() == String.class
                || type.isContainerType()
                || type.getType() != boolean.class
                        && annotations
                                .stringValue(Bindable.class, "defaultValue")
                                .isPresent();
    }

    private static boolean isReadable(String key, Object value, Argument<?> type, Environment environment) {
        if (!type.isContainerType() && (value instanceof Collection || value instanceof Map)) {
            return false;
        }
        if (type.getType() == boolean.class || type.getType() == Boolean.class) {
            // Micronaut reads any other text as false.
            return List.of("true", "false").contains(value.toString());
        }
        try {
            return environment.getProperty(key, ConversionContext.of(type)).isPresent();
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** On one line and without the user and password that a URL may have. */
    private static String shown(Object value) {
        return TextSanitizer.quote(value.toString().replaceAll("//[^/@]*@", "//…@"));
    }

    private static String allowed(Argument<?> setting) {
        Class<?> type = setting.getType();
        if (type == Duration.class) {
            return "a duration such as 500ms, 30s, 5m or 1h";
        }
        if (setting.getAnnotationMetadata().hasAnnotation(ReadableBytes.class)) {
            return "a size such as 256MB or 200GB";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == URI.class) {
            return "a URL such as https://images.example.org";
        }
        if (type == Path.class) {
            return "the path of a folder";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        }
        if (setting.isContainerType()) {
            return "a list, separated by commas";
        }
        if (type == double.class) {
            return "a number such as 0.1";
        }
        return type == String.class ? "a text" : "a whole number";
    }
}
