package dev.atelier.rest.inference;

import dev.atelier.application.compute.JobProgress;
import io.micronaut.core.annotation.Nullable;
import java.time.Duration;
import java.util.Optional;

/** What a node reports of the job that it runs, as our own operations show it; null: not known. */
public record SamplingFields(
        @Nullable Integer step,
        @Nullable Integer steps,
        @Nullable Double fraction,
        @Nullable Double etaSeconds) {

    private static final double MILLIS = 1000;

    public static SamplingFields of(Optional<JobProgress.Sampling> sampling) {
        Optional<JobProgress.Sampling> stepped = sampling.filter(seen -> seen.steps() > 0);
        return new SamplingFields(
                stepped.map(JobProgress.Sampling::step).orElse(null),
                stepped.map(JobProgress.Sampling::steps).orElse(null),
                sampling.map(JobProgress.Sampling::fraction).orElse(null),
                sampling.flatMap(JobProgress.Sampling::remaining)
                        .map(Duration::toMillis)
                        .map(millis -> millis / MILLIS)
                        .orElse(null));
    }
}
