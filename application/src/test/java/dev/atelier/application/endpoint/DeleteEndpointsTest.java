package dev.atelier.application.endpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.FailEndpointJobs;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeleteEndpointsTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final DeleteEndpoints delete = new DeleteEndpoints(
            atelier.endpoints,
            atelier.backendRegistry,
            new FailEndpointJobs(
                    atelier.jobs, atelier.backendRegistry, atelier.complete, atelier.endpoints, atelier.waitingJobs()),
            atelier.audit);
    private final Endpoint mine = atelier.add(endpoint().by("ann").openTo("guest"));
    private final Endpoint others = atelier.add(endpoint().by("bob").openTo("guest"));

    @Test
    void removesThoseThatExistAndGivesTheirInstancesBack() {
        atelier.backend.create(mine);
        atelier.backend.create(others);

        delete.delete(designer("ann"), List.of(mine.name(), mine.name(), new EndpointName("unknown")));

        assertThat(atelier.endpoints.find(mine.id())).isEmpty();
        assertThat(atelier.endpoints.find(others.id())).isPresent();
        assertThat(atelier.backend.endpoints()).containsExactly(others.id());
    }

    @Test
    void failsWhatRunsOnItAndWakesWhoWaitsForThat() {
        InferenceJob running = run(job().on(mine));
        InferenceJob elsewhere = run(job().on(others));
        CompletableFuture<Void> waiter = atelier.signals.nextNotification(NotificationBus.jobEndedTopic(running.id()));

        delete.delete(designer("ann"), List.of(mine.name()));

        assertThat(atelier.jobs.find(running.id()).orElseThrow())
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.FAILED, "endpoint " + mine.name() + " was deleted");
        assertThat(waiter).isDone();
        assertThat(atelier.backend.running()).containsExactly(elsewhere.id());
        assertThat(atelier.jobs.find(elsewhere.id())).contains(elsewhere);
    }

    @Test
    void leavesEndedJobsAsTheyAre() {
        InferenceJob ended = atelier.add(job().on(mine).succeeded());

        delete.delete(designer("ann"), List.of(mine.name()));

        assertThat(atelier.jobs.find(ended.id())).contains(ended);
    }

    @Test
    void removesNoneWhenOneIsNotOpenToTheCaller() {
        assertThatThrownBy(() -> delete.delete(designer("ann"), List.of(mine.name(), others.name())))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining(others.name().value());

        assertThat(atelier.endpoints.find(mine.id())).isPresent();
    }

    @Test
    void whereOnlyTheDeployedMayGoNoneGoesWithOneThatIsCreating() {
        Endpoint creating = atelier.add(endpoint().by("ann").openTo("guest").status(EndpointStatus.CREATING));
        List<EndpointName> both = List.of(mine.name(), creating.name());

        assertThatThrownBy(() -> delete.deleteDeployed(designer("ann"), both))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(creating.name() + " is Creating");
        assertThat(atelier.endpoints.find(mine.id())).isPresent();

        delete.deleteDeployed(designer("ann"), List.of(mine.name(), new EndpointName("unknown")));
        assertThat(atelier.endpoints.find(mine.id())).isEmpty();

        delete.delete(designer("ann"), List.of(creating.name()));
        assertThat(atelier.endpoints.find(creating.id())).isEmpty();
    }

    @Test
    void whoHoldsOneOfItsRolesMayRemoveIt() {
        Endpoint shared = atelier.add(endpoint().by("bob").openTo("designer"));

        delete.delete(designer("ann"), List.of(shared.name()));

        assertThat(atelier.endpoints.find(shared.id())).isEmpty();
    }

    @Test
    void beingCalledLikeARoleOpensNothing() {
        assertThatThrownBy(() -> delete.delete(designer("guest"), List.of(others.name())))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void anAdministratorMayRemoveAny() {
        delete.delete(administrator(), List.of(mine.name(), others.name()));

        assertThat(atelier.endpoints.find(mine.id())).isEmpty();
        assertThat(atelier.endpoints.find(others.id())).isEmpty();
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> delete.delete(holding("ann", "sagemaker_endpoint:create"), List.of(mine.name())))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.endpoints.find(mine.id())).isPresent();
    }

    private InferenceJob run(TestJobs job) {
        atelier.add(job.created());
        atelier.backend.submit(job.started());
        return job.started();
    }

    @Test
    void whatWaitsIsMovedIfThatIsAskedForAndTheRestFails() {
        Endpoint target = atelier.add(endpoint().by("ann").openTo("guest"));
        InferenceJob ofGuest = queue("eve", "guest");
        InferenceJob ofStranger = queue("mallory", "stranger");

        delete.deleteAndMove(designer("ann"), List.of(mine.name()), target.name());

        assertThat(atelier.jobs.find(ofGuest.id()).orElseThrow())
                .isEqualTo(ofGuest.movedTo(InferenceJob.EndpointRef.of(target)));
        assertThat(atelier.jobs.find(ofStranger.id()).orElseThrow().status()).isEqualTo(InferenceJobStatus.FAILED);
        assertThat(atelier.endpoints.find(mine.id())).isEmpty();
        assertThat(atelier.auditLog.deeds())
                .containsExactly("queue.move endpoint " + mine.name(), "endpoint.delete " + mine.name());
    }

    @Test
    void noneIsDeletedWhereTheTargetCannotTakeTheJobs() {
        Endpoint realTime = atelier.add(endpoint().by("ann").realTime());

        assertThatThrownBy(() -> delete.deleteAndMove(designer("ann"), List.of(mine.name()), realTime.name()))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> delete.deleteAndMove(designer("ann"), List.of(mine.name()), mine.name()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is to be deleted itself");
        assertThatThrownBy(() -> delete.deleteAndMove(
                        designer("ann"), List.of(mine.name()), new EndpointName("infer-endpoint-gone")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("endpoint infer-endpoint-gone is not found");
        assertThat(atelier.endpoints.find(mine.id())).isPresent();
    }

    private InferenceJob queue(String user, String role) {
        RoleName name = new RoleName(role);
        atelier.roles.add(new Role(name, new UserName(user), Set.of(), atelier.clock.instant()));
        atelier.users.save(new User(new UserName(user), new UserName(user), Set.of(name), atelier.clock.instant()));
        TestJobs job = job().on(mine).by(user);
        atelier.jobs.add(job.created());
        atelier.queue.enqueue(job.started());
        return job.started();
    }
}
