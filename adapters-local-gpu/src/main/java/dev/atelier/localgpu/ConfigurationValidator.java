package dev.atelier.localgpu;

import dev.atelier.localgpu.node.ConfigurationChecks;
import dev.atelier.localgpu.node.HealthCheckConfiguration;
import dev.atelier.localgpu.node.JobExecutionConfiguration;
import dev.atelier.localgpu.training.TrainingConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.format.ReadableBytes;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import java.time.Duration;
import java.util.List;

/** Fails startup on values that cannot be converted; otherwise Micronaut would silently use the default instead. */
@LocalGpuEnabled
@Context
final class ConfigurationValidator {

    private static final List<Class<?>> SETTINGS = List.of(
            LocalGpuConfiguration.class,
            JobExecutionConfiguration.class,
            HealthCheckConfiguration.class,
            TrainingConfiguration.class);

    private final ApplicationContext context;

    ConfigurationValidator(ApplicationContext context) {
        this.context = context;
        SETTINGS.forEach(settings -> check(settings, ""));
        context.getPropertyEntries(NodeConfiguration.KEY).forEach(node -> check(NodeConfiguration.class, node));
    }

    private void check(Class<?> settings, String node) {
        BeanDefinition<?> definition =
                context.getBeanDefinitions(settings).iterator().next();
        for (Argument<?> setting : definition.getConstructor().getArguments()) {
            setting.getAnnotationMetadata()
                    .stringValue(Property.class, "name")
                    .ifPresent(key -> check(key.replace("*", node), setting));
        }
    }

    private void check(String key, Argument<?> setting) {
        if (context.containsProperty(key)
                && context.getProperty(key, ConversionContext.of(setting)).isEmpty()) {
            throw ConfigurationChecks.rejected(
                    key, context.getProperty(key, String.class).orElse(""), allowed(setting));
        }
    }

    private static String allowed(Argument<?> setting) {
        if (setting.getType() == Duration.class) {
            return "a duration such as 500ms, 30s, 5m or 1h";
        }
        boolean size = setting.getAnnotationMetadata().hasAnnotation(ReadableBytes.class);
        return size ? "a size such as 200GB" : "a whole number";
    }
}
