package dev.atelier.application.usage;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the jobs with these values used. Immutable.
 *
 * @param values what the jobs have in common, by dimension, in the order of these
 * @param succeeded how many of the jobs that ended succeeded
 * @param failed how many failed
 * @param canceled how many were canceled, or deleted while they were in progress
 * @param images how many images they made
 * @param computeTime how long GPU nodes worked on them, in all attempts, to the millisecond; of jobs of a remote backend the time
 *     from their start to their end
 */
public record UsageTotal(
        Map<UsageDimension, String> values,
        long succeeded,
        long failed,
        long canceled,
        long images,
        Duration computeTime) {

    public UsageTotal {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** The values alone, in the order of the dimensions: its place in a list. */
    public List<String> key() {
        return List.copyOf(values.values());
    }
}
