package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeaseRenewerTest {

    @Test
    void aRenewalThatFailsIsRepeatedAndLosesNothing() throws InterruptedException {
        LeaseRenewer leaseRenewer = new LeaseRenewer("test", Duration.ofMillis(10));
        CountDownLatch renewals = new CountDownLatch(2);
        LeaseRenewer.Beat beat = leaseRenewer.begin(() -> {
            renewals.countDown();
            throw new InternalError("made by a test");
        });
        try {
            assertThat(renewals.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            beat.end();
            leaseRenewer.close();
        }
    }
}
