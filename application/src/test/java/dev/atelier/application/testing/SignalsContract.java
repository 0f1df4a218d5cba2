package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.Signals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link Signals} keeps to while nothing is broken. */
public abstract class SignalsContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** The port, the same throughout a test. */
    protected abstract Signals signals();

    @Test
    void wakesEveryoneWhoWaitsForTheTopic() {
        CompletableFuture<Void> one = signals().next("topic");
        CompletableFuture<Void> another = signals().next("topic");

        signals().raise("topic");

        assertThat(one).succeedsWithin(SOON);
        assertThat(another).succeedsWithin(SOON);
    }

    @Test
    void leavesThoseAloneWhoWaitForAnotherTopic() {
        CompletableFuture<Void> other = signals().next("ended/1");
        CompletableFuture<Void> awaited = signals().next("ended/11");

        signals().raise("ended/11");

        assertThat(awaited).succeedsWithin(SOON);
        assertThat(other).isNotDone();
    }

    @Test
    void completesNothingBeforeItIsRaised() {
        assertThat(signals().next("topic")).isNotDone();
    }

    @Test
    void aCancelledWaitDisturbsNobody() {
        CompletableFuture<Void> cancelled = signals().next("topic");
        CompletableFuture<Void> waiting = signals().next("topic");

        cancelled.cancel(false);
        signals().raise("topic");

        assertThat(waiting).succeedsWithin(SOON);
    }

    @Test
    void aTopicCanBeAwaitedAgain() {
        assertThat(raisedAndAwaited()).succeedsWithin(SOON);
        assertThat(raisedAndAwaited()).succeedsWithin(SOON);
    }

    @Test
    void raisingWhatNobodyAwaitsIsFine() {
        signals().raise("nobody");

        assertThat(raisedAndAwaited()).succeedsWithin(SOON);
    }

    private CompletableFuture<Void> raisedAndAwaited() {
        CompletableFuture<Void> next = signals().next("topic");
        signals().raise("topic");
        return next;
    }
}
