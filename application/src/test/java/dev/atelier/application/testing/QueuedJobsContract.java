package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.application.inference.QueuedJobs.Filter;
import dev.atelier.application.inference.QueuedJobs.QueuedJob;
import dev.atelier.application.inference.QueuedJobs.Slice;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What operators see of the queue: a part of {@link InferenceQueueContract}. */
abstract class QueuedJobsContract extends DrainedNodesContract {

    private static final Filter ALL = new Filter(Optional.empty(), Optional.empty());

    @Test
    void theJobsAreInOrderOfArrivalWithTheirPosition() {
        InferenceJobId first = enqueue(job());
        InferenceJobId urgent = enqueue(job().realTime());
        InferenceJobId last = enqueue(job());

        assertThat(all(ALL)).extracting(QueuedJobsContract::id).containsExactly(first, urgent, last);
        assertThat(all(ALL)).extracting(QueuedJob::position).containsExactly(2L, 1L, 3L);
        assertThat(all(ALL)).noneMatch(QueuedJob::running);
        assertThat(all(ALL).get(0).job()).isEqualTo(jobs().find(first).orElseThrow());
    }

    @Test
    void aJobThatRunsHasItsNodeAndNoPosition() {
        InferenceJobId running = enqueue(job());
        InferenceJobId waiting = enqueue(job());
        Claim claim = claim("n1").orElseThrow();

        assertThat(all(ALL)).extracting(QueuedJobsContract::id).containsExactly(running, waiting);
        assertThat(all(ALL)).extracting(QueuedJob::running).containsExactly(true, false);
        assertThat(all(ALL)).extracting(QueuedJob::node).containsExactly(Optional.of("n1"), Optional.empty());
        assertThat(all(ALL)).extracting(QueuedJob::position).containsExactly(0L, 1L);

        queue().releaseNode(claim, LEASE);
        assertThat(all(ALL).get(0).running()).isTrue();
        assertThat(all(ALL).get(0).node()).isEmpty();

        letTimePass(LEASE.plusSeconds(1));
        assertThat(all(ALL)).extracting(QueuedJob::position).containsExactly(1L, 2L);
    }

    @Test
    void thePagesFollowOneAnother() {
        List<InferenceJobId> queuedIds = List.of(enqueue(job()), enqueue(job()), enqueue(job()));

        Slice first = queued().page(ALL, QueuedJobs.START, 2);
        Slice second = queued().page(ALL, first.next().orElseThrow(), 2);

        assertThat(first.jobs()).extracting(QueuedJobsContract::id).isEqualTo(queuedIds.subList(0, 2));
        assertThat(second.jobs()).extracting(QueuedJobsContract::id).isEqualTo(queuedIds.subList(2, 3));
        assertThat(second.next()).isEmpty();
        assertThat(queued().page(ALL, QueuedJobs.START, 3).next()).isEmpty();
    }

    @Test
    void aFilterLeavesOutTheOthers() {
        Endpoint other = TestEndpoints.endpoint().name("other").build();
        InferenceJobId ofAnn = enqueue(job().by("ann"));
        InferenceJobId ofBob = enqueue(job().by("bob"));
        InferenceJobId elsewhere = enqueue(job().by("ann").on(other));

        EndpointName here = jobs().find(ofAnn).orElseThrow().place().name();
        assertThat(ids(Optional.of(other.name()), Optional.empty())).containsExactly(elsewhere);
        assertThat(ids(Optional.empty(), Optional.of("bob"))).containsExactly(ofBob);
        assertThat(ids(Optional.of(here), Optional.of("ann"))).containsExactly(ofAnn);
        assertThat(ids(Optional.of(here), Optional.of("cid"))).isEmpty();
        assertThat(all(new Filter(Optional.empty(), Optional.of(new UserName("bob")))))
                .extracting(QueuedJob::position)
                .containsExactly(2L);
    }

    @Test
    void aJobThatEndedIsNotListed() {
        InferenceJobId id = enqueue(job());

        queue().complete(claim("n1").orElseThrow(), succeeded(id));

        assertThat(all(ALL)).isEmpty();
    }

    private List<InferenceJobId> ids(Optional<EndpointName> endpoint, Optional<String> user) {
        return all(new Filter(endpoint, user.map(UserName::new))).stream()
                .map(QueuedJobsContract::id)
                .toList();
    }

    private List<QueuedJob> all(Filter filter) {
        return queued().page(filter, QueuedJobs.START, 100).jobs();
    }

    private static InferenceJobId id(QueuedJob entry) {
        return entry.job().id();
    }

    @Test
    void movedJobsWaitForTheOtherEndpointInTheirOldPlaces() {
        InferenceJobId first = enqueue(job());
        InferenceJobId running = enqueue(job());
        InferenceJobId last = enqueue(job());
        claimOther(first, running);
        Endpoint target = TestEndpoints.endpoint().build();
        List<InferenceJob> all = all(ALL).stream().map(QueuedJob::job).toList();
        List<Long> places = all(ALL).stream().map(QueuedJob::place).toList();

        List<InferenceJob> moved = queue().move(all, InferenceJob.EndpointRef.of(target));

        assertThat(moved).extracting(InferenceJob::id).doesNotContain(running(all(ALL)));
        assertThat(moved).hasSize(2);
        assertThat(all(ALL)).extracting(QueuedJob::place).containsExactlyElementsOf(places);
        Filter there = new Filter(Optional.of(target.name()), Optional.empty());
        assertThat(all(there)).extracting(QueuedJob::job).containsExactlyElementsOf(moved);
        assertThat(all(there)).extracting(QueuedJob::position).containsExactly(1L, 2L);
        assertThat(jobs().find(last).orElseThrow().place()).isEqualTo(InferenceJob.EndpointRef.of(target));
        assertThat(queue().load(Set.of(target.id()))).containsEntry(target.id(), 2);
        assertThat(queue().needs()).extracting(InferenceQueue.Need::endpoint).contains(target.id());
        assertThat(queue().claim(
                                new InferenceQueue.Claimant(
                                        "other", Set.of(target.id()), Set.of(), true, Optional.empty()),
                                LEASE)
                        .map(Claim::job))
                .contains(moved.get(0).id());
        assertThat(queue().move(List.of(), InferenceJob.EndpointRef.of(target))).isEmpty();
    }

    /** One of the jobs runs, whichever is first. */
    private void claimOther(InferenceJobId first, InferenceJobId second) {
        assertThat(claim("n1").map(Claim::job))
                .hasValueSatisfying(id -> assertThat(id).isIn(first, second));
    }

    private static InferenceJobId running(List<QueuedJob> jobs) {
        return jobs.stream()
                .filter(QueuedJob::running)
                .findFirst()
                .orElseThrow()
                .job()
                .id();
    }
}
