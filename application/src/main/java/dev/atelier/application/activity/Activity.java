package dev.atelier.application.activity;

import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.training.TrainingJob;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that this process has done or seen, after it was recorded. Each is reported once, by the process that did it, so
 * the activities of all replicas together are those of the installation.
 */
public sealed interface Activity {

    /** The job was submitted to its backend, where it may wait. */
    record JobStarted(InferenceJob job) implements Activity {}

    /**
     * A node begins an attempt at the job.
     *
     * @param waited since its start; empty at later attempts
     */
    record JobClaimed(InferenceJob job, String node, Optional<Duration> waited) implements Activity {}

    /**
     * A node has generated.
     *
     * @param took with placing the models that it lacked
     * @param switched whether it was not known to have the checkpoint loaded
     */
    record JobGenerated(InferenceJob job, String node, Duration took, boolean switched) implements Activity {}

    /** The images of the job are stored. */
    record JobStored(InferenceJob job, Duration took) implements Activity {}

    /**
     * The job has ended.
     *
     * @param failure by what it failed; empty unless it has failed
     * @param node the node of the last attempt; empty where there is none, or it is not known
     */
    record JobEnded(InferenceJob job, Optional<FailureClass> failure, Optional<String> node) implements Activity {}

    /** The job was deleted before it had ended. */
    record JobDeleted(InferenceJob job) implements Activity {}

    /**
     * The node entered this state.
     *
     * @param state healthy, quarantined or unknown
     */
    record NodeChanged(String node, String state) implements Activity {}

    /** The node was removed, or is replaced by a changed one; it is reported in no other activity after that. */
    record NodeRemoved(String node) implements Activity {}

    /** The node is free again, after a claim that occupied it for this time. */
    record NodeOccupied(String node, Duration took) implements Activity {}

    /** The node answered nothing while it ran a job, which was taken from it. */
    record NodeSilent(String node) implements Activity {}

    /** The training was created, or has another status. */
    record TrainingChanged(TrainingJob training) implements Activity {}

    /** A worker begins an attempt at the merge. */
    record MergeStarted(MergeId merge, int attempt) implements Activity {}

    /** The merge has succeeded or failed. */
    record MergeEnded(MergeJob merge) implements Activity {}

    /** A worker begins an attempt at the import of these files. */
    record ImportStarted(CheckpointId checkpoint, int attempt) implements Activity {}

    /** The checkpoint is Active, or Disabled because its import has failed. */
    record ImportEnded(Checkpoint checkpoint) implements Activity {}

    /** The endpoint was created, or has another status or other counts. */
    record EndpointChanged(Endpoint endpoint) implements Activity {}

    /** The endpoint is gone. */
    record EndpointDeleted(Endpoint endpoint) implements Activity {}

    /** One attempt at the delivery of an event to a webhook. */
    record WebhookTried(boolean accepted) implements Activity {}
}
