package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportLimit;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Tells the use cases what of the settings concerns them. */
@Factory
final class ImportLimits {

    @Singleton
    ImportLimit limit(ImportConfiguration config) {
        return new ImportLimit(config.deadline());
    }
}
