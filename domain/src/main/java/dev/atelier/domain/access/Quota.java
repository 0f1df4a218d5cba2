package dev.atelier.domain.access;

import dev.atelier.domain.InvalidRequestException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a user, or each user with a role, may use of the compute. A user's own quota replaces those of their roles; of those of several
 * roles the greatest number counts.
 *
 * @param holder the user or the role
 * @param gpuSecondsPerDay for how many seconds nodes may work for the user on one day in UTC; empty: not limited
 * @param jobsWaiting how many of the user's inferences may wait at the same time; empty: not limited
 * @param jobsPerMinute how many inferences the user may start in one minute of the clock; empty: not limited
 */
public record Quota(
        Principal holder,
        Optional<Integer> gpuSecondsPerDay,
        Optional<Integer> jobsWaiting,
        Optional<Integer> jobsPerMinute) {

    /** @throws InvalidRequestException if everyone holds it, nothing is limited, or a number is negative */
    public Quota {
        Objects.requireNonNull(holder);
        if (holder.kind() == Principal.Kind.EVERYONE) {
            throw new InvalidRequestException("a quota is that of a user or of a role");
        }
        if (Stream.of(gpuSecondsPerDay, jobsWaiting, jobsPerMinute).allMatch(Optional::isEmpty)) {
            throw new InvalidRequestException("a quota limits at least one of gpu_seconds_per_day, jobs_waiting and"
                    + " jobs_per_minute; DELETE /quotas removes it");
        }
        if (Stream.of(gpuSecondsPerDay, jobsWaiting, jobsPerMinute)
                .flatMap(Optional::stream)
                .anyMatch(number -> number < 0)) {
            throw new InvalidRequestException("the numbers of a quota are at least 0");
        }
    }
}
