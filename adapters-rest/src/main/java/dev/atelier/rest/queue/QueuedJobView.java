package dev.atelier.rest.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.inference.QueuedJobs.QueuedJob;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.Optional;

/**
 * A job in the queue; what is not known is left out.
 *
 * @param status waiting or running
 * @param position while it waits: its place among the jobs that wait for its endpoint, from 1
 * @param checkpoint that it generates with, if it needs one
 * @param node what runs it; left out while its result is being stored
 * @param since when it is in the queue, in ISO 8601
 * @param error why no node can run it
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record QueuedJobView(
        @JsonProperty("inference_id") String id,
        String status,
        @Nullable Long position,
        @JsonProperty("endpoint_name") String endpointName,
        String user,
        @JsonProperty("inference_type") String inferenceType,
        @JsonProperty("task_type") String taskType,
        @Nullable String checkpoint,
        @Nullable String node,
        @Nullable String since,
        @Nullable String error) {

    static QueuedJobView of(QueuedJob entry) {
        InferenceJob job = entry.job();
        return new QueuedJobView(
                job.id().toString(),
                entry.running() ? "running" : "waiting",
                entry.running() ? null : entry.position(),
                job.place().name().value(),
                job.user().value(),
                job.inferenceType().word(),
                job.taskType().word(),
                job.checkpoint().map(ModelReference::name).orElse(null),
                entry.node().orElse(null),
                Optional.ofNullable(job.started()).map(Instant::toString).orElse(null),
                entry.running() ? null : job.error());
    }
}
