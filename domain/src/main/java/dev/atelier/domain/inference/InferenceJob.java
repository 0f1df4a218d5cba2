package dev.atelier.domain.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One inference. Immutable: each transition returns a new job, and one that the status does not allow throws {@link
 * InvalidRequestException}.
 *
 * @param endUser the user of the client for whom it is made, in the client's own words, of at most {@value #MAX_END_USER}
 *     characters; null where the client does not say
 * @param payload the location of the payload, in the format of SD WebUI's API
 * @param results the folder of its images and parameters
 * @param place the endpoint that runs it
 * @param images the names of its images, in order; empty until it has succeeded, and where the task makes a text
 * @param error why it failed or who canceled it, or why no node can run it while it is in progress; else null
 * @param started null until it was started
 * @param completed null until it has ended
 * @param trace the span that started it; null where that was not traced
 * @param prompt how its prompt begins; null where it has none, or was not started
 */
public record InferenceJob(
        InferenceJobId id,
        UserName user,
        String endUser,
        InferenceType inferenceType,
        TaskType taskType,
        List<ModelReference> models,
        EndpointRef place,
        StorageUri payload,
        StorageUri results,
        InferenceJobStatus status,
        List<String> images,
        String error,
        Instant created,
        Instant started,
        Instant completed,
        TraceContext trace,
        PromptText prompt) {

    /** The most characters of {@link #endUser}. */
    public static final int MAX_END_USER = 256;

    /** The endpoint that serves the job, as it was when the job was created. */
    public record EndpointRef(EndpointId endpoint, EndpointName name, String instanceType, String backend) {

        public static EndpointRef of(Endpoint endpoint) {
            return new EndpointRef(endpoint.id(), endpoint.name(), endpoint.instanceType(), endpoint.backend());
        }
    }

    public InferenceJob {
        models = List.copyOf(models);
        images = List.copyOf(images);
    }

    /** A job that awaits its payload. */
    public static InferenceJob create(
            InferenceJobId id,
            UserName user,
            InferenceType inferenceType,
            TaskType taskType,
            List<ModelReference> models,
            EndpointRef endpointRef,
            StorageUri payload,
            StorageUri results,
            Instant now) {
        return new InferenceJob(
                id,
                user,
                null,
                inferenceType,
                taskType,
                models,
                endpointRef,
                payload,
                results,
                InferenceJobStatus.CREATED,
                List.of(),
                null,
                now,
                null,
                null,
                null,
                null);
    }

    /** The job, made for one of the client's own users; null: the caller does not say. */
    public InferenceJob forEndUser(String name) {
        return with(name, models, place, images, error, trace, prompt);
    }

    /** The job, started. */
    public InferenceJob start(Instant now) {
        return transitionTo(InferenceJobStatus.INPROGRESS, List.of(), null, now, null);
    }

    /** The job, started by this span; empty: by none. */
    public InferenceJob tracedBy(Optional<TraceContext> span) {
        return with(endUser, models, place, images, error, span.orElse(null), prompt);
    }

    /** The job, of whose prompt this is the beginning; empty: it has none. */
    public InferenceJob promptedBy(Optional<PromptText> text) {
        return with(endUser, models, place, images, error, trace, text.orElse(null));
    }

    /** The job with the further models that its payload names. */
    public InferenceJob using(List<ModelReference> further) {
        List<ModelReference> all =
                Stream.concat(models.stream(), further.stream()).toList();
        return with(endUser, all, place, images, error, trace, prompt);
    }

    /** The job with its images, which are stored below {@link #results}. */
    public InferenceJob succeed(List<String> images, Instant now) {
        return transitionTo(InferenceJobStatus.SUCCEED, images, null, started, now);
    }

    /** The job with these in place of its images: other files below {@link #results}, in order. */
    public InferenceJob withImages(List<String> others) {
        return with(endUser, models, place, others, error, trace, prompt);
    }

    /** The failed job; the reason is shown to the client. */
    public InferenceJob fail(String reason, Instant now) {
        return transitionTo(InferenceJobStatus.FAILED, List.of(), reason, started, now);
    }

    /** The canceled job. */
    public InferenceJob cancel(UserName by, Instant now) {
        return transitionTo(InferenceJobStatus.CANCELED, List.of(), "canceled by " + by, started, now);
    }

    /** The job, which waits for this reason; null: for no other than its turn. */
    public InferenceJob waitingBecause(String reason) {
        return with(endUser, models, place, images, reason, trace, prompt);
    }

    /** The waiting job on another endpoint, where it does not wait for the reason that it had. */
    public InferenceJob movedTo(EndpointRef other) {
        return with(endUser, models, other, images, null, trace, prompt);
    }

    /** The Stable-diffusion checkpoint that it generates with: the first one named. */
    public Optional<ModelReference> checkpoint() {
        return models.stream()
                .filter(model -> model.type() == CheckpointType.STABLE_DIFFUSION && !model.isSideFile())
                .findFirst();
    }

    private InferenceJob with(
            String ofEndUser,
            List<ModelReference> used,
            EndpointRef on,
            List<String> made,
            String reason,
            TraceContext span,
            PromptText text) {
        return new InferenceJob(
                id,
                user,
                ofEndUser,
                inferenceType,
                taskType,
                used,
                on,
                payload,
                results,
                status,
                made,
                reason,
                created,
                started,
                completed,
                span,
                text);
    }

    private InferenceJob transitionTo(
            InferenceJobStatus next, List<String> images, String reason, Instant begin, Instant end) {
        if (!status.canBecome(next)) {
            throw new InvalidRequestException(
                    "inference " + id + " is " + status.word() + " and cannot become " + next.word());
        }
        return new InferenceJob(
                id,
                user,
                endUser,
                inferenceType,
                taskType,
                models,
                place,
                payload,
                results,
                next,
                images,
                reason,
                created,
                begin,
                end,
                trace,
                prompt);
    }
}
