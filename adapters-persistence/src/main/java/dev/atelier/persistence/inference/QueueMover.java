package dev.atelier.persistence.inference;

import dev.atelier.domain.event.Event;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.persistence.event.EventOutbox;
import dev.atelier.persistence.inference.InferenceQueueDao.Waiting;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Moves waiting jobs to another endpoint. Few statements do: many jobs are of the same user, and have the same need. */
@Singleton
final class QueueMover {

    private final InferenceJobDao jobs;
    private final InferenceQueueDao rows;
    private final QueueTurns turns;
    private final EventOutbox outbox;

    QueueMover(InferenceJobDao jobs, InferenceQueueDao rows, QueueTurns turns, EventOutbox outbox) {
        this.jobs = jobs;
        this.rows = rows;
        this.turns = turns;
        this.outbox = outbox;
    }

    /**
     * In a transaction of the caller's.
     *
     * @return those that were moved, and not those that a node has claimed meanwhile
     */
    List<InferenceJob> move(List<InferenceJob> waiting, InferenceJob.EndpointRef target) {
        List<Waiting> locked =
                rows.lockWaiting(waiting.stream().map(job -> job.id().value()).toList());
        locked.stream()
                .collect(Collectors.groupingBy(row -> Map.entry(row.userName(), row.urgency())))
                .values()
                .forEach(ofUser -> moveOfUser(ofUser, target));
        Set<UUID> ids = locked.stream().map(Waiting::jobId).collect(Collectors.toSet());
        List<InferenceJob> moved = waiting.stream()
                .filter(job -> ids.contains(job.id().value()))
                .map(job -> job.movedTo(target))
                .toList();
        outbox.add(moved.stream().map(Event::started).toArray(Event[]::new));
        return moved;
    }

    private void moveOfUser(List<Waiting> ofUser, InferenceJob.EndpointRef target) {
        UUID endpoint = target.endpoint().value();
        long later = turns.later(ofUser, endpoint);
        ofUser.stream()
                .collect(Collectors.groupingBy(
                        row -> InferenceQueueEntity.need(endpoint, row.model(), row.modelStored(), row.excluded()),
                        Collectors.mapping(Waiting::jobId, Collectors.toList())))
                .forEach((need, ids) -> {
                    rows.move(ids, endpoint, need, later);
                    jobs.move(ids, endpoint, target.name().value(), target.instanceType(), target.backend());
                });
    }
}
