package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.training.StoppedTrainingQueue;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.domain.training.TrainingStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The contract of {@link TrainingJobRepository} and its {@link TrainingQueue}. */
public abstract class TrainingsContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final String BACKEND = InMemoryBackend.NAME;

    /** The jobs: none at the start of each test. */
    protected abstract TrainingJobRepository jobs();

    /** Their queue. */
    protected abstract TrainingQueue queue();

    /** Those that were stopped. */
    protected abstract StoppedTrainingQueue stopped();

    /** Advances the queue's time: by waiting, or by moving its stored times back. */
    protected abstract void letTimePass(Duration time);

    /** The queue's present time. */
    protected abstract Instant now();

    @Test
    void aJobThatWasStoppedInTheQueueIsRememberedAlsoWhenItIsDeleted() {
        TrainingJob job = queue(training().with("output_name", "é'\"n"));
        TrainingJob failed = queue(training());
        TrainingJob initial = add(training());

        assertThat(jobs().end(job.stop(now()))).isTrue();
        assertThat(jobs().end(job.stop(now()))).isFalse();
        jobs().end(failed.prepare(now()).fail("CUDA out of memory", now()));
        jobs().end(initial.stop(now()));
        jobs().delete(job.id());

        assertThat(stopped().find(job.id())).contains(StoppedTraining.of(job));
        assertThat(stopped().find(failed.id())).isEmpty();
        assertThat(stopped().find(initial.id())).isEmpty();
        stopped().remove(job.id());
        stopped().remove(job.id());
        assertThat(stopped().find(job.id())).isEmpty();
    }

    @Test
    void oneReplicaAtATimeSeesToAStoppedJob() {
        TrainingJob job = queue(training());
        jobs().end(job.stop(now()));

        assertThat(stopped().claim("elsewhere", LEASE)).isEmpty();
        StoppedTrainingQueue.Claim first = stopped().claim(BACKEND, LEASE).orElseThrow();
        assertThat(first.training()).isEqualTo(StoppedTraining.of(job));
        assertThat(first.stopped()).isCloseTo(now(), within(1, ChronoUnit.MINUTES));
        assertThat(stopped().claim(BACKEND, LEASE)).isEmpty();

        stopped().postpone(first, Duration.ZERO);
        StoppedTrainingQueue.Claim second = stopped().claim(BACKEND, LEASE).orElseThrow();
        assertThat(second.attempt()).isEqualTo(2);
        stopped().postpone(first, Duration.ZERO);
        assertThat(stopped().claim(BACKEND, LEASE)).isEmpty();
        letTimePass(LEASE.plusSeconds(1));
        assertThat(stopped().claim(BACKEND, LEASE)).isPresent();
    }

    @Test
    void findsAJobAsItWasQueued() {
        TrainingJob job =
                queue(training().with("network_args", List.of("conv_dim=4")).with("output_name", "é'\"n"));
        TrainingJob other = queue(training().of(FoundationModel.SD_XL).by("bob"));

        assertThat(jobs().find(job.id())).contains(job);
        assertThat(jobs().find(other.id())).contains(other);
        assertThat(jobs().find(training().pending().id())).isEmpty();
    }

    @Test
    void findsAnInitialJobThatCannotBeClaimed() {
        TrainingJob job = add(training().images(1, "a photo of é's \"lego\""));

        assertThat(jobs().find(job.id())).contains(job);
        assertThat(job.status()).isEqualTo(TrainingStatus.INITIAL);
        assertThat(queue().claim(BACKEND, "a", LEASE)).isEmpty();
        assertThat(pages(Optional.empty())).containsExactly(job);
    }

    @Test
    void anInitialJobIsQueuedOnce() {
        TrainingJob first = add(training());
        TrainingJob second = add(training());

        assertThat(queue().enqueueIfInitial(second.queue())).isTrue();
        assertThat(queue().enqueueIfInitial(second.queue())).isFalse();
        assertThat(queue().enqueueIfInitial(first.queue())).isTrue();

        assertThat(claimed("a")).contains(second.queue());
        assertThat(claimed("b")).contains(first.queue());
        assertThat(claimed("c")).isEmpty();
    }

    @Test
    void onlyAJobThatIsThereAndInitialIsQueued() {
        TrainingJob waiting = queue(training());
        TrainingJob stopped = add(training());
        jobs().end(stopped.stop(START));
        TrainingJob removed = add(training());
        jobs().delete(removed.id());

        for (TrainingJob job :
                List.of(waiting, stopped.queue(), removed.queue(), training().pending())) {
            assertThat(queue().enqueueIfInitial(job)).isFalse();
        }

        assertThat(jobs().find(stopped.id())).contains(stopped.stop(START));
        assertThat(jobs().find(removed.id())).isEmpty();
        assertThat(claimed("a")).contains(waiting);
        assertThat(claimed("b")).isEmpty();
    }

    @Test
    void ofManyWhoStartAnInitialJobAtOnceOneDoes() throws Exception {
        TrainingJob job = add(training());

        List<Boolean> started = Concurrently.times(6, () -> queue().enqueueIfInitial(job.queue()));

        assertThat(started).containsOnlyOnce(true);
        assertThat(claimed("a")).contains(job.queue());
        assertThat(claimed("b")).isEmpty();
    }

    @RepeatedTest(10)
    void aJobThatIsStartedAndStoppedAtOnceIsNotLeftInTheQueue() throws Exception {
        TrainingJob job = add(training());

        List<Boolean> done = Concurrently.all(
                List.of(() -> queue().enqueueIfInitial(job.queue()), () -> jobs().end(job.stop(START))));

        assertThat(done.get(1)).isTrue();
        assertThat(jobs().find(job.id())).contains(job.stop(START));
        assertThat(queue().claim(BACKEND, "a", LEASE)).isEmpty();
    }

    @Test
    void theOldestIsClaimedFirstAndNoneTwice() {
        TrainingJob first = queue(training());
        TrainingJob second = queue(training());

        assertThat(claimed("a")).contains(first);
        assertThat(claimed("b")).contains(second);
        assertThat(claimed("c")).isEmpty();
    }

    @Test
    void eachComputeIsGivenItsOwnJobs() {
        TrainingJob here = queue(training());
        TrainingJob elsewhere = queue(training().backend("elsewhere"));
        TrainingJob later = add(training().backend("elsewhere"));
        queue().enqueueIfInitial(later.queue());

        assertThat(queue().claim("elsewhere", "a", LEASE).map(Claim::job)).contains(elsewhere.id());
        assertThat(queue().claim("elsewhere", "b", LEASE).map(Claim::job)).contains(later.id());
        assertThat(queue().claim("elsewhere", "c", LEASE)).isEmpty();
        assertThat(claimed("c")).contains(here);
        assertThat(claimed("d")).isEmpty();
    }

    @Test
    void aClaimContainsTheTimeOfQueueing() {
        TrainingJob old = add(training().createdAt(START.minus(Duration.ofDays(30))));
        Instant queuedAt = now();
        queue().enqueueIfInitial(old.queue());

        Claim first = claim("a");
        letTimePass(LEASE.plusSeconds(1));
        Claim second = claim("b");

        assertThat(first.queued()).isCloseTo(queuedAt, within(1, ChronoUnit.MINUTES));
        assertThat(second.queued()).isEqualTo(first.queued());
        assertThat(queue().findClaim("b", LEASE)).contains(second);
    }

    @Test
    void aWorkerHasOneAtATime() {
        queue(training());
        queue(training());
        Claim claim = claim("a");

        assertThat(queue().claim(BACKEND, "a", LEASE)).isEmpty();
        assertThat(queue().findClaim("a", LEASE)).contains(claim);
        assertThat(queue().findClaim("b", LEASE)).isEmpty();
    }

    @Test
    void ofManyWorkersWhoClaimAtOnceOneGetsTheJob() throws Exception {
        queue(training());

        List<Optional<Claim>> claims = Concurrently.all(IntStream.range(0, 6)
                .<Callable<Optional<Claim>>>mapToObj(i -> () -> queue().claim(BACKEND, "worker " + i, LEASE))
                .toList());

        assertThat(claims.stream().flatMap(Optional::stream)).hasSize(1);
    }

    @Test
    void anExpiredLeaseLetsAnotherWorkerClaimTheJob() {
        TrainingJob job = queue(training());
        Claim lost = claim("a");
        letTimePass(LEASE.plusSeconds(1));

        Claim taken = claim("b");

        assertThat(taken).isEqualTo(new Claim(job.id(), "b", 2, lost.queued()));
        assertThat(queue().renewLease(lost, LEASE)).isFalse();
        assertThat(queue().updateProgress(lost, job.prepare(START), LEASE)).isFalse();
        assertThat(queue().complete(lost, job.fail("late", START))).isFalse();
        assertThat(queue().findClaim("a", LEASE)).isEmpty();
        assertThat(jobs().find(job.id())).contains(job);
    }

    @Test
    void aWorkerFindsItsExpiredClaimUnlessAnotherClaimedTheJob() {
        queue(training());
        Claim claim = claim("a");
        letTimePass(LEASE.plusSeconds(1));

        assertThat(queue().findClaim("a", LEASE)).contains(claim);
        assertThat(queue().claim(BACKEND, "b", LEASE)).isEmpty();
    }

    @Test
    void heartbeatsKeepTheClaim() {
        queue(training());
        Claim claim = claim("a");
        letTimePass(LEASE.minusSeconds(20));

        assertThat(queue().renewLease(claim, LEASE)).isTrue();
        letTimePass(LEASE.minusSeconds(20));

        assertThat(queue().claim(BACKEND, "b", LEASE)).isEmpty();
    }

    @Test
    void keepsWhereTheJobStands() {
        TrainingJob job = queue(training());
        Claim claim = claim("a");
        TrainingJob preparing = job.prepare(START.plusSeconds(2));
        TrainingJob running = preparing.train(new TrainingProgress(2, 10, 150, 1000, 0.0912), START.plusSeconds(9));

        assertThat(queue().updateProgress(claim, preparing, LEASE)).isTrue();
        assertThat(jobs().find(job.id())).contains(preparing);
        assertThat(queue().updateProgress(claim, running, LEASE)).isTrue();
        assertThat(jobs().find(job.id())).contains(running);
    }

    @Test
    void keepsTheLossesBeyondTheEndOfTheJob() {
        TrainingJob job = queue(training());
        TrainingJob other = queue(training());
        Claim claim = claim("a");
        TrainingJob preparing = job.prepare(START);
        LossCurve losses = LossCurve.NONE;
        for (int step = 1; step <= LossCurve.MOST + 1; step++) {
            losses = losses.with(step * 1_000_000, 1.0 / (3 * step));
        }
        assertThat(jobs().losses(job.id())).isEqualTo(LossCurve.NONE);

        queue().updateProgress(claim, preparing, LossCurve.NONE.with(5, 0.5), LEASE);
        assertThat(jobs().losses(job.id()).points()).containsExactly(new LossCurve.Point(5, 0.5));
        queue().updateProgress(claim, preparing, LEASE);
        assertThat(jobs().losses(job.id())).isEqualTo(LossCurve.NONE);
        queue().updateProgress(claim, preparing, losses, LEASE);
        queue().complete(claim, preparing.fail("CUDA out of memory", START));

        assertThat(jobs().losses(job.id())).isEqualTo(losses);
        assertThat(queue().updateProgress(claim, preparing, LossCurve.NONE, LEASE))
                .isFalse();
        assertThat(jobs().losses(job.id())).isEqualTo(losses);
        assertThat(jobs().losses(other.id())).isEqualTo(LossCurve.NONE);
        jobs().delete(job.id());
        assertThat(jobs().losses(job.id())).isEqualTo(LossCurve.NONE);
    }

    @Test
    void aSettledJobLeavesTheQueue() {
        TrainingJob job = queue(training());
        Claim claim = claim("a");
        TrainingJob done =
                job.prepare(START).complete(List.of("x.safetensors", "x-2.safetensors"), START.plusSeconds(5));

        assertThat(queue().complete(claim, done)).isTrue();

        assertThat(jobs().find(job.id())).contains(done);
        assertThat(queue().complete(claim, job.fail("again", START))).isFalse();
        assertThat(queue().findClaim("a", LEASE)).isEmpty();
        letTimePass(LEASE.plusSeconds(1));
        assertThat(queue().claim(BACKEND, "a", LEASE)).isEmpty();
    }

    @Test
    void theClaimOfAnEndedOrRemovedJobIsLost() {
        TrainingJob stopped = queue(training());
        TrainingJob removed = queue(training());
        Claim first = claim("a");
        Claim second = claim("b");
        TrainingJob end = stopped.stop(START);

        assertThat(jobs().end(end)).isTrue();
        jobs().delete(removed.id());

        assertThat(queue().renewLease(first, LEASE)).isFalse();
        assertThat(queue().updateProgress(second, removed.prepare(START), LEASE))
                .isFalse();
        assertThat(queue().complete(second, removed.fail("late", START))).isFalse();
        assertThat(jobs().find(stopped.id())).contains(end);
        assertThat(jobs().find(removed.id())).isEmpty();
    }

    @Test
    void endsAJobOnce() {
        TrainingJob job = queue(training());
        TrainingJob failed = job.fail("CUDA out of memory — ".repeat(200), List.of("x-000001.safetensors"), START);

        assertThat(jobs().end(failed)).isTrue();
        assertThat(jobs().end(job.stop(START))).isFalse();
        assertThat(jobs().end(training().completed())).isFalse();

        assertThat(jobs().find(job.id())).contains(failed);
    }

    @Test
    void pagesThroughAllNewestFirst() {
        TrainingJob old = queue(training());
        TrainingJob other = queue(training().by("bob").createdAt(START.plusNanos(1000)));
        TrainingJob newest = queue(training().createdAt(START.plusSeconds(1)));

        assertThat(pages(Optional.empty())).containsExactly(newest, other, old);
        assertThat(pages(Optional.of(new UserName("ann")))).containsExactly(newest, old);
        assertThat(pages(Optional.of(new UserName("eve")))).isEmpty();
    }

    @Test
    void jobsOfTheSameMomentAreAllListed() {
        List<TrainingJob> all =
                IntStream.range(0, 5).mapToObj(i -> queue(training())).toList();

        assertThat(pages(Optional.empty())).containsExactlyInAnyOrderElementsOf(all);
    }

    private List<TrainingJob> pages(Optional<UserName> user) {
        List<TrainingJob> seen = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        do {
            Page<TrainingJob> page = jobs().page(user, next, 1);
            seen.addAll(page.items());
            next = page.next().map(cursor -> Cursor.parse(cursor.toString()));
        } while (next.isPresent());
        return seen;
    }

    private TrainingJob add(TestTrainings training) {
        TrainingJob job = training.initial();
        jobs().add(job);
        return job;
    }

    private TrainingJob queue(TestTrainings training) {
        TrainingJob job = training.pending();
        queue().enqueue(job);
        return job;
    }

    private Claim claim(String worker) {
        return queue().claim(BACKEND, worker, LEASE).orElseThrow();
    }

    private Optional<TrainingJob> claimed(String worker) {
        return queue().claim(BACKEND, worker, LEASE).flatMap(claim -> jobs().find(claim.job()));
    }
}
