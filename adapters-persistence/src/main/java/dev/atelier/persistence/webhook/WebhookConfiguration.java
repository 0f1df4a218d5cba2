package dev.atelier.persistence.webhook;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Webhooks.
 *
 * @param allowedHosts hosts and networks (such as {@code hooks.lan}, {@code 10.1.0.0/16}) that may be reached although their
 *     addresses are not public; a host's name allows every address that it resolves to. Default: none
 * @param timeout how long a receiver may take. Default: 15s
 * @param retryPause delay after the first failure; doubled after each further one. Default: 5s
 * @param maxRetryPause the longest delay. Default: 1h
 * @param disableAfter for how long a webhook may fail. Default: 24h
 * @param perUser how many webhooks a user may have. Default: 20
 * @param workers to how many receivers this process sends at the same time; 0 leaves it to other replicas. Default: 4
 */
@ConfigurationProperties("atelier.webhooks")
public record WebhookConfiguration(
        @Bindable(defaultValue = "") List<String> allowedHosts,
        @Bindable(defaultValue = "15s") Duration timeout,
        @Bindable(defaultValue = "5s") Duration retryPause,
        @Bindable(defaultValue = "1h") Duration maxRetryPause,
        @Bindable(defaultValue = "24h") Duration disableAfter,
        @Bindable(defaultValue = "20") int perUser,
        @Bindable(defaultValue = "4") int workers) {

    private static final String PREFIX = "atelier.webhooks.";
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_PER_USER = 1000;
    private static final int MAX_WORKERS = 64;

    public WebhookConfiguration {
        allowedHosts = allowedHosts.stream()
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
        ConfigurationChecks.requireDuration(PREFIX + "timeout", timeout, Duration.ofMillis(100), MAX_TIMEOUT);
        ConfigurationChecks.requireDuration(PREFIX + "retry-pause", retryPause);
        ConfigurationChecks.requireDuration(PREFIX + "max-retry-pause", maxRetryPause);
        ConfigurationChecks.requireDuration(PREFIX + "disable-after", disableAfter);
        ConfigurationChecks.require(
                perUser >= 0 && perUser <= MAX_PER_USER, PREFIX + "per-user", perUser, "0 to " + MAX_PER_USER);
        ConfigurationChecks.require(
                workers >= 0 && workers <= MAX_WORKERS, PREFIX + "workers", workers, "0 to " + MAX_WORKERS);
    }

    /** How long a claim holds: longer than an attempt takes. */
    Duration lease() {
        return timeout.multipliedBy(2);
    }
}
