package dev.atelier.application.webhook;

import java.time.Duration;

/**
 * Limits of webhooks.
 *
 * @param perUser how many a user may have
 * @param retryPause after the first failure; doubled after each further one
 * @param maxRetryPause after many failures
 * @param disableAfter for how long a webhook may fail
 */
public record WebhookPolicy(int perUser, Duration retryPause, Duration maxRetryPause, Duration disableAfter) {

    /** The pause after the last of this number of failures in a row. */
    Duration pauseAfter(int failures) {
        Duration pause = retryPause;
        for (int i = 1; i < failures && pause.compareTo(maxRetryPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(maxRetryPause) < 0 ? pause : maxRetryPause;
    }
}
