package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestImages;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CancelInferenceTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CancelInference cancel = new CancelInference(atelier.jobs, atelier.backendRegistry, atelier.complete);
    private final GetInferenceProgress progress = new GetInferenceProgress(atelier.jobs, atelier.backendRegistry);

    @Test
    void stopsARunningJobKeepsItsRecordAndWakesItsWaiters() {
        InferenceJob running = run(job());
        CompletableFuture<Void> waiter = atelier.signals.nextNotification(NotificationBus.jobEndedTopic(running.id()));

        InferenceJob canceled = cancel.cancel(designer("ann"), running.id());

        assertThat(canceled)
                .extracting(InferenceJob::status, InferenceJob::error, InferenceJob::completed)
                .containsExactly(InferenceJobStatus.CANCELED, "canceled by ann", atelier.clock.instant());
        assertThat(atelier.jobs.find(running.id())).contains(canceled);
        assertThat(atelier.store.files()).containsExactly(running.payload());
        assertThat(atelier.backend.running()).isEmpty();
        assertThat(waiter).isDone();
    }

    @Test
    void aLateResultOfACanceledJobIsDropped() {
        InferenceJob running = run(job());
        InferenceJob canceled = cancel.cancel(designer("ann"), running.id());

        assertThat(atelier.complete.complete(running, TestImages.success("image")))
                .isFalse();

        assertThat(atelier.jobs.find(running.id())).contains(canceled);
        assertThat(atelier.store.files()).containsExactly(running.payload());
    }

    @Test
    void aJobThatHasEndedStaysAsItIs() {
        InferenceJob running = run(job());
        InferenceJob canceled = cancel.cancel(administrator(), running.id());
        assertThat(cancel.cancel(designer("ann"), running.id())).isEqualTo(canceled);

        InferenceJob other = run(job());
        atelier.complete.complete(other, TestImages.success("image"));
        InferenceJob succeeded = atelier.jobs.find(other.id()).orElseThrow();
        assertThat(cancel.cancel(designer("ann"), other.id())).isEqualTo(succeeded);
        assertThat(atelier.store.find(
                        succeeded.results().resolve(succeeded.images().get(0))))
                .isPresent();
    }

    @Test
    void aJobThatWasNotStartedIsRejected() {
        InferenceJob created = atelier.addUploaded(job());

        assertThatThrownBy(() -> cancel.cancel(designer("ann"), created.id()))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> cancel.cancel(designer("ann"), new InferenceJobId(UUID.randomUUID())))
                .isInstanceOf(NotFoundException.class);

        assertThat(atelier.jobs.find(created.id())).contains(created);
    }

    @Test
    void needsThePermissionAndTheJobToBeTheCallers() {
        InferenceJob others = run(job().by("bob"));
        InferenceJob mine = run(job().by("ann"));

        assertThatThrownBy(() -> cancel.cancel(designer("ann"), others.id()))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> cancel.cancel(holding("ann", "inference:create", "inference:list"), mine.id()))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.backend.running()).containsExactly(others.id(), mine.id());
    }

    @Test
    void progressIsThatOfTheBackendUntilTheJobHasEnded() {
        InferenceJob running = run(job());
        assertThat(progress.get(designer("ann"), running.id()))
                .isEqualTo(new GetInferenceProgress.Result(running, Optional.empty(), Optional.empty()));
        JobProgress waiting = new JobProgress.Waiting(3);
        atelier.backend.progressIs(waiting);
        atelier.backend.estimatedWaitIs(Duration.ofSeconds(9));
        assertThat(progress.get(designer("ann"), running.id()))
                .isEqualTo(new GetInferenceProgress.Result(
                        running, Optional.of(waiting), Optional.of(Duration.ofSeconds(9))));

        InferenceJob canceled = cancel.cancel(designer("ann"), running.id());

        assertThat(progress.get(designer("ann"), running.id()))
                .isEqualTo(new GetInferenceProgress.Result(canceled, Optional.empty(), Optional.empty()));
        assertThatThrownBy(() -> progress.get(designer("bob"), running.id()))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> progress.get(holding("ann", "train:all"), running.id()))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private InferenceJob run(TestJobs job) {
        atelier.addUploaded(job);
        atelier.backend.submit(job.started());
        return job.started();
    }
}
