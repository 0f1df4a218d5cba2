package dev.atelier.rest.openai;

import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.application.inference.PreviewInference;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.EventStreams;
import io.micronaut.http.HttpResponse;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Sends a job's previews while it runs, and its images when it has ended, as server-sent events. A stream occupies no thread
 * while it waits; a client that leaves ends it, and the job goes on.
 */
@Singleton
class ImageStreams {

    /** Nodes report no newer preview within this time. */
    static final Duration PREVIEW_INTERVAL = Duration.ofSeconds(1);

    /** Proxies take a connection for dead after a minute of silence. */
    static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(ImageStreams.class);

    /** Comments before the event that comes next: an event of their own would have no data, which some clients fail at. */
    private static final byte[] BEGIN = comment("the images follow");

    private static final byte[] HEARTBEAT = comment("the job goes on");

    /** How much is read of an image at once. */
    private static final int PIECE = 32 << 10;

    private final PreviewInference previews;
    private final OpenResultImage images;
    private final Clock clock;
    private final Scheduler threads;

    ImageStreams(
            PreviewInference previews,
            OpenResultImage images,
            Clock clock,
            @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.previews = previews;
        this.images = images;
        this.clock = clock;
        this.threads = Schedulers.fromExecutor(threads);
    }

    /** @param end completes with the job as it ended, or as it is after the longest wait */
    HttpResponse<Object> open(
            InferenceJob job, CompletionStage<InferenceJob> end, ImageEvents events, int partialImages) {
        // Subscribers that leave do not cancel what others wait for.
        Mono<InferenceJob> ended = Mono.fromFuture(end.toCompletableFuture(), true);
        Flux<byte[]> meanwhile =
                Flux.merge(heartbeats(HEARTBEAT_INTERVAL), new PartialImages(job, events, partialImages).follow());
        Flux<byte[]> result = ended.map(found -> events.end(found, images))
                .onErrorResume(failure -> Mono.just(ImageEvents.error(sentence(job.id(), failure))))
                .flatMapMany(this::pieces);
        return EventStreams.asStream(HttpResponse.ok(
                Flux.concat(Flux.just(BEGIN), meanwhile.takeUntilOther(ended.onErrorComplete()), result)));
    }

    static Flux<byte[]> heartbeats(Duration interval) {
        return Flux.interval(interval).onBackpressureDrop().map(tick -> HEARTBEAT);
    }

    /** Read as fast as the client takes it, by threads that may block. */
    private Flux<byte[]> pieces(InputStream events) {
        return Flux.<byte[], InputStream>generate(
                        () -> events,
                        (content, sink) -> {
                            byte[] piece = read(content);
                            if (piece.length == 0) {
                                sink.complete();
                            } else {
                                sink.next(piece);
                            }
                            return content;
                        },
                        ImageStreams::close)
                .subscribeOn(threads);
    }

    private static byte[] read(InputStream content) {
        try {
            return content.readNBytes(PIECE);
        } catch (IOException e) {
            throw new UncheckedIOException("reading images", e);
        }
    }

    private static void close(InputStream content) {
        try {
            content.close();
        } catch (IOException e) {
            LOG.debug("An image could not be closed", e);
        }
    }

    private static String sentence(InferenceJobId id, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NotFoundException
                || cause instanceof CapacityExceededException
                || cause instanceof OpenAiException) {
            return cause.getMessage();
        }
        LOG.error("The stream of inference {} failed", id, cause);
        return "internal error; the service's log has the cause, under inference " + id;
    }

    private static byte[] comment(String text) {
        return (": " + text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The previews of one stream, evenly over the job. */
    private final class PartialImages {

        private final InferenceJob job;
        private final ImageEvents events;
        private final int most;
        private int sent;

        private PartialImages(InferenceJob job, ImageEvents events, int most) {
            this.job = job;
            this.events = events;
            this.most = most;
        }

        private Flux<byte[]> follow() {
            return most == 0
                    ? Flux.empty()
                    : Flux.interval(PREVIEW_INTERVAL)
                            .onBackpressureDrop()
                            .concatMap(tick -> Mono.fromCallable(this::next).subscribeOn(threads), 1)
                            .take(most);
        }

        /** Null: there is none yet. */
        private byte[] next() {
            try {
                return previews.preview(job, (sent + 1.0) / (most + 1))
                        .map(image -> events.partialImage(sent++, image, clock.instant()))
                        .orElse(null);
            } catch (RuntimeException e) {
                // The image itself is what the client waits for.
                LOG.debug("No preview of inference {}", job.id(), e);
                return null;
            }
        }
    }
}
