package dev.atelier.rest.sdapi;

import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.ListCapabilities;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.PlainJsonWriter;
import dev.atelier.rest.idempotency.IdempotentRequests;
import dev.atelier.rest.idempotency.IdempotentRequests.Attempts;
import dev.atelier.rest.inference.InferenceRequestParser;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.types.files.StreamedFile;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a request as a Real-time job and answers with its result; waiting for the job occupies no thread. */
@SdapiEnabled
@Singleton
class GenerateImages {

    private static final Logger LOG = LoggerFactory.getLogger(GenerateImages.class);

    private final CallerOptions options;
    private final OptionWrites writes;
    private final ListCapabilities capabilities;
    private final CreateInference create;
    private final StartInference start;
    private final OpenResultImage files;
    private final PayloadLimit limit;
    private final JobWait wait;
    private final TaskIds tasks;
    private final IdempotentRequests idempotent;

    GenerateImages(
            CallerOptions options,
            OptionWrites writes,
            ListCapabilities capabilities,
            CreateInference create,
            StartInference start,
            OpenResultImage files,
            PayloadLimit limit,
            JobWait wait,
            TaskIds tasks,
            IdempotentRequests idempotent) {
        this.options = options;
        this.writes = writes;
        this.capabilities = capabilities;
        this.create = create;
        this.start = start;
        this.files = files;
        this.limit = limit;
        this.wait = wait;
        this.tasks = tasks;
        this.idempotent = idempotent;
    }

    CompletionStage<HttpResponse<?>> run(
            Caller caller, TaskType task, @Nullable LazyJsonBody body, HttpRequest<?> request) {
        Attempts<StreamedFile> attempts = new Attempts<>(
                id -> start(caller, task, new InferenceJobId(id), body, request),
                id -> start.recall(caller, new InferenceJobId(id))
                        .map(job -> answer(
                                caller,
                                read(task, body).withoutImages(),
                                job.id(),
                                CompletableFuture.completedFuture(job),
                                request)));
        return idempotent
                .answer(request, caller, "POST " + request.getPath(), body, attempts)
                .thenApply(response -> response);
    }

    private static GenerationRequest read(TaskType task, @Nullable LazyJsonBody body) {
        return GenerationRequest.of(task, LazyJsonBody.payload(body).toMap());
    }

    private CompletionStage<HttpResponse<StreamedFile>> start(
            Caller caller, TaskType task, InferenceJobId id, @Nullable LazyJsonBody body, HttpRequest<?> request) {
        writes.await(request);
        GenerationRequest generation = read(task, body);
        Map<CheckpointType, List<String>> models = Map.of();
        Map<String, Object> settings = Map.of();
        if (task.needsCheckpoint()) {
            new Samplers(capabilities.list(caller)).check(generation.payload());
            settings = options.settings(caller, generation.settings());
            models = Map.of(
                    CheckpointType.STABLE_DIFFUSION, options.checkpoint(caller, settings, generation.settings()));
            settings.remove(CallerOptions.CHECKPOINT);
        }
        InferenceJob job = create.prepare(
                caller,
                new CreateInference.Command(Optional.of(InferenceType.REAL_TIME), task, models, Optional.empty()),
                id);
        String json = InferenceRequestParser.within(
                limit, "the payload of this request", PlainJsonWriter.write(generation.payload(settings)));
        return answer(caller, generation.withoutImages(), id, start.start(caller, job, json), request);
    }

    /** @param generation without images, as they would be held while the job is waited for */
    private CompletionStage<HttpResponse<StreamedFile>> answer(
            Caller caller,
            GenerationRequest generation,
            InferenceJobId id,
            CompletionStage<InferenceJob> started,
            HttpRequest<?> request) {
        tasks.remember(caller.name(), generation.taskId(), id);
        return wait.untilEnd(caller, id, started, request).thenApply(ended -> answer(ended, generation));
    }

    private HttpResponse<StreamedFile> answer(InferenceJob job, GenerationRequest generation) {
        if (job.status() == InferenceJobStatus.FAILED) {
            throw failure(String.valueOf(job.error()));
        }
        try {
            // One that was canceled ends as one that was interrupted before it had an image.
            return HttpResponse.ok(
                    new StreamedFile(new GenerationAnswer(files, job, generation), MediaType.APPLICATION_JSON_TYPE));
        } catch (UncheckedIOException e) {
            LOG.warn("The images of inference {} cannot be sent", job.id(), e);
            throw SdapiException.failed(
                    "OSError", "an image of inference " + job.id() + " could not be read; it may have been deleted");
        }
    }

    private static SdapiException failure(String reason) {
        String words = reason.toLowerCase(Locale.ROOT);
        if (words.contains("sampler not found") || words.contains("has no sampler")) {
            return Samplers.notFound();
        }
        return SdapiException.failed(words.contains("out of memory") ? "OutOfMemoryError" : "RuntimeError", reason);
    }
}
