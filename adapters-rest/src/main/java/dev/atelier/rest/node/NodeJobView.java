package dev.atelier.rest.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.inference.InferenceJob;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Duration;
import java.util.Optional;

/**
 * The job that a node runs; what is not known is left out.
 *
 * @param step of the current image, as the node reports it
 * @param steps of the current image
 * @param fraction of the job, from 0 to 1, as the node reports it
 * @param etaSeconds the node's own estimate of the rest
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record NodeJobView(
        @JsonProperty("inference_id") String id,
        String user,
        String endpoint,
        @Nullable Integer step,
        @Nullable Integer steps,
        @Nullable Double fraction,
        @Nullable @JsonProperty("eta_seconds") Double etaSeconds) {

    private static final double MILLIS = 1000;

    static NodeJobView of(InferenceJob job, Optional<JobProgress.Running> progress) {
        Optional<JobProgress.Sampling> sampling = progress.flatMap(JobProgress.Running::sampling);
        Optional<JobProgress.Sampling> stepped = sampling.filter(seen -> seen.steps() > 0);
        return new NodeJobView(
                job.id().toString(),
                job.user().value(),
                job.place().name().value(),
                stepped.map(JobProgress.Sampling::step).orElse(null),
                stepped.map(JobProgress.Sampling::steps).orElse(null),
                sampling.map(JobProgress.Sampling::fraction).orElse(null),
                sampling.flatMap(JobProgress.Sampling::remaining)
                        .map(Duration::toMillis)
                        .map(millis -> millis / MILLIS)
                        .orElse(null));
    }
}
