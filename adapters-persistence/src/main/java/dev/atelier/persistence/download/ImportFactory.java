package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportDeadline;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Tells the use cases what of the settings concerns them. */
@Factory
final class ImportFactory {

    @Singleton
    ImportDeadline limit(ImportConfiguration config) {
        return new ImportDeadline(config.deadline());
    }
}
