package dev.atelier.bootstrap;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.persistence.access.ApiKeyConfiguration;
import dev.atelier.persistence.access.DefaultApiKey;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.core.util.StringUtils;
import jakarta.inject.Singleton;
import java.util.Collection;

/** Creates built-in roles, user and API keys before the first request. */
@Singleton
@Requires(property = AtelierContext.PREPARES, value = StringUtils.TRUE, defaultValue = StringUtils.TRUE)
final class AccessControlInitializer implements ApplicationEventListener<StartupEvent> {

    private final InitializeAccessControl initializeAccessControl;
    private final DefaultApiKey key;
    private final Collection<ApiKeyConfiguration> others;

    AccessControlInitializer(
            InitializeAccessControl initializeAccessControl,
            DefaultApiKey key,
            Collection<ApiKeyConfiguration> others) {
        this.initializeAccessControl = initializeAccessControl;
        this.key = key;
        this.others = others;
    }

    @Override
    public void onApplicationEvent(StartupEvent event) {
        initializeAccessControl.prepare(
                key.value(), others.stream().map(ApiKeyConfiguration::toKey).toList());
    }
}
