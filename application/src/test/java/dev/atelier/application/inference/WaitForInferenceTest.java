package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.application.testing.TestImages;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class WaitForInferenceTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Test
    void theJobIsReturnedAsItEnds() {
        InferenceJob running = run();
        CompletableFuture<InferenceJob> ended = waits(atelier.signals).await(running.id(), LONG);
        assertThat(ended).isNotDone();

        atelier.complete.complete(running, TestImages.success("image"));

        assertThat(ended.join().status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(ended.join().images()).hasSize(1);
        awaitNoWaiter(running);
    }

    @Test
    void aJobThatHasEndedBeforeIsReturnedAtOnce() {
        InferenceJob running = run();
        atelier.complete.complete(running, TestImages.success("image"));

        assertThat(waits(atelier.signals).await(running.id(), LONG).join().status())
                .isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void afterTheTimeoutTheJobIsReturnedAsItIs() {
        InferenceJob running = run();

        assertThat(waits(atelier.signals)
                        .await(running.id(), Duration.ofMillis(20))
                        .join()
                        .status())
                .isEqualTo(InferenceJobStatus.INPROGRESS);
        awaitNoWaiter(running);
    }

    @Test
    void anEndThatIsNotNotifiedIsFound() {
        InferenceJob running = run();
        CompletableFuture<InferenceJob> ended =
                waits(new InMemoryNotificationBus()).await(running.id(), LONG);

        atelier.complete.complete(running, TestImages.success("image"));

        await().until(ended::isDone);
        assertThat(ended.join().status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aDeletedJobIsNotFound() {
        InferenceJob running = run();
        CompletableFuture<InferenceJob> ended = waits(atelier.signals).await(running.id(), LONG);

        atelier.jobs.delete(running.id());
        atelier.signals.publish(NotificationBus.jobEndedTopic(running.id()));

        assertThatThrownBy(ended::join).hasCauseInstanceOf(NotFoundException.class);
    }

    @Test
    void aCanceledWaitHoldsNothing() {
        InferenceJob running = run();
        CompletableFuture<InferenceJob> ended = waits(atelier.signals).await(running.id(), LONG);
        assertThat(waiters(running)).isOne();

        ended.cancel(false);

        awaitNoWaiter(running);
    }

    private WaitForInference waits(NotificationBus bus) {
        return new WaitForInference(bus, atelier.jobs, ForkJoinPool.commonPool());
    }

    /** Whichever thread completes a future runs what depends on it, so the wait may be left a moment after its end. */
    private void awaitNoWaiter(InferenceJob job) {
        await().until(() -> waiters(job) == 0);
    }

    private int waiters(InferenceJob job) {
        return atelier.signals.waiters(NotificationBus.jobEndedTopic(job.id()));
    }

    private InferenceJob run() {
        InferenceJob created = atelier.addUploaded(job());
        InferenceJob started = created.start(atelier.clock.instant());
        atelier.backend.submit(started);
        return started;
    }
}
