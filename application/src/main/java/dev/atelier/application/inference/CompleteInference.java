package dev.atelier.application.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.UseCase;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.activity.Activity;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Records a job's outcome. Idempotent: later outcomes for a finished or deleted job are ignored. */
@UseCase
public class CompleteInference {

    private final InferenceJobRepository jobs;
    private final InferenceQueue queue;
    private final ModelStore store;
    private final NotificationBus notificationBus;
    private final Clock clock;
    private final Activities activities;
    private final Map<InferenceJobId, CompletableFuture<InferenceJob>> awaited = new ConcurrentHashMap<>();

    public CompleteInference(
            InferenceJobRepository jobs,
            InferenceQueue queue,
            ModelStore store,
            NotificationBus notificationBus,
            Clock clock,
            Activities activities) {
        this.jobs = jobs;
        this.queue = queue;
        this.store = store;
        this.notificationBus = notificationBus;
        this.clock = clock;
        this.activities = activities;
    }

    /**
     * Completes when the job ends in this process, with the job as it ended. Cancel it when it is not needed any more, to
     * release what it holds.
     */
    CompletableFuture<InferenceJob> nextEnd(InferenceJobId job) {
        CompletableFuture<InferenceJob> end = awaited.computeIfAbsent(job, id -> new CompletableFuture<>());
        end.whenComplete((ended, failure) -> awaited.remove(job, end));
        return end;
    }

    /** Ends the job if it is still in progress; otherwise false. */
    public boolean complete(InferenceJob job, InferenceOutcome outcome) {
        if (!is(job, InferenceJobStatus.INPROGRESS)) {
            return false; // the files of the first outcome stay as they are
        }
        return complete(job, outcome, jobs::end, Optional.empty(), true);
    }

    /**
     * Ends the job if the claim on it is not lost; otherwise false. A caller with images has just renewed the claim, so
     * that they cannot replace those of another outcome.
     */
    public boolean complete(InferenceJob job, InferenceOutcome outcome, InferenceQueue.Claim claim) {
        return complete(job, outcome, ended -> queue.complete(claim, ended), Optional.of(claim.node()), false);
    }

    /** Fails a queued job that is marked as unservable, unless it was claimed meanwhile; false then. */
    public boolean giveUp(InferenceJob job, String reason) {
        InferenceOutcome failed = new InferenceOutcome.Failed(reason, FailureClass.UNSERVABLE);
        return complete(job, failed, queue::giveUp, Optional.empty(), false);
    }

    /** @param mayRun whether a worker, of any process, may still run the job */
    private boolean complete(
            InferenceJob job,
            InferenceOutcome outcome,
            Predicate<InferenceJob> record,
            Optional<String> node,
            boolean mayRun) {
        try {
            InferenceJob ended = ended(job, outcome);
            boolean recorded = record.test(ended);
            if (recorded) {
                publish(ended, mayRun);
                activities.report(new Activity.JobEnded(ended, failure(outcome), node));
            } else if (!is(job, InferenceJobStatus.INPROGRESS, InferenceJobStatus.SUCCEED)) {
                store.deleteQuietly(job.results()); // the job was removed or failed meanwhile, and has no images
            }
            return recorded;
        } catch (IOException e) {
            throw new UncheckedIOException("storing the results of inference " + job.id(), e);
        }
    }

    /** Beside a worker, only the one caller who started a Real-time job waits for its end. */
    private void publish(InferenceJob ended, boolean mayRun) {
        CompletableFuture<InferenceJob> waiter = awaited.get(ended.id());
        boolean awaitedHere = waiter != null && waiter.complete(ended);
        boolean mayBeAwaited = ended.inferenceType() == InferenceType.REAL_TIME && !awaitedHere;
        String topic = NotificationBus.jobEndedTopic(ended.id());
        if (mayRun || mayBeAwaited) {
            notificationBus.publish(topic);
        } else {
            notificationBus.publishLocally(topic);
        }
    }

    private static Optional<FailureClass> failure(InferenceOutcome outcome) {
        return outcome instanceof InferenceOutcome.Failed failed ? Optional.of(failed.failure()) : Optional.empty();
    }

    private boolean is(InferenceJob job, InferenceJobStatus... statuses) {
        return jobs.find(job.id())
                .map(InferenceJob::status)
                .filter(List.of(statuses)::contains)
                .isPresent();
    }

    private InferenceJob ended(InferenceJob job, InferenceOutcome outcome) throws IOException {
        if (outcome instanceof InferenceOutcome.Succeeded result) {
            long begin = System.nanoTime();
            List<String> images = keep(job, result);
            activities.report(new Activity.JobStored(job, Duration.ofNanos(System.nanoTime() - begin)));
            return job.succeed(images, clock.instant());
        }
        if (outcome instanceof InferenceOutcome.Canceled canceled) {
            return job.cancel(canceled.by(), clock.instant());
        }
        return job.fail(((InferenceOutcome.Failed) outcome).reason(), clock.instant());
    }

    private List<String> keep(InferenceJob job, InferenceOutcome.Succeeded result) throws IOException {
        List<String> names = new ArrayList<>();
        for (InferenceOutcome.Image image : result.images()) {
            String stem = job.taskType().makesSingleImage() ? "image" : "image_" + names.size();
            String name = stem + "." + image.format().extension();
            image.storeAt(job.results().resolve(name), store);
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
