package dev.atelier.persistence.storage;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Cleans up the store when the service starts and every hour. */
@Singleton
@FileStoreEnabled
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.background", notEquals = StringUtils.FALSE)
class StoreCleanupJob {

    private final LocalModelStore store;

    StoreCleanupJob(LocalModelStore store) {
        this.store = store;
    }

    @Scheduled(fixedDelay = "1h")
    void removeLeftovers() throws IOException {
        store.removeLeftovers();
    }
}
