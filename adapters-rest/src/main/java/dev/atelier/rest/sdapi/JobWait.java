package dev.atelier.rest.sdapi;

import dev.atelier.application.inference.ControlInference;
import dev.atelier.application.inference.WaitForInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.ClientConnection;
import dev.atelier.rest.ClientDisconnectedException;
import dev.atelier.rest.access.SdapiSettings;
import dev.atelier.rest.idempotency.IdempotentRequests;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for jobs as long as their clients do: most of these have no limit, and stop a job by closing the connection. */
@SdapiEnabled
@Singleton
class JobWait {

    private static final Logger LOG = LoggerFactory.getLogger(JobWait.class);

    private final WaitForInference waits;
    private final ControlInference control;
    private final ClientConnection connections;
    private final SdapiSettings settings;
    private final ExecutorService threads;

    JobWait(
            WaitForInference waits,
            ControlInference control,
            ClientConnection connections,
            SdapiSettings settings,
            @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.waits = waits;
        this.control = control;
        this.connections = connections;
        this.settings = settings;
        this.threads = threads;
    }

    /**
     * Completes with the job as it ended, on a thread that may block; fails when the client disconnects before, which cancels
     * the job.
     *
     * @param started completes with the job as it is at the backend's own timeout
     */
    CompletionStage<InferenceJob> untilEnd(
            Caller caller, InferenceJobId id, CompletionStage<InferenceJob> started, HttpRequest<?> request) {
        CompletableFuture<InferenceJob> end = new CompletableFuture<>();
        end.whenComplete((job, failure) -> {
            if (failure instanceof ClientDisconnectedException && isCanceledWithoutClient(request)) {
                abandon(caller, id);
            }
        });
        started.thenComposeAsync(job -> goOn(job, end), threads).whenComplete((job, failure) -> {
            if (failure == null) {
                end.complete(job);
            } else {
                end.completeExceptionally(failure);
            }
        });
        connections.whenLost(request, end);
        return end;
    }

    private CompletionStage<InferenceJob> goOn(InferenceJob job, CompletableFuture<InferenceJob> end) {
        if (job.status().isEnd()) {
            return CompletableFuture.completedFuture(job);
        }
        CompletableFuture<InferenceJob> wait = waits.await(job.id());
        end.whenComplete((ended, failure) -> wait.cancel(false));
        return wait;
    }

    /** A client that has sent a key may ask for the images again. */
    private boolean isCanceledWithoutClient(HttpRequest<?> request) {
        return settings.cancelOnDisconnect() && !request.getHeaders().contains(IdempotentRequests.HEADER);
    }

    private void abandon(Caller caller, InferenceJobId id) {
        try {
            LOG.info("The client of inference {} is gone; the job is canceled", id);
            control.abandon(caller, id);
        } catch (RuntimeException e) {
            LOG.warn("Inference {} could not be canceled after its client was gone; it continues", id, e);
        }
    }
}
