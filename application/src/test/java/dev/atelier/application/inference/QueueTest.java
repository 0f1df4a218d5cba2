package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.inference.QueuedJobs.QueuedJob;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Operators and users list and cancel what waits. */
class QueueTest {

    private static final Optional<EndpointName> ANY_ENDPOINT = Optional.empty();
    private static final Optional<UserName> ANYBODY = Optional.empty();

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ListQueue list = new ListQueue(atelier.queue);
    private final CancelQueue cancel =
            new CancelQueue(atelier.queue, atelier.backendRegistry, atelier.complete, atelier.audit);
    private final Caller root = administrator();

    @Test
    void usersSeeTheirOwnJobsAndAdministratorsAll() {
        InferenceJob ofAnn = queue(job().by("ann"));
        InferenceJob ofBob = queue(job().by("bob"));

        assertThat(seen(root, ANYBODY)).containsExactly(ofAnn, ofBob);
        assertThat(seen(root, Optional.of(new UserName("bob")))).containsExactly(ofBob);
        assertThat(seen(designer("ann"), ANYBODY)).containsExactly(ofAnn);
        assertThatThrownBy(() -> seen(designer("ann"), Optional.of(new UserName("bob"))))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("the inferences of user bob are not open to user ann");
        assertThatThrownBy(() -> seen(holding("ann", "train:all"), ANYBODY))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void whatWaitsIsCanceledAndWhatRunsGoesOnUnlessAskedFor() {
        InferenceJob running = queue(job());
        InferenceJob waiting = queue(job());
        claim();

        assertThat(cancel.cancel(root, all(false))).isEqualTo(new CancelQueue.Result(1, false));
        assertThat(now(waiting))
                .extracting(InferenceJob::status, InferenceJob::error)
                .containsExactly(InferenceJobStatus.CANCELED, "canceled by root");
        assertThat(now(running).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(cancel.cancel(root, all(false))).isEqualTo(new CancelQueue.Result(0, false));

        assertThat(cancel.cancel(root, all(true))).isEqualTo(new CancelQueue.Result(1, false));
        assertThat(now(running).status()).isEqualTo(InferenceJobStatus.CANCELED);
    }

    @Test
    void oneUsersJobsOnOneEndpointAreCanceled() {
        InferenceJob ofAnn = queue(job().by("ann"));
        InferenceJob ofBob = queue(job().by("bob"));

        assertThat(cancel.cancel(root, command(ofAnn.place().name().value(), "ann"))
                        .canceled())
                .isEqualTo(1);
        assertThat(now(ofBob).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(cancel.cancel(root, command("elsewhere", "bob")).canceled()).isZero();
    }

    @Test
    void usersCancelTheirOwnJobsOnly() {
        InferenceJob ofAnn = queue(job().by("ann"));
        InferenceJob ofBob = queue(job().by("bob"));

        assertThat(cancel.cancel(designer("ann"), all(true)).canceled()).isEqualTo(1);
        assertThat(now(ofAnn).status()).isEqualTo(InferenceJobStatus.CANCELED);
        assertThat(now(ofBob).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThatThrownBy(() -> cancel.cancel(designer("ann"), command(null, "bob")))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> cancel.cancel(holding("ann", "inference:list", "inference:create"), all(true)))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void oneCallCancelsSoManyAndSaysThatThereAreMore() {
        for (int i = 0; i <= CancelQueue.MOST; i++) {
            queue(job());
        }

        assertThat(cancel.cancel(root, all(false))).isEqualTo(new CancelQueue.Result(CancelQueue.MOST, true));
        assertThat(cancel.cancel(root, all(false))).isEqualTo(new CancelQueue.Result(1, false));
    }

    @Test
    void whatIsMeantMustBeSaid() {
        assertThatThrownBy(() -> new CancelQueue.Command(ANY_ENDPOINT, ANYBODY, false, true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("which jobs?");
        assertThatThrownBy(() -> new CancelQueue.Command(ANY_ENDPOINT, Optional.of(new UserName("ann")), true, true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("all is true");
    }

    private static CancelQueue.Command all(boolean running) {
        return new CancelQueue.Command(ANY_ENDPOINT, ANYBODY, true, running);
    }

    private static CancelQueue.Command command(String endpoint, String user) {
        return new CancelQueue.Command(
                Optional.ofNullable(endpoint).map(EndpointName::new),
                Optional.ofNullable(user).map(UserName::new),
                false,
                false);
    }

    private List<InferenceJob> seen(Caller caller, Optional<UserName> user) {
        return list.list(caller, ANY_ENDPOINT, user, Optional.empty(), 10).jobs().stream()
                .map(QueuedJob::job)
                .toList();
    }

    private InferenceJob queue(TestJobs job) {
        atelier.jobs.add(job.created());
        atelier.queue.enqueue(job.started());
        return job.started();
    }

    private void claim() {
        atelier.queue
                .claim(
                        new Claimant("n1", Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty()),
                        Duration.ofMinutes(1))
                .orElseThrow();
    }

    private InferenceJob now(InferenceJob job) {
        return atelier.jobs.find(job.id()).orElseThrow();
    }
}
