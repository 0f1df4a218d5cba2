package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestImages;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeleteInferencesTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final DeleteInferences delete =
            new DeleteInferences(atelier.jobs, atelier.store, atelier.backendRegistry, atelier.signals);

    @Test
    void removesJobsWithTheirFiles() {
        InferenceJob job = run(job());
        atelier.complete.complete(job, TestImages.success("image"));
        InferenceJob other = atelier.addUploaded(job());

        delete.delete(designer("ann"), List.of(job.id(), job.id(), new InferenceJobId(UUID.randomUUID())));

        assertThat(atelier.jobs.find(job.id())).isEmpty();
        assertThat(atelier.store.files()).containsExactly(other.payload());
        assertThat(atelier.jobs.find(other.id())).contains(other);
    }

    @Test
    void takesARunningJobBackFromComputeAndWakesWhoWaitsForIt() {
        InferenceJob running = run(job());
        CompletableFuture<Void> waiter = atelier.signals.nextNotification(NotificationBus.jobEndedTopic(running.id()));

        delete.delete(designer("ann"), List.of(running.id()));

        assertThat(atelier.backend.running()).isEmpty();
        assertThat(waiter).isDone();
    }

    @Test
    void removesNoneWhenOneBelongsToAnother() {
        InferenceJob mine = run(job().by("ann"));
        InferenceJob others = run(job().by("bob"));

        assertThatThrownBy(() -> delete.delete(designer("ann"), List.of(mine.id(), others.id())))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.jobs.find(mine.id())).contains(mine);
        assertThat(atelier.backend.running()).containsExactly(mine.id(), others.id());
    }

    @Test
    void anAdministratorMayRemoveWhatBelongsToOthers() {
        InferenceJob others = run(job().by("bob"));

        delete.delete(administrator(), List.of(others.id()));

        assertThat(atelier.jobs.find(others.id())).isEmpty();
    }

    @Test
    void needsThePermission() {
        InferenceJob mine = run(job().by("ann"));

        assertThatThrownBy(
                        () -> delete.delete(holding("ann", "inference:create", "inference:list"), List.of(mine.id())))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.jobs.find(mine.id())).contains(mine);
    }

    @Test
    void removesExpiredJobsWithTheirFilesAndNoneInProgress() {
        InferenceJob ended = run(job());
        atelier.complete.complete(ended, TestImages.success("image"));
        InferenceJob unstarted = atelier.addUploaded(job());
        InferenceJob running = run(job());
        Instant later = Instant.now().plusSeconds(Duration.ofDays(36_500).toSeconds());

        assertThat(delete.deleteExpired(later, 9)).isEqualTo(2);

        assertThat(atelier.jobs.find(ended.id())).isEmpty();
        assertThat(atelier.jobs.find(unstarted.id())).isEmpty();
        assertThat(atelier.jobs.find(running.id())).contains(running);
        assertThat(atelier.store.files()).containsExactly(running.payload());
    }

    @Test
    void anExpiredJobWhoseFilesStayKeepsNoOther() {
        InferenceJob first = atelier.addUploaded(job());
        InferenceJob second = atelier.addUploaded(job());
        DeleteInferences failing =
                new DeleteInferences(atelier.jobs, storeThatKeeps(first), atelier.backendRegistry, atelier.signals);

        assertThatThrownBy(() -> failing.deleteExpired(Instant.now().plusSeconds(1_000_000_000), 9))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(atelier.jobs.find(first.id())).isEmpty();
        assertThat(atelier.jobs.find(second.id())).isEmpty();
        assertThat(atelier.store.files()).containsExactly(first.payload());
    }

    private ModelStore storeThatKeeps(InferenceJob job) {
        return (ModelStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ModelStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("deleteAll") && arguments[0].equals(job.payload())) {
                        throw new IOException("access denied");
                    }
                    return method.invoke(atelier.store, arguments);
                });
    }

    private InferenceJob run(TestJobs job) {
        atelier.addUploaded(job);
        atelier.backend.submit(job.started());
        return job.started();
    }
}
