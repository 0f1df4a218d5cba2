package dev.atelier.application.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.metrics.LoadHistory.Queue;
import dev.atelier.application.metrics.LoadHistory.Sample;
import dev.atelier.application.testing.InMemoryLoadHistory;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.domain.access.PermissionDeniedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadLoadTest {

    private static final Instant NOW = SettableClock.START;

    private final LoadHistory history = new InMemoryLoadHistory();
    private final ReadLoad load = new ReadLoad(history, new SettableClock());

    private Queue add(Instant at, Map<String, Duration> busy) {
        Queue queue = new Queue(at, 3, Duration.ofSeconds(4));
        history.add(new Sample(queue, busy));
        return queue;
    }

    @Test
    void showsTheLastDay() {
        add(NOW.minus(Duration.ofHours(24)).minusMillis(1), Map.of("a", Duration.ofMinutes(5)));
        Queue first = add(NOW.minus(Duration.ofHours(24)), Map.of("a", Duration.ofMinutes(4), "b", Duration.ZERO));
        Queue last = add(NOW, Map.of("a", Duration.ofMinutes(6)));

        assertThat(load.queue(TestCallers.administrator())).containsExactly(first, last);
        assertThat(load.nodes(TestCallers.administrator()))
                .containsExactly(new ReadLoad.Busy(first.at(), 0.4), new ReadLoad.Busy(last.at(), 1));
    }

    @Test
    void theQueueIsForThoseWhoSeeTheJobsOfAll() {
        assertThat(load.queue(TestCallers.holding("ann", "inference:list", "user:all")))
                .isEmpty();
        assertThatThrownBy(() -> load.queue(TestCallers.holding("ann", "inference:list")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("user:all");
        assertThatThrownBy(() -> load.queue(TestCallers.holding("ann", "user:all")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("inference:list");
    }

    @Test
    void theNodesAreForThoseWhoSeeThem() {
        assertThat(load.nodes(TestCallers.holding("ann", "sagemaker_endpoint:list")))
                .isEmpty();
        assertThatThrownBy(() -> load.nodes(TestCallers.holding("ann", "inference:all", "user:all")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("sagemaker_endpoint:list");
    }
}
