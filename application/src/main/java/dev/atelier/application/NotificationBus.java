package dev.atelier.application;

import dev.atelier.domain.inference.InferenceJobId;
import java.util.concurrent.CompletableFuture;

/**
 * Hints that something is worth looking at, within this process and, where the adapter can, between replicas. A hint
 * carries no facts and may be lost or come twice: who waits for one also looks by themselves now and then. Thread-safe;
 * nothing here blocks.
 */
public interface NotificationBus {

    /** The topic of jobs that were queued. */
    String JOB_QUEUED = "queued";

    /** The topic of one job's end, or of its removal. */
    static String jobEndedTopic(InferenceJobId job) {
        return "ended/" + job;
    }

    /** Wakes everyone who waits for this topic. */
    void publish(String topic);

    /**
     * Completes when the topic is raised after this call. Cancel it when it is not needed any more; then nothing
     * of it remains.
     */
    CompletableFuture<Void> nextNotification(String topic);
}
