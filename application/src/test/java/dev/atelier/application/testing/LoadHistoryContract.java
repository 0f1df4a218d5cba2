package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.metrics.LoadHistory;
import dev.atelier.application.metrics.LoadHistory.Nodes;
import dev.atelier.application.metrics.LoadHistory.Queue;
import dev.atelier.application.metrics.LoadHistory.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The contract of {@link LoadHistory}. */
public abstract class LoadHistoryContract {

    private static final Instant FIRST = Instant.parse("2026-03-29T00:55:00Z"); // a clock is put forward
    private static final Instant SECOND = FIRST.plus(Duration.ofMinutes(5));
    private static final Instant THIRD = FIRST.plus(Duration.ofMinutes(10));

    /** The port: without samples at the start of each test, the same throughout it. */
    protected abstract LoadHistory history();

    @Test
    void samplesAreReadInOrderFromATimeOn() {
        history().add(sample(THIRD, 3, Map.of("a", Duration.ofSeconds(30))));
        history().add(sample(FIRST, 1, Map.of()));
        history().add(sample(SECOND, 2, Map.of("a", Duration.ZERO, "b", Duration.ofMillis(1500))));

        assertThat(history().queue(FIRST)).containsExactly(queue(FIRST, 1), queue(SECOND, 2), queue(THIRD, 3));
        assertThat(history().queue(SECOND.plusMillis(1))).containsExactly(queue(THIRD, 3));
        assertThat(history().nodes(FIRST))
                .containsExactly(
                        new Nodes(SECOND, 2, Duration.ofMillis(1500)), new Nodes(THIRD, 1, Duration.ofSeconds(30)));
        assertThat(history().nodes(THIRD)).hasSize(1);
        assertThat(history().nodes(THIRD.plusMillis(1))).isEmpty();
    }

    @Test
    void theFirstReplicaSaysHowTheQueueWasAndAllAddWhatTheirNodesDid() {
        assertThat(history()
                        .add(sample(FIRST, 7, Map.of("shared", Duration.ofSeconds(10), "a", Duration.ofSeconds(1)))))
                .isTrue();
        assertThat(history()
                        .add(sample(FIRST, 9, Map.of("shared", Duration.ofSeconds(20), "b", Duration.ofSeconds(2)))))
                .isFalse();

        assertThat(history().queue(FIRST)).containsExactly(queue(FIRST, 7));
        assertThat(history().nodes(FIRST)).containsExactly(new Nodes(FIRST, 3, Duration.ofSeconds(33)));
    }

    @RepeatedTest(5)
    void ofManyReplicasAtOnceOneIsTheFirstAndNothingIsLost() throws Exception {
        List<Boolean> first = Concurrently.all(IntStream.range(0, 6)
                .<Callable<Boolean>>mapToObj(replica -> () -> history()
                        .add(sample(
                                FIRST,
                                replica,
                                Map.of(
                                        "a",
                                        Duration.ofSeconds(1),
                                        "b",
                                        Duration.ofSeconds(2),
                                        "own-" + replica,
                                        Duration.ZERO))))
                .toList());

        assertThat(first).containsOnlyOnce(true);
        assertThat(history().queue(FIRST)).hasSize(1);
        assertThat(history().nodes(FIRST)).containsExactly(new Nodes(FIRST, 8, Duration.ofSeconds(18)));
    }

    @Test
    void whatIsOlderIsRemoved() {
        for (Instant at : List.of(FIRST, SECOND, THIRD)) {
            history().add(sample(at, 1, Map.of("a", Duration.ofSeconds(1))));
        }

        history().removeBefore(SECOND);
        history().removeBefore(SECOND);

        assertThat(history().queue(FIRST)).extracting(Queue::at).containsExactly(SECOND, THIRD);
        assertThat(history().nodes(FIRST)).extracting(Nodes::at).containsExactly(SECOND, THIRD);
    }

    private static Sample sample(Instant at, long waiting, Map<String, Duration> busy) {
        return new Sample(queue(at, waiting), busy);
    }

    private static Queue queue(Instant at, long waiting) {
        return new Queue(at, waiting, Duration.ofMillis(waiting * 1234));
    }
}
