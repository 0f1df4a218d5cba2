package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.SettableClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NodeHealthTest {

    private final SettableClock clock = new SettableClock();
    private final AtomicInteger changes = new AtomicInteger();
    private final HealthSettings settings = new HealthSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    private final NodeHealth health = new NodeHealth("n", settings, clock, changes::incrementAndGet);

    @Test
    void aNodeThatAnswersIsHealthy() {
        assertThat(health.now().healthy()).isFalse();

        health.answered(health.now());

        assertThat(health.now().healthy()).isTrue();
        assertThat(changes).hasValue(1);
    }

    @Test
    void aFailingNodeIsLeftAloneForLongerEachTime() {
        for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
            health.failed("it is down");
            assertThat(health.now().until()).isEqualTo(clock.instant().plusSeconds(seconds));
            clock.pass(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void answeringDoesNotMakeFailuresForgottenButAPictureDoes() {
        health.failed("garbage");
        health.answered(health.now());
        health.failed("garbage");
        assertThat(health.now().until()).isEqualTo(clock.instant().plusSeconds(10));

        health.worked();
        health.failed("garbage");

        assertThat(health.now().until()).isEqualTo(clock.instant().plusSeconds(5));
    }

    @Test
    void aNodeThatWasWellForLongBeginsAnew() {
        health.failed("garbage");
        health.failed("garbage");
        health.answered(health.now());
        clock.pass(Duration.ofSeconds(60));

        health.failed("garbage");

        assertThat(health.now().until()).isEqualTo(clock.instant().plusSeconds(5));
    }

    @Test
    void anAnswerFromBeforeAFailureDoesNotCount() {
        health.answered(health.now());
        Condition whenAsked = health.now();
        health.failed("the job broke");

        health.answered(whenAsked);

        assertThat(health.now().state()).isEqualTo(Condition.State.SET_ASIDE);
        assertThat(health.now().reason()).isEqualTo("the job broke");
    }
}
