package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestImages;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RealTimeInferenceTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final Endpoint endpoint = atelier.add(endpoint().realTime());
    private final InferenceJob job = atelier.addUploaded(job().realTime().on(endpoint));
    private final StartInference start = new StartInference(
            atelier.jobs,
            atelier.endpoints,
            atelier.store,
            new PayloadLimit(100),
            atelier.payloads,
            atelier.check,
            atelier.backendRegistry,
            atelier.complete,
            atelier.clock,
            atelier.tracer);

    @Test
    void theCallerWaitsForTheEnd() {
        CompletableFuture<InferenceJob> answer = start();
        assertThat(answer).isNotDone();

        atelier.complete.complete(stored(), TestImages.success("image"));

        assertThat(answer).isCompletedWithValueMatching(ended -> ended.status() == InferenceJobStatus.SUCCEED);
        assertThat(answer.join()).isEqualTo(stored());
    }

    @Test
    void theCallerHearsOfAFailureToo() {
        atelier.backend.answer(started -> Optional.of(new InferenceOutcome.Failed("no memory")));

        assertThat(start()).isCompletedWithValueMatching(ended -> ended.error().equals("no memory"));
    }

    @Test
    void whoDoesNotWaitHearsHowItStands() {
        assertThat(unattended(job().realTime().on(endpoint).created()))
                .extracting(InferenceJob::status)
                .isEqualTo(InferenceJobStatus.INPROGRESS);

        atelier.backend.answer(started -> Optional.of(new InferenceOutcome.Failed("no memory")));
        assertThat(unattended(job().realTime().on(endpoint).created()))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.FAILED, "no memory");
    }

    @Test
    void ofWhatIsRejectedToWhoDoesNotWaitNothingRemains() {
        InferenceJob rejected = job().realTime().on(endpoint).created();
        atelier.backend.reject(new CapacityExceededException("too many wait"));

        assertThatThrownBy(() -> unattended(rejected)).isInstanceOf(CapacityExceededException.class);

        assertThat(atelier.jobs.find(rejected.id())).isEmpty();
        assertThat(atelier.store.files()).containsExactly(job.payload());
    }

    @Test
    void whenTheLongestWaitIsOverTheJobGoesOnWithoutTheCaller() {
        CompletableFuture<InferenceJob> answer = start();

        atelier.backend.endWaiting();

        assertThat(answer).isCompletedWithValueMatching(now -> now.status() == InferenceJobStatus.INPROGRESS);
        assertThat(atelier.backend.running()).containsExactly(job.id());
    }

    @Test
    void theCallerGetsAnErrorWhenTheJobWasDeletedMeanwhile() {
        CompletableFuture<InferenceJob> answer = start();

        new DeleteInferences(atelier.jobs, atelier.store, atelier.backendRegistry, atelier.signals)
                .delete(designer("ann"), List.of(job.id()));

        assertThat(answer)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void ofTwoWhoStartItAtTheSameMomentOneIsRejectedAtOnce() {
        StartInference second = new StartInference(
                StaleJobs.showing(job),
                atelier.endpoints,
                atelier.store,
                new PayloadLimit(100),
                atelier.payloads,
                atelier.check,
                atelier.backendRegistry,
                atelier.complete,
                atelier.clock,
                atelier.tracer);
        CompletableFuture<InferenceJob> first = start();

        assertThat(second.start(designer("ann"), job.id()))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(InvalidRequestException.class);

        assertThat(first).isNotDone();
        assertThat(atelier.backend.running()).containsExactly(job.id());
    }

    @Test
    void aJobThatComputeRejectsStaysStartable() {
        atelier.backend.reject(new CapacityExceededException("too many wait"));

        assertThatThrownBy(this::start).isInstanceOf(CapacityExceededException.class);

        assertThat(stored()).isEqualTo(job);
    }

    private InferenceJob unattended(InferenceJob created) {
        return start.startWithoutWaiting(designer("ann"), created, "{}");
    }

    private CompletableFuture<InferenceJob> start() {
        return start.start(designer("ann"), job.id()).toCompletableFuture();
    }

    private InferenceJob stored() {
        return atelier.jobs.find(job.id()).orElseThrow();
    }
}
