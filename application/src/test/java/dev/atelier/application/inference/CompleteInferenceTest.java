package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestImages.image;
import static dev.atelier.application.testing.TestImages.png;
import static dev.atelier.application.testing.TestImages.success;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceOutcome.Failed;
import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.InferenceOutcome.Image;
import dev.atelier.application.inference.InferenceOutcome.Succeeded;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CompleteInferenceTest {

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
        boolean recorded = complete.complete(started, success("late"), ended -> {
            assertThat(atelier.store.files()).hasSize(2);
            atelier.jobs.delete(ended.id());
            return false;
        });

        assertThat(recorded).isFalse();
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void whoHasItsOwnWayToRecordTheEndDecides() {
        CompletableFuture<Void> waiter = atelier.signals.nextNotification(NotificationBus.jobEndedTopic(started.id()));

        assertThat(complete.complete(started, success("image"), ended -> false)).isFalse();
        assertThat(stored()).isEqualTo(started);
        assertThat(waiter).isNotDone();

        assertThat(complete.complete(started, success("image"), atelier.jobs::end))
                .isTrue();
        assertThat(waiter).isDone();
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

    private InferenceJob stored() {
        return atelier.jobs.find(started.id()).orElseThrow();
    }
}
