package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.NotificationBus;
import org.junit.jupiter.api.Test;

class InMemoryNotificationBusTest extends NotificationBusContract {

    private final InMemoryNotificationBus signals = new InMemoryNotificationBus();

    @Override
    protected NotificationBus signals() {
        return signals;
    }

    @Test
    void nothingRemainsOfACancelledWait() {
        signals.nextNotification("topic").cancel(false);

        assertThat(signals.waiters("topic")).isZero();
    }
}
