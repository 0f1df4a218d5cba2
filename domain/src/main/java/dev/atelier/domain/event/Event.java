package dev.atelier.domain.event;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.training.TrainingJob;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A change of a job, an endpoint, a checkpoint or a training. Holds ids and states only, no part of what users wrote.
 *
 * @param subject the id of what has changed
 * @param owner who created it
 * @param audience who may see it beside administrators, as at the time of the change
 * @param status the word of its status after the change; {@link #DELETED} if it is deleted
 * @param endpoint of a job, the endpoint that runs it
 */
public record Event(
        EventType type,
        UUID subject,
        UserName owner,
        Set<Principal> audience,
        String status,
        Optional<EndpointId> endpoint) {

    /** The status of a subject that is deleted. */
    public static final String DELETED = "deleted";

    public Event {
        audience = Set.copyOf(audience);
    }

    public static Event created(InferenceJob job) {
        return of(EventType.JOB_CREATED, job, "created");
    }

    /** The job was submitted to its backend, where it may wait. */
    public static Event started(InferenceJob job) {
        return of(EventType.JOB_STARTED, job, job.status().word());
    }

    public static Event ended(InferenceJob job) {
        return of(EventType.JOB_ENDED, job, job.status().word());
    }

    public static Event deleted(InferenceJob job) {
        return of(EventType.JOB_DELETED, job, DELETED);
    }

    public static Event changed(Endpoint endpoint) {
        return of(endpoint, endpoint.status().word());
    }

    public static Event deleted(Endpoint endpoint) {
        return of(endpoint, DELETED);
    }

    public static Event changed(Checkpoint checkpoint) {
        return of(checkpoint, checkpoint.status().word());
    }

    public static Event deleted(Checkpoint checkpoint) {
        return of(checkpoint, DELETED);
    }

    public static Event changed(TrainingJob training) {
        return of(training, training.status().word());
    }

    public static Event deleted(TrainingJob training) {
        return of(training, DELETED);
    }

    /** Whether the caller may see the event: what the lists of such subjects would show. */
    public boolean isVisibleTo(Caller caller) {
        return caller.holds(type.permission()) && caller.isPermittedBy(audience);
    }

    private static Event of(EventType type, InferenceJob job, String status) {
        return new Event(
                type,
                job.id().value(),
                job.user(),
                Set.of(Principal.of(job.user())),
                status,
                Optional.of(job.place().endpoint()));
    }

    private static Event of(Endpoint endpoint, String status) {
        Set<Principal> roles = endpoint.roles().stream()
                .map(role -> new Principal(Principal.Kind.ROLE, role))
                .collect(Collectors.toSet());
        return new Event(
                EventType.ENDPOINT_CHANGED, endpoint.id().value(), endpoint.creator(), roles, status, Optional.empty());
    }

    private static Event of(Checkpoint checkpoint, String status) {
        return new Event(
                EventType.CHECKPOINT_CHANGED,
                checkpoint.id().value(),
                checkpoint.creator(),
                checkpoint.allowedRolesOrUsers(),
                status,
                Optional.empty());
    }

    private static Event of(TrainingJob training, String status) {
        return new Event(
                EventType.TRAINING_CHANGED,
                training.id().value(),
                training.user(),
                Set.of(Principal.of(training.user())),
                status,
                Optional.empty());
    }
}
