package dev.atelier.sagemaker;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.type.Argument;
import java.util.List;

/** Fails startup on durations that cannot be parsed. Without it Micronaut silently uses the default. */
@SageMakerEnabled
@Context
final class ConfigurationValidator {

    private final ApplicationContext context;

    ConfigurationValidator(ApplicationContext context) {
        this.context = context;
        List.of(AwsTimeouts.class, AwsPolling.class).forEach(this::check);
    }

    private void check(Class<?> settings) {
        for (Argument<?> setting :
                context.getBeanDefinition(settings).getConstructor().getArguments()) {
            setting.getAnnotationMetadata().stringValue(Property.class, "name").ifPresent(key -> check(key, setting));
        }
    }

    private void check(String key, Argument<?> setting) {
        if (context.containsProperty(key)
                && context.getProperty(key, ConversionContext.of(setting)).isEmpty()) {
            throw ConfigurationChecks.rejected(
                    key, context.getProperty(key, String.class).orElse(""), "a duration such as 500ms, 30s, 5m or 1h");
        }
    }
}
