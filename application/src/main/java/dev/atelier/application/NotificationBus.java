package dev.atelier.application;

import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Best-effort wake-ups, within this process and, where the adapter can, between replicas. A notification has no
 * content, and may be lost or duplicated; subscribers must also poll. Thread-safe; no method blocks.
 */
public interface NotificationBus {

    /** The topic of queued inference jobs. */
    String JOB_QUEUED = "queued";

    /** The topic of nodes that were added, changed or removed. */
    String NODES_CHANGED = "nodes";

    /** The topic of recorded events; other processes are notified only while one of them {@linkplain #EVENTS_FOLLOWED follows}. */
    String EVENT_RECORDED = "events";

    /** The topic of processes that follow events. */
    String EVENTS_FOLLOWED = "events/followed";

    /** For how long after such a notification a process is taken to follow. */
    Duration EVENTS_FOLLOWED_FOR = Duration.ofSeconds(30);

    /** The topic of one inference job's end or removal. */
    static String jobEndedTopic(InferenceJobId job) {
        return "ended/" + job;
    }

    /** Wakes all subscribers of the topic. */
    void publish(String topic);

    /** Wakes the subscribers of the topic in this process, which is cheaper. */
    void publishLocally(String topic);

    /**
     * Completes at the next notification of the topic that is published after this call. Cancel it when it is not
     * needed any more, to release what it holds.
     */
    CompletableFuture<Void> nextNotification(String topic);

    /** How long a subscriber that polls in this interval should wait: less where notifications of replicas do not arrive. */
    default Duration pollInterval(Duration usual) {
        return usual;
    }
}
