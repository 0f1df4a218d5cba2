package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Need;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What waiting jobs need of a node, and the marks on those whose need no node meets. Thread-safe. */
record UnservableNeeds(InferenceQueueDao rows, TransactionTemplate transactionTemplate) {

    /** Before all needs. */
    private static final UUID NO_NEED = new UUID(0, 0);

    /** Reads a row for each need, and not the other jobs that need the same. */
    List<Need> all() {
        return transactionTemplate.execute(() -> {
            Map<UUID, Need> needs = new LinkedHashMap<>();
            UUID after = NO_NEED;
            for (var row = rows.nextNeed(after); row.isPresent(); row = rows.nextNeed(after)) {
                after = row.get().need();
                Need need = read(row.get());
                if (!id(need).equals(after)) {
                    rows.correctNeed(row.get().jobId(), id(need));
                }
                needs.merge(id(need), need, (known, same) -> known.unservable() ? known : same);
            }
            return List.copyOf(needs.values());
        });
    }

    List<InferenceJobId> markUnservable(Need need, String reason, Duration since) {
        UUID id = id(need);
        return transactionTemplate.execute(() -> {
            rows.mark(id);
            rows.explain(id, reason);
            return rows.markedFor(id, DatabaseClock.seconds(since.negated())).stream()
                    .map(InferenceJobId::new)
                    .toList();
        });
    }

    void postpone(Need need, String reason) {
        UUID id = id(need);
        transactionTemplate.execute(() -> {
            rows.postpone(id);
            return rows.explain(id, reason);
        });
    }

    void markServable(Need need) {
        UUID id = id(need);
        transactionTemplate.execute(() -> {
            rows.unmark(id); // first: ends and deletions of jobs also lock the queue's rows before the jobs'
            return rows.withdraw(id);
        });
    }

    private static Need read(InferenceQueueDao.Need row) {
        return new Need(
                new EndpointId(row.endpointId()),
                Optional.ofNullable(row.model()),
                row.modelStored(),
                ExcludedNodes.read(row.excluded()),
                row.marked());
    }

    private static UUID id(Need need) {
        return InferenceQueueEntity.need(
                need.endpoint().value(),
                need.model().orElse(null),
                need.stored(),
                ExcludedNodes.write(need.excluded()));
    }
}
