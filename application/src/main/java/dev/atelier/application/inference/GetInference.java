package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Returns one job with links to its files. */
@UseCase
public class GetInference {

    /** How long the links are valid. */
    static final Duration DOWNLOAD_VALIDITY = Duration.ofHours(1);

    private final InferenceJobRepository jobs;
    private final ModelStore store;
    private final Audit audit;

    public GetInference(InferenceJobRepository jobs, ModelStore store, Audit audit) {
        this.jobs = jobs;
        this.store = store;
        this.audit = audit;
    }

    /**
     * A job and links to its files.
     *
     * @param payload link to its payload, once it was uploaded
     * @param images one for each image, in order; empty until it has succeeded
     * @param parameters one, or none until it has succeeded
     */
    public record Details(InferenceJob job, URI payload, List<URI> images, List<URI> parameters) {}

    public Details get(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        return describe(read(caller, OwnershipGuard.INFERENCE.find(jobs::find, caller, id)));
    }

    /** As {@link #get}; empty when there is no such job. */
    public Optional<Details> find(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        return OwnershipGuard.INFERENCE.findIfPresent(jobs::find, caller, id).map(job -> describe(read(caller, job)));
    }

    /** The job alone, for the parts of an answer about it that was recorded when it was read by {@link #get}. */
    public InferenceJob again(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        return OwnershipGuard.INFERENCE.find(jobs::find, caller, id);
    }

    /** Own jobs are read far more often, and without a trace. */
    private InferenceJob read(Caller caller, InferenceJob job) {
        if (!job.user().equals(caller.name())) {
            audit.record(caller, AuditAction.JOB_READ.on(job.id(), "of " + job.user()));
        }
        return job;
    }

    /** The links of a job that the caller may see. */
    public Details describe(InferenceJob job) {
        return new Details(
                job,
                store.presignDownload(job.payload(), DOWNLOAD_VALIDITY),
                job.images().stream()
                        .map(image -> store.presignDownload(job.results().resolve(image), DOWNLOAD_VALIDITY))
                        .toList(),
                job.status() == InferenceJobStatus.SUCCEED
                        ? List.of(store.presignDownload(
                                StorageLayout.parameters(job.results(), job.id()), DOWNLOAD_VALIDITY))
                        : List.of());
    }
}
