package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InProcessNotificationBusTest {

    private final InProcessNotificationBus signals = new InProcessNotificationBus();

    @Test
    void nothingRemainsOfAWaitThatWasCancelled() {
        CompletableFuture<Void> one = signals.next("topic");
        CompletableFuture<Void> another = signals.next("topic");
        assertThat(signals.isEmpty()).isFalse();

        one.cancel(false);
        another.cancel(true);

        assertThat(signals.isEmpty()).isTrue();
    }

    @Test
    void nothingRemainsOfAWaitThatIsOver() {
        CompletableFuture<Void> future = signals.next("topic");

        signals.raise("topic");

        assertThat(future).isCompleted();
        assertThat(signals.isEmpty()).isTrue();
    }
}
