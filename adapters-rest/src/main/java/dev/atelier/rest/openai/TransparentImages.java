package dev.atelier.rest.openai;

import dev.atelier.application.idempotency.RequestInProgressException;
import dev.atelier.application.inference.CreateInference;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.StartInference;
import dev.atelier.application.inference.StoreImageCopy;
import dev.atelier.application.inference.WaitForInference;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.QuotaExceededException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.inference.InferenceRequestParser;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/** Removes the backgrounds of a job's images, each by a job of its own, one after the other. Waits without a thread. */
@Singleton
class TransparentImages {

    /** The model of SD WebUI's rembg extension that suits any subject. */
    private static final String MODEL = "u2net";

    /** As long as Real-time jobs are waited for by default. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final OpenResultImage images;
    private final StoreImageCopy copies;
    private final CreateInference create;
    private final StartInference start;
    private final PayloadLimit limit;
    private final WaitForInference waits;
    private final ExecutorService threads;

    TransparentImages(
            OpenResultImage images,
            StoreImageCopy copies,
            CreateInference create,
            StartInference start,
            PayloadLimit limit,
            WaitForInference waits,
            @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.images = images;
        this.copies = copies;
        this.create = create;
        this.start = start;
        this.limit = limit;
        this.waits = waits;
        this.threads = threads;
    }

    /**
     * The job, with transparent copies in place of its images. Requests that ask for the same, at any replica, as a client
     * does whose stream broke off, wait for the same jobs.
     */
    CompletionStage<InferenceJob> of(Caller caller, InferenceJob job) {
        CompletionStage<List<String>> names = CompletableFuture.completedFuture(List.of());
        for (String name : job.images()) {
            names = names.thenComposeAsync(
                    cut -> copy(caller, job, name).thenApply(copy -> {
                        List<String> more = new ArrayList<>(cut);
                        more.add(copy);
                        return more;
                    }),
                    threads);
        }
        return names.thenApply(job::withImages);
    }

    private CompletionStage<String> copy(Caller caller, InferenceJob job, String name) {
        String copy = name.substring(0, name.lastIndexOf('.')) + "-transparent." + Format.PNG.extension();
        if (copies.exists(job, copy)) {
            return CompletableFuture.completedFuture(copy); // of an earlier attempt
        }
        return cut(caller, job, name)
                .thenApplyAsync(
                        ended -> {
                            copies.store(job, copy, Format.PNG, content(successful(ended, job.id())));
                            return copy;
                        },
                        threads);
    }

    /** The job for this image, which has the same id whenever it is asked for, until it ends without success. */
    private CompletionStage<InferenceJob> cut(Caller caller, InferenceJob job, String name) {
        for (int attempt = 1; ; attempt++) {
            InferenceJobId id = id(job, name, attempt);
            Optional<InferenceJob> known = start.recall(caller, id);
            if (known.isEmpty()) {
                return beginOnce(caller, job, name, id);
            }
            if (!hasFailed(known.get())) {
                return end(known.get());
            }
        }
    }

    private static InferenceJobId id(InferenceJob job, String name, int attempt) {
        String key = job.id() + "/" + name + (attempt == 1 ? "" : "/" + attempt);
        return new InferenceJobId(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean hasFailed(InferenceJob cut) {
        return cut.status().isEnd() && cut.status() != InferenceJobStatus.SUCCEED;
    }

    private CompletionStage<InferenceJob> beginOnce(Caller caller, InferenceJob job, String name, InferenceJobId id) {
        try {
            return begin(caller, job, name, id);
        } catch (RequestInProgressException e) {
            return end(start.recall(caller, id).orElseThrow(() -> e));
        }
    }

    /** That of another request, as it ended, or as it is after the longest wait. */
    private CompletionStage<InferenceJob> end(InferenceJob cut) {
        return waits.await(cut.id(), LONGEST_WAIT);
    }

    /**
     * A full queue and a quota that is used up are refused as those of the first job are, with the time after which a try makes
     * sense; of the refused job nothing stays. The first job does, with its images: it is complete, is in the list of jobs, and
     * has used its GPU; a repeat with the same Idempotency-Key goes on with them. Whatever else is in the way would be in
     * the way of another try, too, which might make the images again.
     */
    private CompletionStage<InferenceJob> begin(Caller caller, InferenceJob job, String name, InferenceJobId id) {
        try {
            InferenceJob cut = create.prepare(
                    caller,
                    new CreateInference.Command(
                            Optional.of(InferenceType.REAL_TIME), TaskType.REMBG, Map.of(), Optional.empty()),
                    id);
            // No thread of the request begins it.
            return start.start(caller, cut.tracedBy(Optional.ofNullable(job.trace())), payload(job, name));
        } catch (QuotaExceededException e) {
            throw new QuotaExceededException(notYetRemoved(e, job.id()), e.retryAfter());
        } catch (CapacityExceededException e) {
            throw new CapacityExceededException(notYetRemoved(e, job.id()));
        } catch (InvalidRequestException | PayloadTooLargeException e) {
            throw notRemoved(e.getMessage(), job.id());
        }
    }

    private static String notYetRemoved(CapacityExceededException reason, InferenceJobId of) {
        return "a background was not removed: " + reason.getMessage() + "; " + whereImagesAre(of)
                + ", and a repeat with the same Idempotency-Key does not make them again";
    }

    private static OpenAiException notRemoved(String reason, InferenceJobId of) {
        return OpenAiException.failed(
                "background", "the background could not be removed: " + reason + "; " + whereImagesAre(of));
    }

    private static String whereImagesAre(InferenceJobId of) {
        return "GET /inferences/" + of + " has the images with it";
    }

    private String payload(InferenceJob job, String name) {
        byte[] image = read(images.open(job, name));
        return InferenceRequestParser.within(
                limit,
                "an image whose background is to be removed",
                "{\"model\":\"" + MODEL + "\",\"return_mask\":false,\"alpha_matting\":false,\"input_image\":\""
                        + Base64.getEncoder().encodeToString(image) + "\"}");
    }

    private static InferenceJob successful(InferenceJob cut, InferenceJobId of) {
        if (cut.status() == InferenceJobStatus.SUCCEED) {
            if (!cut.images().get(0).endsWith("." + Format.PNG.extension())) {
                throw notRemoved("the node did not return a PNG", of);
            }
            return cut;
        }
        if (String.valueOf(cut.error()).contains("no route rembg")) {
            throw OpenAiException.unsupported(
                    "background",
                    "transparent backgrounds need SD WebUI's extension rembg, which no node has; leave background out, or"
                            + " give opaque or auto");
        }
        throw notRemoved(OpenAiErrors.withoutImagesBecause(cut), of);
    }

    private byte[] content(InferenceJob cut) {
        return read(images.open(cut, cut.images().get(0)));
    }

    private static byte[] read(InputStream image) {
        try (image) {
            return image.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading an image", e);
        }
    }
}
