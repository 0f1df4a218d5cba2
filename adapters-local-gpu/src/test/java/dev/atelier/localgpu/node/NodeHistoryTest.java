package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.application.testing.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class NodeHistoryTest {

    private final SettableClock clock = new SettableClock();
    private final NodeHistory history = new NodeHistory(clock);

    @Test
    void theShareIsThatOfTheTimeSinceTheStartWhileItIsShort() {
        assertThat(share()).isZero();
        work(Duration.ofMinutes(3));
        clock.pass(Duration.ofMinutes(1));

        assertThat(share()).isCloseTo(0.75, within(0.001));
    }

    /** As that of the service does: java.time.Clock of JDK 17 divides by the tick's whole milliseconds in millis(). */
    @Test
    void aClockMayTickInMicroseconds() {
        NodeHistory ticking = new NodeHistory(Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS)));

        ticking.running(true);

        assertThat(ticking.work().busyShare()).isBetween(0.0, 1.0);
    }

    @Test
    void aJobThatRunsCounts() {
        history.running(true);
        clock.pass(Duration.ofMinutes(90));

        assertThat(share()).isCloseTo(1, within(0.001));
        assertThat(history.work().running()).isTrue();
    }

    @Test
    void whatIsOlderThanAnHourIsForgotten() {
        work(Duration.ofMinutes(30));
        clock.pass(Duration.ofMinutes(45));
        assertThat(share()).isBetween(0.2, 0.3);

        clock.pass(Duration.ofMinutes(45));
        assertThat(share()).isZero();

        work(Duration.ofMinutes(6));
        assertThat(share()).isBetween(0.09, 0.11);
    }

    @Test
    void theTimeInAllIsThatOfAllJobsAndOfTheOneThatRuns() {
        assertThat(history.work().busy()).isZero();
        work(Duration.ofMinutes(90));
        clock.pass(Duration.ofMinutes(7));
        history.running(true);
        clock.pass(Duration.ofSeconds(30));

        assertThat(history.work().busy()).hasSeconds(90 * 60 + 30);
        assertThat(history.work().busy()).hasSeconds(90 * 60 + 30);
    }

    @Test
    void itIsSinceTheLastBeginningOrEnd() {
        assertThat(history.work().since()).isEmpty();
        Instant begin = clock.instant();
        history.running(true);
        clock.pass(Duration.ofSeconds(5));
        assertThat(history.work().since()).contains(begin);

        history.running(false);

        assertThat(history.work().since()).contains(begin.plusSeconds(5));
    }

    @Test
    void onlyChangesOfTheCheckpointAreSwitches() {
        history.generated("a");
        history.generated("a");
        assertThat(history.work().switches()).isZero();

        history.generated("b");
        history.generated("a");
        assertThat(history.work().switches()).isEqualTo(2);
        assertThat(history.work().checkpoint()).contains("a");

        history.forget();
        assertThat(history.work().checkpoint()).isEmpty();
        history.generated("b");
        assertThat(history.work().switches()).isEqualTo(2);
    }

    private double share() {
        return history.work().busyShare();
    }

    private void work(Duration time) {
        history.running(true);
        clock.pass(time);
        history.running(false);
    }
}
