package dev.atelier.rest.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.inference.SamplingFields;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
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

    static NodeJobView of(InferenceJob job, Optional<JobProgress.Running> progress) {
        SamplingFields sampling = SamplingFields.of(progress.flatMap(JobProgress.Running::sampling));
        return new NodeJobView(
                job.id().toString(),
                job.user().value(),
                job.place().name().value(),
                sampling.step(),
                sampling.steps(),
                sampling.fraction(),
                sampling.etaSeconds());
    }
}
