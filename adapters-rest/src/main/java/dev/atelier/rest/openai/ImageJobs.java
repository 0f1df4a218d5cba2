package dev.atelier.rest.openai;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.FindGenerationModel;
import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.PublicUrlResolver;
import dev.atelier.rest.idempotency.IdempotentRequests;
import dev.atelier.rest.idempotency.IdempotentRequests.Attempts;
import dev.atelier.rest.inference.InferenceRequestParser;
import dev.atelier.rest.inference.JobWaits;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes images by Real-time jobs, which are in the list of jobs as any other; waiting for one occupies no thread. */
@Singleton
class ImageJobs {

    private static final Logger LOG = LoggerFactory.getLogger(ImageJobs.class);

    private final FindGenerationModel findModel;
    private final CreateInference create;
    private final StartInference start;
    private final GetInference get;
    private final OpenResultImage images;
    private final PayloadLimit limit;
    private final PublicUrlResolver links;
    private final JsonMapper mapper;
    private final JobWaits waits;
    private final ImageStreams streams;
    private final TransparentImages transparent;
    private final OutputImages output;
    private final ExecutorService threads;
    private final IdempotentRequests idempotent;

    ImageJobs(
            FindGenerationModel findModel,
            CreateInference create,
            StartInference start,
            GetInference get,
            OpenResultImage images,
            PayloadLimit limit,
            PublicUrlResolver links,
            JsonMapper mapper,
            JobWaits waits,
            ImageStreams streams,
            TransparentImages transparent,
            OutputImages output,
            @Named(TaskExecutors.BLOCKING) ExecutorService threads,
            IdempotentRequests idempotent) {
        this.findModel = findModel;
        this.create = create;
        this.start = start;
        this.get = get;
        this.images = images;
        this.limit = limit;
        this.links = links;
        this.mapper = mapper;
        this.waits = waits;
        this.streams = streams;
        this.transparent = transparent;
        this.output = output;
        this.threads = threads;
        this.idempotent = idempotent;
    }

    /** @param content what distinguishes the request from others with the same Idempotency-Key */
    CompletionStage<HttpResponse<?>> run(
            Caller caller, ImageTask task, Collection<ByteBuffer> content, HttpRequest<?> request) {
        output.requireFormat(task.image());
        CreateInference.Command command = new CreateInference.Command(
                Optional.of(InferenceType.REAL_TIME),
                task.type(),
                Map.of(
                        CheckpointType.STABLE_DIFFUSION,
                        files(caller, task.image().model(), task.alias())),
                Optional.empty(),
                task.image().endUser());
        Map<String, Object> payload = task.payload();
        String json = InferenceRequestParser.within(limit, "the payload of this request", json(payload));
        Answer answer = new Answer(caller, task.image(), new ImageEvents(task, payload), request);
        Attempts<Object> attempts = new Attempts<>(
                id -> {
                    InferenceJob job = create.prepare(caller, command, new InferenceJobId(id));
                    return answer.of(job, start.start(caller, job, json));
                },
                id -> start.recall(caller, new InferenceJobId(id))
                        .map(found -> answer.of(
                                found,
                                task.image().stream()
                                        ? waits.resumeStream(found, request)
                                        : waits.resume(found, request))));
        return idempotent
                .answer(request, caller, task.operation(), content, attempts)
                .thenApply(response -> response);
    }

    private List<String> files(Caller caller, @Nullable String model, Optional<ModelAlias> alias) {
        String name = alias.map(ModelAlias::checkpoint).orElse(model);
        if (name == null) {
            throw OpenAiException.missing(
                    "model",
                    "model is missing; it should name a checkpoint by its file, or an alias. GET /v1/models lists them");
        }
        return findModel
                .find(caller, name)
                .orElseThrow(() -> OpenAiException.noModel("model " + TextSanitizer.quote(name)
                        + " does not exist or is not open to user " + caller.name()
                        + "; GET /v1/models lists those that are"));
    }

    private String json(Map<String, Object> payload) {
        try {
            return mapper.writeValueAsString(Argument.mapOf(String.class, Object.class), payload);
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
    }

    /** How a job is answered; without its payload, which would be held while the job is waited for. */
    private final class Answer {

        private final Caller caller;
        private final ImageRequest image;
        private final ImageEvents events;
        private final HttpRequest<?> request;

        private Answer(Caller caller, ImageRequest image, ImageEvents events, HttpRequest<?> request) {
            this.caller = caller;
            this.image = image;
            this.events = events;
            this.request = request;
        }

        /** A job that has failed before its stream begins is answered by its status. */
        private CompletionStage<HttpResponse<Object>> of(InferenceJob job, CompletionStage<InferenceJob> end) {
            boolean mayHaveImages = !job.status().isEnd() || job.status() == InferenceJobStatus.SUCCEED;
            CompletionStage<InferenceJob> finished = end.thenComposeAsync(this::cutOut, threads)
                    .thenApplyAsync(found -> output.of(found, image), threads);
            return image.stream() && mayHaveImages
                    ? CompletableFuture.completedFuture(streams.open(job, finished, events, image.partialImages()))
                    : finished.thenApplyAsync(this::whole, threads);
        }

        private CompletionStage<InferenceJob> cutOut(InferenceJob job) {
            return image.transparent() ? transparent.of(caller, job) : CompletableFuture.completedFuture(job);
        }

        @SuppressWarnings("unchecked") // errors have a body of another type
        private HttpResponse<Object> whole(InferenceJob job) {
            return job.status() == InferenceJobStatus.SUCCEED
                    ? HttpResponse.ok(new StreamedFile(json(job), MediaType.APPLICATION_JSON_TYPE))
                    : (HttpResponse<Object>) OpenAiErrors.withoutImages(job);
        }

        private ImagesJson json(InferenceJob job) {
            try {
                return new ImagesJson(get.describe(job), image.formats(), links.of(request), images);
            } catch (UncheckedIOException e) {
                LOG.warn("The images of inference {} cannot be sent", job.id(), e);
                throw OpenAiException.failed(null, OpenAiErrors.unreadable(job));
            }
        }
    }
}
