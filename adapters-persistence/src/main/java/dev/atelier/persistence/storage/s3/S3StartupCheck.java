package dev.atelier.persistence.storage.s3;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.core.util.StringUtils;
import jakarta.inject.Singleton;

/** Checks the bucket before the first request can arrive; not for commands that only use the database. */
@Singleton
@S3StoreEnabled
@Requires(property = "atelier.prepares", value = StringUtils.TRUE, defaultValue = StringUtils.TRUE)
class S3StartupCheck implements ApplicationEventListener<StartupEvent> {

    private final S3Store store;

    S3StartupCheck(S3Store store) {
        this.store = store;
    }

    @Override
    public void onApplicationEvent(StartupEvent event) {
        store.requireBucket();
    }
}
