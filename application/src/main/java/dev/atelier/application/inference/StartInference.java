package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Submits a created job, whose payload has been uploaded, to its backend. */
@UseCase
public class StartInference {

    private final InferenceJobRepository jobs;
    private final EndpointRepository endpoints;
    private final ModelStore store;
    private final PayloadLimit limit;
    private final PayloadReader reader;
    private final CheckPayload check;
    private final BackendRegistry backendRegistry;
    private final CompleteInference complete;
    private final Clock clock;

    public StartInference(
            InferenceJobRepository jobs,
            EndpointRepository endpoints,
            ModelStore store,
            PayloadLimit limit,
            PayloadReader reader,
            CheckPayload check,
            BackendRegistry backendRegistry,
            CompleteInference complete,
            Clock clock) {
        this.jobs = jobs;
        this.endpoints = endpoints;
        this.store = store;
        this.limit = limit;
        this.reader = reader;
        this.check = check;
        this.backendRegistry = backendRegistry;
        this.complete = complete;
        this.clock = clock;
    }

    /**
     * Starts the job.
     *
     * @return the job: for Async, at once, as it was submitted; for Real-time as it ended, or as it is at the backend's
     *     timeout, when it continues without the caller
     */
    public CompletionStage<InferenceJob> start(Caller caller, InferenceJobId id) {
        InferenceJob started = requireStartable(caller, id);
        if (started.inferenceType() == InferenceType.ASYNC) {
            return CompletableFuture.completedFuture(submit(started));
        }
        InferenceRunner runner = backendRegistry.runner(started.place().backend());
        CompletionStage<Boolean> run = runner.submitAndAwait(started);
        failIfEndpointIsGone(started, runner);
        return run.thenApply(first -> {
            requireNotYetStarted(id, first);
            return jobs.find(id)
                    .orElseThrow(() -> new NotFoundException("inference " + id + " was deleted while it ran"));
        });
    }

    /**
     * Stores the payload given with the request itself, then starts the job. If that fails the job is removed: its
     * caller never learned its id.
     */
    public CompletionStage<InferenceJob> start(Caller caller, InferenceJob job, String payload) {
        return withPayload(job, payload, () -> start(caller, job.id()));
    }

    /**
     * As above, without waiting for a result.
     *
     * @return the job as it was submitted, whatever its type
     */
    public InferenceJob startWithoutWaiting(Caller caller, InferenceJob job, String payload) {
        withPayload(job, payload, () -> submit(requireStartable(caller, job.id())));
        return jobs.find(job.id())
                .orElseThrow(
                        () -> new NotFoundException("inference " + job.id() + " was deleted while it was started"));
    }

    private <T> T withPayload(InferenceJob job, String payload, Supplier<T> start) {
        try {
            store.put(
                    job.payload(),
                    new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)),
                    "application/json");
            return start.get();
        } catch (IOException e) {
            remove(job);
            throw new UncheckedIOException("storing the payload of inference " + job.id(), e);
        } catch (RuntimeException e) {
            remove(job);
            throw e;
        }
    }

    /** The started job, if it can be started. */
    private InferenceJob requireStartable(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        InferenceJob job = OwnedJobFinder.find(jobs, caller, id);
        InferenceJob started = job.start(clock.instant());
        requirePayload(job);
        requireEndpoint(job);
        return started.using(check.check(job, read(job)));
    }

    private Map<String, Object> read(InferenceJob job) {
        try (InputStream payload = store.open(job.payload())) {
            return reader.read(payload);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the payload of inference " + job.id(), e);
        }
    }

    private InferenceJob submit(InferenceJob started) {
        InferenceRunner runner = backendRegistry.runner(started.place().backend());
        requireNotYetStarted(started.id(), runner.submit(started));
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

    /** The deletion of an endpoint fails the jobs in progress; this one may have been started too late for that. */
    private void failIfEndpointIsGone(InferenceJob started, InferenceRunner runner) {
        if (endpoints.find(started.place().endpoint()).isEmpty()) {
            runner.cancel(started);
            complete.complete(
                    started,
                    new InferenceOutcome.Failed("endpoint " + started.place().name() + " was deleted"));
        }
    }

    private static void requireNotYetStarted(InferenceJobId id, boolean first) {
        if (!first) {
            throw new InvalidRequestException("inference " + id + " was started by another call already");
        }
    }
}
