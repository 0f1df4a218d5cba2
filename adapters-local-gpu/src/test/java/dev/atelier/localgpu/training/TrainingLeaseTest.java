package dev.atelier.localgpu.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryTrainingJobRepository;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrainingLeaseTest {

    @Test
    void aClaimIsRenewedAgainAfterAnError() throws InterruptedException {
        CountDownLatch renewals = new CountDownLatch(2);
        InMemoryTrainingJobRepository queue = new InMemoryTrainingJobRepository(new SettableClock()) {
            @Override
            public boolean renewLease(Claim claim, Duration lease) {
                renewals.countDown();
                throw new InternalError("made by a test");
            }
        };
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Claim claim = new Claim(new TrainingId(UUID.randomUUID()), "worker", 1, Instant.EPOCH);

        try (TrainingLease lease = new TrainingLease(queue, claim, Duration.ofMillis(50), timer)) {
            assertThat(renewals.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(lease.isLost()).isFalse();
        } finally {
            timer.shutdownNow();
        }
    }
}
