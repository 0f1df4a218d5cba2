package dev.atelier.rest.access;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How metrics are served. Created at startup, so that an invalid setting fails it.
 *
 * @param enabled whether metrics are kept and served at all; not in functions, each of which would have its own
 * @param open whether everyone who reaches the service may read them, without an API key
 */
@Context
@ConfigurationProperties("atelier.metrics")
public record MetricsSettings(
        @Bindable(defaultValue = "true") boolean enabled,
        @Bindable(defaultValue = "false") boolean open) {

    /** The path of the metrics. */
    public static final String PATH = "/metrics";
}
