package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.metrics.LoadHistory;
import dev.atelier.application.metrics.ReadLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadViewTest {

    private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");

    private static LoadHistory.Queue queue(Duration ago, long waiting) {
        return new LoadHistory.Queue(NOW.minus(ago), waiting, Duration.ofSeconds(waiting * 60));
    }

    private static ReadLoad.Busy busy(Duration ago, double share) {
        return new ReadLoad.Busy(NOW.minus(ago), share);
    }

    private static LoadView view() {
        return LoadView.of(
                Optional.of(List.of(
                        queue(Duration.ofMinutes(130), 8),
                        queue(Duration.ofMinutes(125), 4),
                        queue(Duration.ofMinutes(10), 0),
                        queue(Duration.ofMinutes(5), 2))),
                Optional.of(List.of(
                        busy(Duration.ofMinutes(10), 0.5),
                        busy(Duration.ofMinutes(5), 0.25),
                        busy(Duration.ZERO, 0.9))),
                NOW);
    }

    @Test
    void theLineOfTheQueueGoesUpToItsHighestValueAndHasGaps() {
        LineChart chart = view().chart(view().series().get(0));

        assertThat(chart.label()).isEqualTo("Waiting jobs: At most 8 in the last 24 hours");
        assertThat(chart.path()).isEqualTo("M545.8 0.0h0L547.9 60.0M595.8 120.0h0L597.9 90.0");
        assertThat(view().chart(view().series().get(1)).label())
                .isEqualTo("Oldest waiting job: At most 8 min in the last 24 hours");
    }

    @Test
    void theLineOfTheNodesIsOfTheWholeTime() {
        LineChart chart = view().chart(view().series().get(2));

        assertThat(chart.label()).isEqualTo("Busy nodes: On average 55 % in the last 24 hours");
        assertThat(chart.path()).isEqualTo("M595.8 60.0h0L597.9 90.0L600.0 12.0");
    }

    @Test
    void theTableHasTheHoursThatHaveSamples() {
        assertThat(view().hours())
                .containsExactly(
                        new LoadView.Hour(NOW.minus(Duration.ofHours(1)), List.of("2", "2 min", "55 %")),
                        new LoadView.Hour(NOW.minus(Duration.ofHours(3)), List.of("8", "8 min", "–")));
    }

    @Test
    void whatTheUserMayNotSeeIsNotThere() {
        LoadView nodes = LoadView.of(Optional.empty(), Optional.of(List.of()), NOW);

        assertThat(nodes.series()).extracting(LoadView.Series::title).containsExactly("Busy nodes");
        assertThat(nodes.series().get(0).isEmpty()).isTrue();
        assertThat(nodes.hours()).isEmpty();
        assertThat(LoadView.of(Optional.empty(), Optional.empty(), NOW).series())
                .isEmpty();
    }
}
