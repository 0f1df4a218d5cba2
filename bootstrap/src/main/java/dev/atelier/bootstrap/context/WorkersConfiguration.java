package dev.atelier.bootstrap.context;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * Work between requests.
 *
 * @param enabled whether this process does it
 */
@ConfigurationProperties("atelier.workers")
record WorkersConfiguration(boolean enabled) {}
