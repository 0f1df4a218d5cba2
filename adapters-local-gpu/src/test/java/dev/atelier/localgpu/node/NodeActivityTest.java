package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.application.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeActivityTest {

    private final SettableClock clock = new SettableClock();
    private final NodeActivity activity = new NodeActivity(clock);

    @Test
    void theShareIsThatOfTheTimeSinceTheStartWhileItIsShort() {
        assertThat(share()).isZero();
        work(Duration.ofMinutes(3));
        clock.pass(Duration.ofMinutes(1));

        assertThat(share()).isCloseTo(0.75, within(0.001));
    }

    @Test
    void aJobThatRunsCounts() {
        activity.running(true);
        clock.pass(Duration.ofMinutes(90));

        assertThat(share()).isCloseTo(1, within(0.001));
        assertThat(activity.work().running()).isTrue();
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
    void itIsSinceTheLastBeginningOrEnd() {
        assertThat(activity.work().since()).isEmpty();
        Instant begin = clock.instant();
        activity.running(true);
        clock.pass(Duration.ofSeconds(5));
        assertThat(activity.work().since()).contains(begin);

        activity.running(false);

        assertThat(activity.work().since()).contains(begin.plusSeconds(5));
    }

    @Test
    void onlyChangesOfTheCheckpointAreSwitches() {
        activity.generated("a");
        activity.generated("a");
        assertThat(activity.work().switches()).isZero();

        activity.generated("b");
        activity.generated("a");
        assertThat(activity.work().switches()).isEqualTo(2);
        assertThat(activity.work().checkpoint()).contains("a");

        activity.forget();
        assertThat(activity.work().checkpoint()).isEmpty();
        activity.generated("b");
        assertThat(activity.work().switches()).isEqualTo(2);
    }

    private double share() {
        return activity.work().busyShare();
    }

    private void work(Duration time) {
        activity.running(true);
        clock.pass(time);
        activity.running(false);
    }
}
