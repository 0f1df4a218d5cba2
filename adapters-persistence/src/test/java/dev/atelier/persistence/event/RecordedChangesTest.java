package dev.atelier.persistence.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.event.EventType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which changes of the tables are events, and that there is none where nothing changes. */
@OnBothDatabases
class RecordedChangesTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final PersistenceFixture persistenceFixture;
    private final EventLog log;
    private final long before;

    RecordedChangesTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
        log = persistenceFixture.bean(EventLog.class);
        before = log.range().last();
    }

    @Test
    void aJobIsCreatedStartedEndedAndDeleted() {
        TestJobs job = TestJobs.job();
        jobs().add(job.created());
        assertThat(queue().enqueue(job.started())).isTrue();
        assertThat(queue().enqueue(job.started())).as("a second start").isFalse();
        InferenceQueue.Claim claim = queue().claim(node(), LEASE).orElseThrow();
        assertThat(queue().complete(claim, job.succeeded())).isTrue();
        assertThat(queue().complete(claim, job.succeeded())).isFalse();
        assertThat(jobs().end(job.succeeded())).isFalse();
        jobs().delete(job.created().id());
        jobs().delete(job.created().id());

        assertThat(events())
                .containsExactly(
                        Event.created(job.created()),
                        Event.started(job.started()),
                        Event.ended(job.succeeded()),
                        Event.deleted(job.created()));
        assertThat(events()).extracting(Event::status).containsExactly("created", "inprogress", "succeed", "deleted");
    }

    @Test
    void aJobInOneCallIsCreatedAndStarted() {
        TestJobs queued = TestJobs.job();
        queue().enqueue(queued.started(), true);
        TestJobs remote = TestJobs.job();
        InferenceJob canceled = remote.started().cancel(remote.created().user(), SettableClock.START);
        persistenceFixture.bean(RemoteInvocationRepository.class).register(remote.started(), true, SettableClock.START);
        jobs().end(canceled);

        assertThat(events())
                .containsExactly(
                        Event.created(queued.started()),
                        Event.started(queued.started()),
                        Event.created(remote.started()),
                        Event.started(remote.started()),
                        Event.ended(canceled));
        assertThat(events().get(4).status()).isEqualTo("canceled");
    }

    @Test
    void anEndpointChangesAndIsDeleted() {
        Endpoint endpoint = TestEndpoints.endpoint().build();
        endpoints().add(endpoint);
        assertThatThrownBy(() -> endpoints().add(endpoint)).isInstanceOf(InvalidRequestException.class);
        Endpoint updating = endpoint.observe(EndpointStatus.UPDATING, 0, null, SettableClock.START);
        assertThat(endpoints().update(updating, endpoint.status())).isTrue();
        assertThat(endpoints().update(updating, EndpointStatus.CREATING)).isFalse();
        endpoints().delete(endpoint.id());
        endpoints().delete(endpoint.id());

        assertThat(events()).containsExactly(Event.changed(endpoint), Event.changed(updating), Event.deleted(updating));
    }

    @Test
    void aCheckpointChangesAndIsDeleted() {
        Checkpoint active = TestCheckpoints.checkpoint().build();
        checkpoints().add(active);
        assertThatThrownBy(() -> checkpoints()
                        .add(TestCheckpoints.checkpoint()
                                .files(active.files().get(0).name().value())
                                .build()))
                .isInstanceOf(CheckpointNameTakenException.class);
        assertThat(checkpoints().update(active, CheckpointStatus.INITIAL)).isFalse();
        checkpoints().delete(active.id());
        checkpoints().delete(active.id());

        assertThat(events()).containsExactly(Event.changed(active), Event.deleted(active));
    }

    @Test
    void aModelOnNodesIsDeletedByTheStoredOneOfItsName() {
        Checkpoint stored = TestCheckpoints.checkpoint().files("a.safetensors").build();
        Checkpoint onNodes = Checkpoint.onNodes(
                stored.type(), stored.files().get(0).name(), stored.location(), stored.creator(), SettableClock.START);
        checkpoints().add(onNodes);
        checkpoints().add(stored);

        assertThat(events())
                .containsExactlyInAnyOrder(Event.changed(onNodes), Event.deleted(onNodes), Event.changed(stored));
    }

    @Test
    void aTrainingChangesWithItsStatusOnly() {
        TrainingQueue queue = persistenceFixture.bean(TrainingQueue.class);
        TrainingJobRepository trainings = persistenceFixture.bean(TrainingJobRepository.class);
        TestTrainings training = TestTrainings.training();
        TrainingJob preparing = training.preparing();
        trainings.add(training.initial());
        queue.enqueueIfInitial(training.pending());
        TrainingQueue.Claim claim = queue.claim(training.pending().plan().backend(), "worker", LEASE)
                .orElseThrow();
        queue.updateProgress(claim, preparing, LEASE);
        queue.updateProgress(claim, preparing, LEASE);
        queue.complete(claim, training.completed());
        trainings.end(training.completed());
        trainings.delete(preparing.id());

        assertThat(events())
                .allSatisfy(event -> assertThat(event.type()).isEqualTo(EventType.TRAINING_CHANGED))
                .extracting(Event::status)
                .containsExactly("Initial", "Pending", "Downloading", "Completed", "deleted");
    }

    private List<Event> events() {
        return log.after(before, 100).stream().map(RecordedEvent::event).toList();
    }

    private static InferenceQueue.Claimant node() {
        return new InferenceQueue.Claimant("node", Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty());
    }

    private InferenceJobRepository jobs() {
        return persistenceFixture.bean(InferenceJobRepository.class);
    }

    private InferenceQueue queue() {
        return persistenceFixture.bean(InferenceQueue.class);
    }

    private EndpointRepository endpoints() {
        return persistenceFixture.bean(EndpointRepository.class);
    }

    private CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }
}
