package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportDeadline;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Provides the use cases with the settings that concern them. */
@Factory
final class ImportFactory {

    @Singleton
    ImportDeadline limit(ImportConfiguration config) {
        return new ImportDeadline(config.deadline());
    }
}
