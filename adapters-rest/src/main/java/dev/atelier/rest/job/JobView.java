package dev.atelier.rest.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.GetInferenceProgress;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.inference.JobWaits;
import dev.atelier.rest.inference.SamplingFields;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.Optional;

/**
 * A job in our own namespace; what is not known is left out. Times are in ISO 8601.
 *
 * @param endUser the user of the client that it was made for, as the client called them
 * @param status created, waiting, running, inprogress where the backend does not report which of the two, succeed, failed or
 *     canceled
 * @param position while it waits: its place among the jobs that wait for its endpoint, from 1
 * @param estimatedWait while it waits: the seconds until a node has it, by what earlier jobs took
 * @param node while it runs: the node that has it
 * @param since when the node got it
 * @param step of the current image, as the node reports it
 * @param steps of the current image
 * @param fraction of the job, from 0 to 1, as the node reports it
 * @param etaSeconds the node's own estimate of the rest
 * @param error why it failed, who canceled it, or why no node can run it
 * @param completed when it ended
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
        @JsonProperty("inference_id") String id,
        @Nullable @JsonProperty("end_user") String endUser,
        String status,
        @Nullable Long position,
        @Nullable @JsonProperty("estimated_wait_seconds") Long estimatedWait,
        @Nullable String node,
        @Nullable String since,
        @Nullable Integer step,
        @Nullable Integer steps,
        @Nullable Double fraction,
        @Nullable @JsonProperty("eta_seconds") Double etaSeconds,
        @Nullable String error,
        @Nullable String completed) {

    private static final String WAITING = "waiting";
    private static final String RUNNING = "running";

    /** A job of which no more is known. */
    static JobView of(InferenceJob job) {
        return of(job, job.status().word(), null, null, null, null, Optional.empty());
    }

    static JobView of(GetInferenceProgress.Result found) {
        InferenceJob job = found.job();
        JobProgress known = found.progress().orElse(null);
        if (known instanceof JobProgress.Waiting waiting) {
            return of(
                    job,
                    WAITING,
                    waiting.position(),
                    found.estimatedWait().map(JobWaits::seconds).orElse(null),
                    null,
                    null,
                    Optional.empty());
        }
        if (known instanceof JobProgress.Running running) {
            return of(
                    job,
                    RUNNING,
                    null,
                    null,
                    running.node().orElse(null),
                    iso(running.since().orElse(null)),
                    running.sampling());
        }
        return of(job);
    }

    private static JobView of(
            InferenceJob job,
            String status,
            @Nullable Long position,
            @Nullable Long estimatedWait,
            @Nullable String node,
            @Nullable String since,
            Optional<JobProgress.Sampling> sampling) {
        SamplingFields shown = SamplingFields.of(sampling);
        return new JobView(
                job.id().toString(),
                job.endUser(),
                status,
                position,
                estimatedWait,
                node,
                since,
                shown.step(),
                shown.steps(),
                shown.fraction(),
                shown.etaSeconds(),
                job.error(),
                iso(job.completed()));
    }

    private static @Nullable String iso(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
