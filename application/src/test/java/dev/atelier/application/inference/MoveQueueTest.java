package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators move what waits for an endpoint. */
class MoveQueueTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final MoveQueue move = new MoveQueue(atelier.endpoints, atelier.waitingJobs());
    private final Endpoint source = atelier.add(endpoint().by("ann").openTo("guest"));
    private final Endpoint target = atelier.add(endpoint().by("ann").openTo("guest"));

    @BeforeEach
    void addGuest() {
        user("eve", "guest");
    }

    @Test
    void whatWaitsIsMovedAndWhatRunsStays() {
        InferenceJob running = queue(job().by("eve"));
        InferenceJob waiting = queue(job().by("eve"));
        atelier.queue.claim(
                new Claimant("n", Set.of(source.id()), Set.of(), true, Optional.empty()), Duration.ofMinutes(1));
        CompletableFuture<Void> woken = atelier.signals.nextNotification(NotificationBus.JOB_QUEUED);

        assertThat(move.move(administrator(), source.name(), target.name()))
                .isEqualTo(new WaitingJobs.Result(1, 0, false));

        assertThat(now(running).place().endpoint()).isEqualTo(source.id());
        assertThat(now(waiting)).isEqualTo(waiting.movedTo(InferenceJob.EndpointRef.of(target)));
        assertThat(woken).isDone();
        assertThat(atelier.auditLog.all())
                .extracting(entry -> entry.deed().details())
                .containsExactly("1 jobs to endpoint " + target.name());
    }

    @Test
    void jobsOfUsersWhoMayNotUseTheTargetStay() {
        user("mallory", "stranger");
        InferenceJob strangers = queue(job().by("mallory"));
        InferenceJob deleted = queue(job().by("gone"));
        InferenceJob guests = queue(job().by("eve"));

        assertThat(move.move(administrator(), source.name(), target.name()))
                .isEqualTo(new WaitingJobs.Result(1, 2, false));

        assertThat(now(strangers)).isEqualTo(strangers);
        assertThat(now(deleted)).isEqualTo(deleted);
        assertThat(now(guests).place().endpoint()).isEqualTo(target.id());
    }

    @Test
    void oneCallMovesSoManyAndSaysThatThereAreMore() {
        for (int i = 0; i <= MoveQueue.MOST; i++) {
            queue(job().by("eve"));
        }

        assertThat(move.move(administrator(), source.name(), target.name()))
                .isEqualTo(new WaitingJobs.Result(MoveQueue.MOST, 0, true));
        assertThat(move.move(administrator(), source.name(), target.name()))
                .isEqualTo(new WaitingJobs.Result(1, 0, false));
        assertThat(move.move(administrator(), source.name(), target.name()))
                .isEqualTo(new WaitingJobs.Result(0, 0, false));
    }

    @Test
    void theTargetIsOfTheSameKindAndInService() {
        Endpoint realTime = atelier.add(endpoint().realTime());
        Endpoint creating = atelier.add(endpoint().status(EndpointStatus.CREATING));

        rejects(realTime.name(), "endpoint " + realTime.name() + " serves Real-time on ");
        rejects(creating.name(), "endpoint " + creating.name() + " is Creating; it takes jobs once it is InService");
        rejects(source.name(), "the jobs of endpoint " + source.name() + " wait for it already");
        rejects(new EndpointName("gone"), "endpoint gone is not found");
    }

    @Test
    void itTakesThePermissionOfEndpointsAndBothOfThem() {
        Endpoint closed = atelier.add(endpoint().by("bob").openTo("others"));

        assertThatThrownBy(() -> move.move(holding("ann", "inference:all"), source.name(), target.name()))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> move.move(designer("ann"), source.name(), closed.name()))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("endpoint " + closed.name() + " is not open to user ann");
        assertThatThrownBy(() -> move.move(designer("ann"), closed.name(), target.name()))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(move.move(designer("ann"), source.name(), target.name()).moved())
                .isZero();
    }

    private void rejects(EndpointName asked, String message) {
        assertThatThrownBy(() -> move.move(administrator(), source.name(), asked))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(message);
    }

    private void user(String name, String role) {
        atelier.users.save(
                new User(new UserName(name), new UserName(name), Set.of(new RoleName(role)), atelier.clock.instant()));
    }

    private InferenceJob queue(TestJobs job) {
        TestJobs here = job.on(source);
        atelier.jobs.add(here.created());
        atelier.queue.enqueue(here.started());
        return here.started();
    }

    private InferenceJob now(InferenceJob job) {
        return atelier.jobs.find(job.id()).orElseThrow();
    }
}
