package dev.atelier.bootstrap.context;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * Operations on whole model files.
 *
 * @param enabled whether this installation accepts them
 */
@ConfigurationProperties("atelier.bulk-operations")
public record BulkOperationsConfiguration(boolean enabled) {}
