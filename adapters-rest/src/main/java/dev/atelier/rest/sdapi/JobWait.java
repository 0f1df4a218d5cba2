package dev.atelier.rest.sdapi;

import dev.atelier.application.inference.ControlInference;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.access.SdapiSettings;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.GenericFutureListener;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for jobs as long as their clients do: most of these have no limit, and stop a job by closing the connection. */
@SdapiEnabled
@Singleton
class JobWait {

    private static final Logger LOG = LoggerFactory.getLogger(JobWait.class);
    private static final long POLL_SECONDS = 1;

    private final ControlInference control;
    private final SdapiSettings settings;
    private final ExecutorService threads;
    private final Executor nextPoll;

    JobWait(ControlInference control, SdapiSettings settings, @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.control = control;
        this.settings = settings;
        this.threads = threads;
        this.nextPoll = CompletableFuture.delayedExecutor(POLL_SECONDS, TimeUnit.SECONDS, threads);
    }

    /**
     * Completes with the job as it ended; it is canceled when the client goes away before.
     *
     * @param started completes with the job as it is at the backend's own timeout
     */
    CompletionStage<InferenceJob> untilEnd(
            Caller caller, InferenceJobId id, CompletionStage<InferenceJob> started, HttpRequest<?> request) {
        CompletionStage<InferenceJob> end = started.thenCompose(job -> goOn(caller, job));
        if (settings.cancelOnDisconnect() && request instanceof NettyHttpRequest<?> received) {
            ChannelFuture closed = received.getChannelHandlerContext().channel().closeFuture();
            GenericFutureListener<ChannelFuture> listener = future -> threads.execute(() -> abandon(caller, id));
            closed.addListener(listener);
            end.whenComplete((job, failure) -> closed.removeListener(listener));
        }
        return end;
    }

    private CompletionStage<InferenceJob> goOn(Caller caller, InferenceJob job) {
        return job.status().isEnd()
                ? CompletableFuture.completedFuture(job)
                : CompletableFuture.supplyAsync(() -> state(caller, job), nextPoll)
                        .thenCompose(now -> goOn(caller, now));
    }

    private InferenceJob state(Caller caller, InferenceJob job) {
        return control.find(caller, job.id())
                .orElseThrow(() -> new NotFoundException("inference " + job.id() + " was deleted while it ran"));
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
