package dev.atelier.bootstrap;

import dev.atelier.application.access.PrepareAccess;
import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.persistence.access.ConfiguredKey;
import dev.atelier.persistence.access.DefaultApiKey;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.core.util.StringUtils;
import jakarta.inject.Singleton;
import java.util.Collection;

/** Prepares the installation before the first request can come in. */
@Singleton
@Requires(property = AtelierContext.PREPARES, value = StringUtils.TRUE, defaultValue = StringUtils.TRUE)
final class Startup implements ApplicationEventListener<StartupEvent> {

    private final PrepareAccess prepareAccess;
    private final DefaultApiKey key;
    private final Collection<ConfiguredKey> others;

    Startup(PrepareAccess prepareAccess, DefaultApiKey key, Collection<ConfiguredKey> others) {
        this.prepareAccess = prepareAccess;
        this.key = key;
        this.others = others;
    }

    @Override
    public void onApplicationEvent(StartupEvent event) {
        prepareAccess.prepare(
                key.value(), others.stream().map(ConfiguredKey::toKey).toList());
    }
}
