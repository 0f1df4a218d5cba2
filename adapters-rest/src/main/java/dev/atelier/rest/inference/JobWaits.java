package dev.atelier.rest.inference;

import dev.atelier.application.inference.WaitForInference;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.ClientConnection;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Answers that wait for the end of a job. None occupies a thread, and those of clients that disconnect end. */
@Singleton
public final class JobWaits {

    /** Less than the minute after which proxies give an answer up. */
    static final Duration MAX_WAIT = Duration.ofSeconds(55);

    /** As long as Real-time jobs are waited for by default. */
    private static final Duration MAX_STREAM = Duration.ofMinutes(5);

    /** Each polls once a second. Further ones are answered without waiting. */
    static final int MAX_WAITING = 1000;

    /** The {@code Retry-After} of answers about jobs that have not ended, where it is not known how long they will wait. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    /** The most that clients are asked to wait, as estimates may be wrong. */
    private static final long MAX_POLL_SECONDS = 30;

    private static final Duration ALMOST_A_SECOND = Duration.ofSeconds(1).minusNanos(1);

    private final WaitForInference waitForInference;
    private final ClientConnection connections;
    private final AtomicInteger waiting = new AtomicInteger();

    JobWaits(WaitForInference waitForInference, ClientConnection connections) {
        this.waitForInference = waitForInference;
        this.connections = connections;
    }

    /** Asks the client to poll, unless the job has ended. */
    public static <T> MutableHttpResponse<T> askToPoll(InferenceJob job, MutableHttpResponse<T> response) {
        return askToPoll(job, Optional.empty(), response);
    }

    /** As above, but not before a node has the job. */
    public static <T> MutableHttpResponse<T> askToPoll(
            InferenceJob job, Optional<Duration> estimatedWait, MutableHttpResponse<T> response) {
        if (job.status().isEnd()) {
            return response;
        }
        long seconds = seconds(estimatedWait.orElse(POLL_INTERVAL));
        return response.header(
                HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, Math.min(seconds, MAX_POLL_SECONDS))));
    }

    /** In whole seconds, rounded up. */
    public static long seconds(Duration time) {
        return time.plus(ALMOST_A_SECOND).toSeconds();
    }

    /** The answer about a started job: of an Async one, when it has ended or the client's preferred wait is over. */
    <T> CompletionStage<HttpResponse<T>> answer(
            InferenceJob job, HttpRequest<?> request, Function<InferenceJob, MutableHttpResponse<T>> answer) {
        Optional<Duration> preferred = WaitPreference.in(request.getHeaders())
                .filter(wait -> job.inferenceType() == InferenceType.ASYNC)
                .map(wait -> wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT);
        return preferred
                .flatMap(wait -> await(job, request, wait))
                .<CompletionStage<HttpResponse<T>>>map(ended -> ended.thenApply(found -> answer.apply(found)
                        .header("Preference-Applied", "wait=" + preferred.get().toSeconds())))
                .orElseGet(() -> CompletableFuture.completedFuture(answer.apply(job)));
    }

    /** The Real-time job of an earlier attempt, as it ended, or as it is after the longest wait. */
    public CompletionStage<InferenceJob> resume(InferenceJob job, HttpRequest<?> request) {
        return resume(job, request, MAX_WAIT);
    }

    /** As above, for an answer that is streamed, so that no proxy takes it for a silent one. */
    public CompletionStage<InferenceJob> resumeStream(InferenceJob job, HttpRequest<?> request) {
        return resume(job, request, MAX_STREAM);
    }

    private CompletionStage<InferenceJob> resume(InferenceJob job, HttpRequest<?> request, Duration longest) {
        return job.inferenceType() == InferenceType.ASYNC || job.status().isEnd()
                ? CompletableFuture.completedFuture(job)
                : await(job, request, longest).orElseGet(() -> CompletableFuture.completedFuture(job));
    }

    /** Empty if too many wait. */
    private Optional<CompletableFuture<InferenceJob>> await(InferenceJob job, HttpRequest<?> request, Duration wait) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Optional.empty();
        }
        CompletableFuture<InferenceJob> ended = waitForInference.await(job.id(), wait);
        ended.whenComplete((found, failure) -> waiting.decrementAndGet());
        connections.whenLost(request, ended);
        return Optional.of(ended);
    }
}
