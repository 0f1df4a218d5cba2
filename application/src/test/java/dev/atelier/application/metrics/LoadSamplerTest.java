package dev.atelier.application.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.metrics.LoadHistory.Nodes;
import dev.atelier.application.metrics.LoadHistory.Queue;
import dev.atelier.application.metrics.QueueStatistics.Load;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryLoadHistory;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestNodes;
import dev.atelier.domain.endpoint.InferenceType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadSamplerTest {

    /** The clock begins at 05:06:07. */
    private static final Instant FIRST = Instant.parse("2026-03-04T05:10:00Z");

    private static final Duration INTERVAL = LoadSampler.INTERVAL;

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final LoadHistory history = new InMemoryLoadHistory();
    private final List<Load> loads = new ArrayList<>();
    private final LoadSampler sampler = sampler(atelier);

    private LoadSampler sampler(InMemoryAtelier replica) {
        return new LoadSampler(() -> List.copyOf(loads), replica.backendRegistry, history, replica.clock);
    }

    private void passUntil(Instant time) {
        atelier.clock.pass(Duration.between(atelier.clock.instant(), time));
    }

    private void waiting(int jobs, Instant oldest) {
        loads.add(new Load(TestJobs.ENDPOINT, InferenceType.ASYNC, jobs, 1, Optional.ofNullable(oldest)));
    }

    @Test
    void aSampleIsTakenAtEachFullInterval() {
        assertThat(sampler.sample()).isEqualTo(Duration.between(atelier.clock.instant(), FIRST));
        assertThat(history.queue(Instant.EPOCH)).isEmpty();
        waiting(2, FIRST.minusSeconds(90));
        waiting(3, FIRST.minusSeconds(60));
        waiting(0, null);

        passUntil(FIRST);
        assertThat(sampler.sample()).isEqualTo(INTERVAL);
        assertThat(sampler.sample()).isEqualTo(INTERVAL);
        loads.clear();
        passUntil(FIRST.plus(INTERVAL).plusMillis(200));
        assertThat(sampler.sample()).isEqualTo(INTERVAL.minusMillis(200));

        assertThat(history.queue(Instant.EPOCH))
                .containsExactly(
                        new Queue(FIRST, 5, Duration.ofSeconds(90)), new Queue(FIRST.plus(INTERVAL), 0, Duration.ZERO));
        assertThat(history.nodes(Instant.EPOCH)).isEmpty();
    }

    @Test
    void theNodesOfAllReplicasAreAddedUp() {
        InMemoryAtelier other = new InMemoryAtelier();
        LoadSampler second = sampler(other);
        sampler.sample();
        second.sample();
        atelier.backend.has(TestNodes.busyFor("a", Duration.ofSeconds(60)), TestNodes.healthy("b"));
        other.backend.has(
                TestNodes.busyFor("a", Duration.ofSeconds(30)), TestNodes.busyFor("own", Duration.ofSeconds(5)));
        passUntil(FIRST);
        other.clock.pass(Duration.between(other.clock.instant(), FIRST.plusMillis(700)));

        second.sample();
        sampler.sample();

        assertThat(history.nodes(Instant.EPOCH)).containsExactly(new Nodes(FIRST, 3, Duration.ofSeconds(95)));
        assertThat(history.queue(Instant.EPOCH)).hasSize(1);
    }

    @Test
    void onlyWhatANodeDidSinceTheSampleBeforeCounts() {
        sampler.sample();
        for (int seconds : List.of(100, 250, 250, 20, 5000)) {
            atelier.backend.has(TestNodes.busyFor("a", Duration.ofSeconds(seconds)));
            passUntil(
                    history.queue(Instant.EPOCH).isEmpty()
                            ? FIRST
                            : atelier.clock.instant().plus(INTERVAL));
            sampler.sample();
        }

        // It was replaced before the fourth, and the last interval cannot have been longer than it is.
        assertThat(history.nodes(Instant.EPOCH))
                .extracting(sample -> sample.busy().toSeconds())
                .containsExactly(100L, 150L, 0L, 20L, INTERVAL.toSeconds());
    }

    @Test
    void whatCouldNotBeSavedIsSavedWithTheNextTryOrLeftOut() {
        boolean[] away = {true};
        LoadSampler failing = new LoadSampler(
                () -> {
                    if (away[0]) {
                        throw new IllegalStateException("the database is away");
                    }
                    return List.of();
                },
                atelier.backendRegistry,
                history,
                atelier.clock);
        failing.sample();
        atelier.backend.has(TestNodes.busyFor("a", Duration.ofSeconds(60)));
        passUntil(FIRST);
        assertThatThrownBy(failing::sample).hasMessage("the database is away");
        passUntil(FIRST.plus(INTERVAL));
        atelier.backend.has(TestNodes.busyFor("a", Duration.ofSeconds(90)));
        assertThatThrownBy(failing::sample).hasMessage("the database is away");
        away[0] = false;

        passUntil(FIRST.plus(INTERVAL).plusSeconds(10));
        failing.sample();
        failing.sample();

        assertThat(history.nodes(Instant.EPOCH))
                .containsExactly(new Nodes(FIRST.plus(INTERVAL), 1, Duration.ofSeconds(30)));
    }

    @Test
    void samplesAreKeptForTwoDays() {
        sampler.sample();
        passUntil(FIRST);
        sampler.sample();
        passUntil(FIRST.plus(LoadSampler.RETENTION));
        sampler.sample();
        assertThat(history.queue(Instant.EPOCH)).hasSize(2);

        passUntil(FIRST.plus(LoadSampler.RETENTION).plus(INTERVAL));
        sampler.sample();

        assertThat(history.queue(Instant.EPOCH))
                .hasSize(2)
                .noneMatch(sample -> sample.at().equals(FIRST));
    }
}
