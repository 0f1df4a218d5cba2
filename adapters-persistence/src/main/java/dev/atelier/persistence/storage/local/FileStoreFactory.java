package dev.atelier.persistence.storage.local;

import dev.atelier.persistence.cleanup.Cleanup;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;

@Factory
@FileStoreEnabled
final class FileStoreFactory {

    @Singleton
    Cleanup leftovers(LocalModelStore store) {
        return new Cleanup("store-cleanup", Duration.ofHours(1), () -> {
            store.removeLeftovers();
            return false;
        });
    }
}
