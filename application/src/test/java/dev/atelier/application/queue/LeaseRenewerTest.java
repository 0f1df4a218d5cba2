package dev.atelier.application.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.queue.LeaseRenewer.Lease;
import dev.atelier.application.testing.InMemoryNotificationBus;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseRenewerTest {

    private record TestClaim(String job, int attempt) implements Claim<String> {}

    private static final TestClaim CLAIM = new TestClaim("job 1", 1);

    private final AtomicInteger losses = new AtomicInteger();
    private final CountDownLatch failed = new CountDownLatch(1);
    private final LeaseRenewer leaseRenewer =
            new LeaseRenewer("test", Duration.ofMillis(10), (message, failure) -> failed.countDown());

    @AfterEach
    void close() {
        leaseRenewer.close();
    }

    @Test
    void aRenewalThatFailsIsRepeatedAndLosesNothing() throws InterruptedException {
        CountDownLatch renewals = new CountDownLatch(2);
        try (Lease lease = keep(() -> {
            renewals.countDown();
            throw new InternalError("made by a test");
        })) {
            assertThat(renewals.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(lease.isLost()).isFalse();
        }
        assertThat(losses).hasValue(0);
    }

    @Test
    void aLostClaimIsReportedOnceAndNotRenewedAgain() throws InterruptedException {
        AtomicInteger renewals = new AtomicInteger();
        CountDownLatch lost = new CountDownLatch(1);
        try (Lease lease = leaseRenewer.keep(CLAIM, () -> renewals.incrementAndGet() < 2, () -> {
            losses.incrementAndGet();
            lost.countDown();
        })) {
            assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(lease.isLost()).isTrue();
            lease.update(() -> false);
            Thread.sleep(50);
        }
        assertThat(renewals).hasValue(2);
        assertThat(losses).hasValue(1);
    }

    @Test
    void aRenewalUnderWayReportsNoLossAfterTheEnd() throws InterruptedException {
        CountDownLatch renewing = new CountDownLatch(1);
        CountDownLatch response = new CountDownLatch(1);
        Lease lease = keep(() -> {
            renewing.countDown();
            awaitUninterrupted(response);
            return false;
        });
        assertThat(renewing.await(30, TimeUnit.SECONDS)).isTrue();

        lease.close();
        response.countDown();
        Thread.sleep(50);

        assertThat(losses).hasValue(0);
        assertThat(lease.isLost()).isFalse();
    }

    @Test
    void renewsAtEachNotificationUntilItIsClosed() throws InterruptedException {
        InMemoryNotificationBus bus = new InMemoryNotificationBus();
        Semaphore renewals = new Semaphore(0);
        try (LeaseRenewer rare = new LeaseRenewer("test", Duration.ofHours(1), (message, failure) -> {})) {
            Lease lease = rare.keep(
                            CLAIM,
                            () -> {
                                renewals.release();
                                return true;
                            },
                            losses::incrementAndGet)
                    .renewedBy(bus, "topic");
            for (int i = 0; i < 2; i++) {
                bus.publish("topic");
                assertThat(renewals.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            }

            lease.close();
            bus.publish("topic");

            assertThat(renewals.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void workIsInterruptedWhenItsClaimIsLostAndTheNextIsNot() throws Exception {
        CountDownLatch forEver = new CountDownLatch(1);

        assertThatThrownBy(() -> leaseRenewer.keepDuring(CLAIM, () -> false, forEver::await))
                .isInstanceOf(InterruptedException.class);
        leaseRenewer.keepDuring(
                CLAIM,
                () -> true,
                () -> assertThat(forEver.await(50, TimeUnit.MILLISECONDS)).isFalse());
    }

    private Lease keep(BooleanSupplier renewal) {
        return leaseRenewer.keep(CLAIM, renewal, losses::incrementAndGet);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
