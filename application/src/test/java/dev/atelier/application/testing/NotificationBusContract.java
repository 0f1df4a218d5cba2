package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.NotificationBus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The contract of {@link NotificationBus} without failures. */
public abstract class NotificationBusContract {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** The port, the same throughout a test. */
    protected abstract NotificationBus signals();

    @Test
    void wakesEveryoneWhoWaitsForTheTopic() {
        CompletableFuture<Void> one = signals().nextNotification("topic");
        CompletableFuture<Void> another = signals().nextNotification("topic");

        signals().publish("topic");

        assertThat(one).succeedsWithin(SOON);
        assertThat(another).succeedsWithin(SOON);
    }

    @Test
    void leavesThoseAloneWhoWaitForAnotherTopic() {
        CompletableFuture<Void> other = signals().nextNotification("ended/1");
        CompletableFuture<Void> awaited = signals().nextNotification("ended/11");

        signals().publish("ended/11");

        assertThat(awaited).succeedsWithin(SOON);
        assertThat(other).isNotDone();
    }

    @Test
    void completesNothingBeforeItIsRaised() {
        assertThat(signals().nextNotification("topic")).isNotDone();
    }

    @Test
    void aCancelledWaitAffectsNoOtherSubscriber() {
        CompletableFuture<Void> cancelled = signals().nextNotification("topic");
        CompletableFuture<Void> waiting = signals().nextNotification("topic");

        cancelled.cancel(false);
        signals().publish("topic");

        assertThat(waiting).succeedsWithin(SOON);
    }

    @Test
    void aTopicCanBeAwaitedAgain() {
        assertThat(raisedAndAwaited()).succeedsWithin(SOON);
        assertThat(raisedAndAwaited()).succeedsWithin(SOON);
    }

    @Test
    void publishingWithoutSubscribersIsNoError() {
        signals().publish("unused");

        assertThat(raisedAndAwaited()).succeedsWithin(SOON);
    }

    private CompletableFuture<Void> raisedAndAwaited() {
        CompletableFuture<Void> next = signals().nextNotification("topic");
        signals().publish("topic");
        return next;
    }
}
