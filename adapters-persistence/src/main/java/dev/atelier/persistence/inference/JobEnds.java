package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import dev.atelier.persistence.usage.UsageRecorder;
import jakarta.inject.Singleton;
import java.util.OptionalLong;

/** Ends jobs: out of the queue, with their result, event and usage, in one transaction. Thread-safe. */
@Singleton
final class JobEnds {

    private final InferenceJobDao jobs;
    private final InferenceJobJsonColumns json;
    private final QueueExits exits;
    private final QuotaGuard quotas;
    private final UsageRecorder usage;
    private final EventOutbox outbox;
    private final TransactionTemplate transactionTemplate;

    JobEnds(
            InferenceJobDao jobs,
            InferenceJobJsonColumns json,
            QueueExits exits,
            QuotaGuard quotas,
            UsageRecorder usage,
            EventOutbox outbox,
            TransactionTemplate transactionTemplate) {
        this.jobs = jobs;
        this.json = json;
        this.exits = exits;
        this.quotas = quotas;
        this.usage = usage;
        this.outbox = outbox;
        this.transactionTemplate = transactionTemplate;
    }

    boolean complete(Claim claim, InferenceJob ended) {
        return transactionTemplate.executeDurably(() -> {
            quotas.charge(claim);
            OptionalLong worked = exits.remove(claim);
            return worked.isPresent() && end(ended, claim.node(), worked.getAsLong());
        });
    }

    void remove(InferenceJobId job) {
        transactionTemplate.executeDurably(() -> {
            quotas.charge(job);
            OptionalLong worked = exits.remove(job);
            if (worked.orElse(0) > 0) {
                jobs.findById(job.value()).ifPresent(row -> usage.worked(row.toJob(json), worked.getAsLong()));
            }
            return worked.isPresent();
        });
    }

    boolean giveUp(InferenceJob ended) {
        return transactionTemplate.executeDurably(() -> {
            OptionalLong worked = exits.giveUp(ended.id());
            return worked.isPresent() && end(ended, UsageRecorder.NO_NODE, worked.getAsLong());
        });
    }

    private boolean end(InferenceJob ended, String node, long worked) {
        boolean stored = InferenceJobEntity.storeEnd(jobs, ended, json);
        if (stored) {
            outbox.add(Event.ended(ended));
            usage.ended(ended, node, worked);
        }
        return stored;
    }
}
