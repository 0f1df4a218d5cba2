package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestImages.image;
import static dev.atelier.application.testing.TestImages.png;
import static dev.atelier.application.testing.TestImages.success;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.inference.InferenceOutcome.Failed;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.InferenceOutcome.Image;
import dev.atelier.application.inference.InferenceOutcome.Succeeded;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryInferenceQueue;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CompleteInferenceTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CompleteInference complete = atelier.complete;
    private final InferenceJob started = atelier.add(job().started());

    @Test
    void keepsTheImagesAndParametersAndEndsTheJob() throws Exception {
        CompletableFuture<Void> waiter = atelier.signals.nextNotification(NotificationBus.jobEndedTopic(started.id()));
        atelier.clock.pass(Duration.ofSeconds(20));

        assertThat(complete.complete(started, success("first", "second"))).isTrue();

        assertThat(stored()).isEqualTo(started.succeed(List.of("image_0.png", "image_1.png"), atelier.clock.instant()));
        assertThat(atelier.read(started.results().resolve("image_0.png"))).isEqualTo("first");
        assertThat(atelier.read(started.results().resolve("image_1.png"))).isEqualTo("second");
        assertThat(atelier.read(started.results().resolve(started.id() + "_param.json")))
                .isEqualTo("{\"parameters\": {\"seed\": 7}, \"info\": {\"all_seeds\": [7]}, \"endpoint_name\": \""
                        + started.place().name() + "\", \"inference_id\": \"" + started.id() + "\"}");
        assertThat(waiter).isDone();
    }

    @Test
    void namesImagesByTheirFormat() {
        Succeeded outcome =
                new Succeeded(List.of(png("p"), image(Format.JPEG, "j"), image(Format.WEBP, "w")), "{}", "{}");

        complete.complete(started, outcome);

        assertThat(stored().images()).containsExactly("image_0.png", "image_1.jpg", "image_2.webp");
        assertThat(atelier.store.contentType(started.results().resolve("image_1.jpg")))
                .contains("image/jpeg");
    }

    @Test
    void theOnlyImageOfATaskHasNoNumber() {
        for (TaskType task : List.of(TaskType.REMBG, TaskType.EXTRA_SINGLE_IMAGE)) {
            InferenceJob single = atelier.add(job().task(task).models().started());

            complete.complete(single, success("only"));

            assertThat(atelier.jobs.find(single.id()).orElseThrow().images()).containsExactly("image.png");
        }
    }

    @Test
    void keepsTheReasonOfAFailure() {
        CompletableFuture<Void> waiter = atelier.signals.nextNotification(NotificationBus.jobEndedTopic(started.id()));

        assertThat(complete.complete(started, new Failed("no memory"))).isTrue();

        assertThat(stored()).isEqualTo(started.fail("no memory", atelier.clock.instant()));
        assertThat(atelier.store.files()).isEmpty();
        assertThat(waiter).isDone();
    }

    @Test
    void theSameOutcomeTwiceChangesNothing() throws Exception {
        complete.complete(started, success("image"));
        InferenceJob ended = stored();
        atelier.clock.pass(Duration.ofSeconds(20));
        CompletableFuture<Void> waiter = atelier.signals.nextNotification(NotificationBus.jobEndedTopic(started.id()));

        assertThat(complete.complete(started, success("image"))).isFalse();

        assertThat(stored()).isEqualTo(ended);
        assertThat(atelier.read(started.results().resolve("image_0.png"))).isEqualTo("image");
        assertThat(waiter).isNotDone();
    }

    @Test
    void anotherOutcomeAfterTheEndChangesNothing() throws Exception {
        complete.complete(started, success("image"));
        InferenceJob ended = stored();

        assertThat(complete.complete(started, success("another", "and more"))).isFalse();
        assertThat(complete.complete(started, new Failed("late"))).isFalse();

        assertThat(stored()).isEqualTo(ended);
        assertThat(atelier.read(started.results().resolve("image_0.png"))).isEqualTo("image");
        assertThat(atelier.store.files()).hasSize(2);
    }

    @Test
    void aResultForAFailedJobLeavesNoFiles() {
        complete.complete(started, new Failed("endpoint was deleted"));

        assertThat(complete.complete(started, success("late"))).isFalse();

        assertThat(stored().status()).isEqualTo(InferenceJobStatus.FAILED);
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void aResultForARemovedJobLeavesNoFiles() {
        atelier.jobs.delete(started.id());

        assertThat(complete.complete(started, success("late"))).isFalse();

        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void aJobThatIsRemovedWhileItsImagesAreKeptLeavesNoFiles() {
        Claim claim = claim(started);
        InMemoryInferenceQueue queue = new InMemoryInferenceQueue(atelier.jobs, atelier.clock) {
            @Override
            public boolean complete(Claim held, InferenceJob ended) {
                assertThat(held).isEqualTo(claim);
                assertThat(atelier.store.files()).hasSize(2);
                atelier.jobs.delete(ended.id());
                return super.complete(held, ended);
            }
        };
        CompleteInference complete = new CompleteInference(
                atelier.jobs, queue, atelier.store, atelier.signals, atelier.clock, Activities.unheard());

        assertThat(complete.complete(started, success("late"), claim)).isFalse();

        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void onlyTheClaimThatHoldsRecordsTheEnd() {
        InferenceJob job = atelier.add(job().created()).start(atelier.clock.instant());
        atelier.queue.enqueue(job);
        CompletableFuture<Void> waiter = atelier.signals.nextNotification(NotificationBus.jobEndedTopic(job.id()));
        Claim lost = claim(job);
        atelier.clock.pass(LEASE);
        Claim claim = claim(job);

        assertThat(complete.complete(job, success("image"), lost)).isFalse();
        assertThat(atelier.jobs.find(job.id())).contains(job);
        assertThat(waiter).isNotDone();

        assertThat(complete.complete(job, success("image"), claim)).isTrue();
        assertThat(waiter).isDone();
    }

    @Test
    void anEndIsPublishedElsewhereOnlyWhereSomebodyMayWaitForIt() {
        InferenceJob async = queued(job());
        complete.complete(async, success("image"), claim(async));
        assertThat(isPublishedElsewhere(async)).isFalse();

        InferenceJob realTime = queued(job().realTime());
        complete.complete(realTime, success("image"), claim(realTime));
        assertThat(isPublishedElsewhere(realTime)).isTrue();

        InferenceJob perhapsRunning = queued(job());
        complete.complete(perhapsRunning, new Failed("endpoint was deleted"));
        assertThat(isPublishedElsewhere(perhapsRunning)).isTrue();
    }

    @Test
    void aCallerOfThisProcessGetsTheJobAsItEnded() {
        InferenceJob realTime = queued(job().realTime());
        CompletableFuture<InferenceJob> end = complete.nextEnd(realTime.id());

        complete.complete(realTime, success("image"), claim(realTime));

        assertThat(end).isCompletedWithValue(atelier.jobs.find(realTime.id()).orElseThrow());
        assertThat(isPublishedElsewhere(realTime)).isFalse();
    }

    private boolean isPublishedElsewhere(InferenceJob job) {
        return atelier.signals.wasPublishedElsewhere(NotificationBus.jobEndedTopic(job.id()));
    }

    private InferenceJob queued(TestJobs job) {
        InferenceJob started = job.started();
        atelier.queue.enqueue(started, true);
        return started;
    }

    @Test
    void anImageThatCannotBeReadLeavesTheJobInProgress() {
        Image broken = new Image() {
            @Override
            public Format format() {
                return Format.PNG;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("no disk");
            }
        };

        assertThatThrownBy(() -> complete.complete(started, new Succeeded(List.of(png("ok"), broken), "{}", "{}")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(started.id().toString());

        assertThat(stored()).isEqualTo(started);
    }

    /** The job's next claim; an arbitrary one when it is not queued. */
    private Claim claim(InferenceJob job) {
        Claimant node = new Claimant("n", Set.of(job.place().endpoint()), Set.of(), true, Optional.empty());
        return atelier.queue.claim(node, LEASE).orElse(new Claim(job, "n", 1, 1, null, false, Set.of(), true));
    }

    private InferenceJob stored() {
        return atelier.jobs.find(started.id()).orElseThrow();
    }
}
