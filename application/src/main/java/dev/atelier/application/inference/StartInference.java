package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.application.idempotency.RequestInProgressException;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.PromptText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Submits a created job, whose payload has been uploaded, to its backend. */
@UseCase
public class StartInference {

    private final InferenceJobRepository jobs;
    private final EndpointLookup endpoints;
    private final ModelStore store;
    private final PayloadLimit limit;
    private final PayloadReader reader;
    private final CheckPayload check;
    private final BackendRegistry backendRegistry;
    private final CompleteInference complete;
    private final Clock clock;
    private final Tracer tracer;

    public StartInference(
            InferenceJobRepository jobs,
            EndpointLookup endpoints,
            ModelStore store,
            PayloadLimit limit,
            PayloadReader reader,
            CheckPayload check,
            BackendRegistry backendRegistry,
            CompleteInference complete,
            Clock clock,
            Tracer tracer) {
        this.jobs = jobs;
        this.endpoints = endpoints;
        this.store = store;
        this.limit = limit;
        this.reader = reader;
        this.check = check;
        this.backendRegistry = backendRegistry;
        this.complete = complete;
        this.clock = clock;
        this.tracer = tracer;
    }

    /**
     * Starts the job.
     *
     * @return the job: for Async, at once, as it was submitted; for Real-time as it ended, or as it is at the backend's
     *     timeout, when it continues without the caller
     */
    public CompletionStage<InferenceJob> start(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        InferenceJob job = OwnershipGuard.INFERENCE.find(jobs::find, caller, id);
        InferenceJob started = started(job);
        requirePayload(job);
        requireEndpoint(job);
        return run(checked(started, read(job)), false);
    }

    /**
     * Stores the payload given with the request itself, then starts the job, which is {@linkplain CreateInference#prepare
     * prepared} and not stored yet. If that fails nothing of it remains: its caller never learned its id.
     */
    public CompletionStage<InferenceJob> start(Caller caller, InferenceJob job, String payload) {
        return withPayload(caller, job, payload, started -> run(started, true));
    }

    /**
     * As above, without waiting for a result.
     *
     * @return the job as it is right after it was submitted, whatever its type
     */
    public InferenceJob startWithoutWaiting(Caller caller, InferenceJob job, String payload) {
        withPayload(caller, job, payload, started -> submit(started, true));
        return jobs.find(job.id())
                .orElseThrow(
                        () -> new NotFoundException("inference " + job.id() + " was deleted while it was started"));
    }

    /** The job, if an earlier call has started it. */
    public Optional<InferenceJob> recall(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        return OwnershipGuard.INFERENCE
                .findIfPresent(jobs::find, caller, id)
                .filter(job -> job.status() != InferenceJobStatus.CREATED);
    }

    private <T> T withPayload(Caller caller, InferenceJob job, String payload, Function<InferenceJob, T> run) {
        byte[] content = payload.getBytes(StandardCharsets.UTF_8);
        try {
            caller.require(ResourceType.INFERENCE, Action.CREATE);
            InferenceJob started = checked(started(job), reader.read(new ByteArrayInputStream(content)));
            store.put(job.payload(), new ByteArrayInputStream(content), "application/json");
            return run.apply(started);
        } catch (IOException e) {
            remove(job);
            throw new UncheckedIOException("storing the payload of inference " + job.id(), e);
        } catch (RequestInProgressException e) {
            throw e; // the job of this id is that of another attempt, and its payload is the same
        } catch (RuntimeException e) {
            remove(job);
            throw e;
        }
    }

    /** In the trace of this call, or else of what the job was prepared for. */
    private InferenceJob started(InferenceJob job) {
        return job.start(clock.instant()).tracedBy(tracer.current().or(() -> Optional.ofNullable(job.trace())));
    }

    /** With what its payload says of it. */
    private InferenceJob checked(InferenceJob started, Map<String, Object> payload) {
        return started.using(check.check(started, payload))
                .promptedBy(payload.get("prompt") instanceof String prompt ? PromptText.of(prompt) : Optional.empty());
    }

    private CompletionStage<InferenceJob> run(InferenceJob started, boolean isNew) {
        if (started.inferenceType() == InferenceType.ASYNC) {
            return CompletableFuture.completedFuture(submit(started, isNew));
        }
        CompletableFuture<InferenceJob> end = complete.nextEnd(started.id());
        try {
            InferenceRunner runner = backendRegistry.runner(started.place().backend());
            CompletionStage<Boolean> run = runner.submitAndAwait(started, isNew);
            failIfEndpointIsGone(started, runner);
            return run.whenComplete((first, failure) -> end.cancel(false)).thenApply(first -> {
                requireNotYetStarted(started.id(), first);
                return end.isCancelled() ? stored(started.id()) : end.join();
            });
        } catch (RuntimeException e) {
            end.cancel(false);
            throw e;
        }
    }

    /** As it ended in another process, or as it is at the backend's timeout. */
    private InferenceJob stored(InferenceJobId id) {
        return jobs.find(id).orElseThrow(() -> new NotFoundException("inference " + id + " was deleted while it ran"));
    }

    private Map<String, Object> read(InferenceJob job) {
        try (InputStream payload = store.open(job.payload())) {
            return reader.read(payload);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the payload of inference " + job.id(), e);
        }
    }

    private InferenceJob submit(InferenceJob started, boolean isNew) {
        InferenceRunner runner = backendRegistry.runner(started.place().backend());
        requireNotYetStarted(started.id(), runner.submit(started, isNew));
        failIfEndpointIsGone(started, runner);
        return started;
    }

    private void remove(InferenceJob job) {
        jobs.delete(job.id());
        store.deleteQuietly(job.payload());
    }

    private void requirePayload(InferenceJob job) {
        try {
            StoredFile payload = store.find(job.payload())
                    .orElseThrow(
                            () -> new InvalidRequestException(
                                    "the payload of inference " + job.id()
                                            + " was not uploaded yet: PUT it to its api_params_s3_upload_url, then start the inference again"));
            // Not every store can enforce the limit during the upload.
            if (payload.size() > limit.bytes()) {
                throw new PayloadTooLargeException("the payload of inference " + job.id() + " has " + payload.size()
                        + " bytes; " + limit.bytes() + " are the most");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the payload of inference " + job.id(), e);
        }
    }

    private void requireEndpoint(InferenceJob job) {
        boolean serves = endpoints
                .find(job.place().endpoint())
                .filter(endpoint -> endpoint.status().serves())
                .isPresent();
        if (!serves) {
            throw new InvalidRequestException("endpoint " + job.place().name() + " of inference " + job.id()
                    + " is not in service any more; create the inference again");
        }
    }

    /**
     * The deletion of an endpoint fails the jobs in progress; this one may have been started too late for that. (After a
     * deletion by another process, within the second in which that is not seen here, the backend fails it.)
     */
    private void failIfEndpointIsGone(InferenceJob started, InferenceRunner runner) {
        if (endpoints.find(started.place().endpoint()).isEmpty()) {
            runner.cancel(started);
            complete.complete(
                    started,
                    new InferenceOutcome.Failed(
                            "endpoint " + started.place().name() + " was deleted", FailureClass.ENDPOINT));
        }
    }

    private static void requireNotYetStarted(InferenceJobId id, boolean first) {
        if (!first) {
            throw new InvalidRequestException("inference " + id + " was started by another call already");
        }
    }
}
