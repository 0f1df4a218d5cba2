package dev.atelier.persistence.inference;

import dev.atelier.domain.CapacityExceededException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Limits how many jobs may wait, in the queue for GPU nodes or in remote invocations. Concurrent requests may exceed
 * the limit slightly.
 *
 * @param queueLimit {@code atelier.queue-limit}: how many jobs may wait; further ones are rejected as overload. At
 *     least 1, 10000 unless set
 */
@ConfigurationProperties("atelier")
public record QueueLimit(@Bindable(defaultValue = "10000") int queueLimit) {

    public QueueLimit {
        if (queueLimit < 1) {
            throw new IllegalArgumentException("atelier.queue-limit is " + queueLimit + "; it must be at least 1");
        }
    }

    /** @throws CapacityExceededException if another job may not wait */
    void requireCapacity(int waiting) {
        if (waiting >= queueLimit) {
            throw new CapacityExceededException(waiting + " inferences are waiting, and at most " + queueLimit
                    + " may wait (atelier.queue-limit); try again later");
        }
    }
}
