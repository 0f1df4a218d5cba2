package dev.atelier.domain.endpoint;

import dev.atelier.domain.InvalidRequestException;

/**
 * How many instances an endpoint starts with and may have.
 *
 * @param initial at least 1
 * @param min without autoscaling unused; with it at least 1 for Real-time, 0 for Async
 * @param max at least {@code initial} and {@code min}
 */
public record InstanceCounts(int initial, int min, int max, boolean autoscaling) {

    private static final int MAX = 1000;

    /** The counts for an endpoint of this type, with defaults for what is not given. */
    public static InstanceCounts of(InferenceType type, int initial, Integer min, Integer max, boolean autoscaling) {
        int least = type == InferenceType.REAL_TIME ? 1 : 0;
        int minimum = min == null ? least : min;
        int maximum = max == null ? initial : max;
        if (initial < 1 || initial > MAX) {
            throw new InvalidRequestException("initial_instance_count is " + initial + "; allowed is 1 to " + MAX);
        }
        if (autoscaling && minimum < least) {
            throw new InvalidRequestException("min_instance_number is " + minimum + "; a " + type.word()
                    + " endpoint with autoscaling needs at least " + least);
        }
        if (maximum < Math.max(initial, minimum) || maximum > MAX) {
            throw new InvalidRequestException("max_instance_number is " + maximum + "; allowed is "
                    + Math.max(initial, minimum) + " to " + MAX
                    + ", not below initial_instance_count and min_instance_number");
        }
        return new InstanceCounts(initial, minimum, maximum, autoscaling);
    }

    /** The largest number of instances that may run at the same time. */
    public int upperBound() {
        return autoscaling ? max : initial;
    }
}
