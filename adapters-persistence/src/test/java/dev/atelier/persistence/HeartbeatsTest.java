package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {

    @Test
    void aRenewalThatFailsIsRepeatedAndLosesNothing() throws InterruptedException {
        Heartbeats heartbeats = new Heartbeats("test", Duration.ofMillis(10));
        CountDownLatch renewals = new CountDownLatch(2);
        Heartbeats.Beat beat = heartbeats.begin(() -> {
            renewals.countDown();
            throw new InternalError("made by a test");
        });
        try {
            assertThat(renewals.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            beat.end();
            heartbeats.close();
        }
    }
}
