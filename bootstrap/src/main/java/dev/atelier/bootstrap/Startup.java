package dev.atelier.bootstrap;

import dev.atelier.application.access.PrepareAccess;
import dev.atelier.persistence.access.OwnKey;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import jakarta.inject.Singleton;

/** Prepares the installation before the first request can come in. */
@Singleton
final class Startup implements ApplicationEventListener<StartupEvent> {

    private final PrepareAccess prepareAccess;
    private final OwnKey key;

    Startup(PrepareAccess prepareAccess, OwnKey key) {
        this.prepareAccess = prepareAccess;
        this.key = key;
    }

    @Override
    public void onApplicationEvent(StartupEvent event) {
        prepareAccess.prepare(key.value());
    }
}
