package dev.atelier.persistence.inference;

import dev.atelier.domain.CapacityExceededException;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How many jobs may wait, in the queue for GPU nodes or at compute that runs them out of our sight. Where calls arrive at
 * once, a few more may.
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

    /** {@link CapacityExceededException} when another job may not wait. */
    void requireRoom(int waiting) {
        if (waiting >= queueLimit) {
            throw new CapacityExceededException(waiting + " inferences are waiting already and " + queueLimit
                    + " may (atelier.queue-limit); try again later");
        }
    }
}
