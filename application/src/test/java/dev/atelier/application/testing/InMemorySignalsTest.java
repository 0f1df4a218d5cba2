package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.Signals;
import org.junit.jupiter.api.Test;

class InMemorySignalsTest extends SignalsContract {

    private final InMemorySignals signals = new InMemorySignals();

    @Override
    protected Signals signals() {
        return signals;
    }

    @Test
    void nothingRemainsOfACancelledWait() {
        signals.nextNotification("topic").cancel(false);

        assertThat(signals.waiters("topic")).isZero();
    }
}
