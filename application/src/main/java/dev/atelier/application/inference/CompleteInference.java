package dev.atelier.application.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Records a job's outcome. Idempotent: later outcomes for a finished or deleted job are ignored. */
@UseCase
public class CompleteInference {

    private final InferenceJobRepository jobs;
    private final ModelStore store;
    private final NotificationBus notificationBus;
    private final Clock clock;

    public CompleteInference(
            InferenceJobRepository jobs, ModelStore store, NotificationBus notificationBus, Clock clock) {
        this.jobs = jobs;
        this.store = store;
        this.notificationBus = notificationBus;
        this.clock = clock;
    }

    /** Ends the job if it is still in progress. */
    public boolean complete(InferenceJob job, InferenceOutcome outcome) {
        return complete(job, outcome, jobs::end);
    }

    /**
     * Ends the job through a port of the caller's.
     *
     * @param record stores the ended job if the caller still holds its claim; returns whether it did
     * @return what {@code record} returned; false, without calling it, when the job has ended or was removed
     */
    public boolean complete(InferenceJob job, InferenceOutcome outcome, Predicate<InferenceJob> record) {
        if (!is(job, InferenceJobStatus.INPROGRESS)) {
            return false; // the files of the first outcome stay as they are
        }
        try {
            boolean recorded = record.test(ended(job, outcome));
            if (recorded) {
                notificationBus.publish(NotificationBus.jobEndedTopic(job.id()));
            } else if (!is(job, InferenceJobStatus.INPROGRESS, InferenceJobStatus.SUCCEED)) {
                store.deleteQuietly(job.results()); // the job was removed or failed meanwhile, and has no images
            }
            return recorded;
        } catch (IOException e) {
            throw new UncheckedIOException("storing the results of inference " + job.id(), e);
        }
    }

    private boolean is(InferenceJob job, InferenceJobStatus... statuses) {
        return jobs.find(job.id())
                .map(InferenceJob::status)
                .filter(List.of(statuses)::contains)
                .isPresent();
    }

    private InferenceJob ended(InferenceJob job, InferenceOutcome outcome) throws IOException {
        if (outcome instanceof InferenceOutcome.Succeeded result) {
            return job.succeed(keep(job, result), clock.instant());
        }
        return job.fail(((InferenceOutcome.Failed) outcome).reason(), clock.instant());
    }

    private List<String> keep(InferenceJob job, InferenceOutcome.Succeeded result) throws IOException {
        List<String> names = new ArrayList<>();
        for (InferenceOutcome.Image image : result.images()) {
            String stem = job.taskType().makesSingleImage() ? "image" : "image_" + names.size();
            String name = stem + "." + image.format().extension();
            try (InputStream content = image.open()) {
                store.put(job.results().resolve(name), content, image.format().contentType());
            }
            names.add(name);
        }
        StorageUri parameters = StorageLayout.parameters(job.results(), job.id());
        store.put(parameters, new ByteArrayInputStream(parametersOf(job, result)), "application/json");
        return names;
    }

    /** Endpoint names and ids contain no characters that JSON would escape. */
    private static byte[] parametersOf(InferenceJob job, InferenceOutcome.Succeeded result) {
        return ("{\"parameters\": " + result.parameters() + ", \"info\": " + result.info() + ", \"endpoint_name\": \""
                        + job.place().name() + "\", \"inference_id\": \"" + job.id() + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
