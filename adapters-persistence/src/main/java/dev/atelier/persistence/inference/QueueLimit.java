package dev.atelier.persistence.inference;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How long the queue for GPU nodes may become.
 *
 * @param queueLimit {@code atelier.queue-limit}: how many jobs may wait; one more is refused as overload. At least 1,
 *     10000 unless set
 */
@ConfigurationProperties("atelier")
public record QueueLimit(@Bindable(defaultValue = "10000") int queueLimit) {

    public QueueLimit {
        if (queueLimit < 1) {
            throw new IllegalArgumentException("atelier.queue-limit is " + queueLimit + "; it must be at least 1");
        }
    }
}
