package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.SettableClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NodeCircuitBreakerTest {

    private final SettableClock clock = new SettableClock();
    private final AtomicInteger changes = new AtomicInteger();
    private final HealthCheckConfiguration settings = new HealthCheckConfiguration(
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20));
    private final NodeCircuitBreaker health = new NodeCircuitBreaker("n", settings, clock, changes::incrementAndGet);

    @Test
    void aNodeThatAnswersIsHealthy() {
        assertThat(health.state().healthy()).isFalse();

        health.recordProbeSuccess(health.state());

        assertThat(health.state().healthy()).isTrue();
        assertThat(changes).hasValue(1);
    }

    @Test
    void aFailingNodeIsLeftAloneForLongerEachTime() {
        for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
            health.failed("it is down");
            assertThat(health.state().until()).isEqualTo(clock.instant().plusSeconds(seconds));
            clock.pass(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void aProbeDoesNotResetTheFailureCountButAJobDoes() {
        health.failed("garbage");
        health.recordProbeSuccess(health.state());
        health.failed("garbage");
        assertThat(health.state().until()).isEqualTo(clock.instant().plusSeconds(10));

        health.recordSuccess();
        health.failed("garbage");

        assertThat(health.state().until()).isEqualTo(clock.instant().plusSeconds(5));
    }

    @Test
    void aNodeThatWasHealthyForLongRestartsItsCount() {
        health.failed("garbage");
        health.failed("garbage");
        health.recordProbeSuccess(health.state());
        clock.pass(Duration.ofSeconds(60));

        health.failed("garbage");

        assertThat(health.state().until()).isEqualTo(clock.instant().plusSeconds(5));
    }

    @Test
    void anAnswerFromBeforeAFailureDoesNotCount() {
        health.recordProbeSuccess(health.state());
        NodeState whenAsked = health.state();
        health.failed("the job broke");

        health.recordProbeSuccess(whenAsked);

        assertThat(health.state().state()).isEqualTo(NodeState.State.QUARANTINED);
        assertThat(health.state().reason()).isEqualTo("the job broke");
    }
}
