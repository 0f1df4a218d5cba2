package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.testing.SimulatedJob;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.workshop.Workshop;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a job is taken away from its worker, or the worker from its job. */
@Timeout(20)
class LeaseTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path spool;

    private final WebUiSimulator first = WebUiSimulator.start();
    private final WebUiSimulator second = WebUiSimulator.start();
    private Workshop workshop;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        workshop = new Workshop(spool);
        workshop.settings = Workshop.settings(3, LONG, LONG, Duration.ofMillis(300));
        endpoint = workshop.endpoint();
    }

    @AfterEach
    void stop() {
        workshop.close();
        first.close();
        second.close();
    }

    @Test
    void leasesAreRenewedWhileAJobRuns() {
        first.paintsIn(Duration.ofMillis(1500)); // more than two leases
        workshop.with(first).open();
        InferenceJob job = submit();
        try (Workshop replica = new Workshop(spool, workshop).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);
            await().until(() -> workshop.hasEnded(job));
        }

        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(first.generations() + second.generations()).isEqualTo(1);
    }

    @Test
    void deletingARunningJobInterruptsItAndDropsItsPictures() {
        first.paintsIn(LONG);
        workshop.with(first).open();
        InferenceJob job = submit();
        awaitRunning();

        delete(job);

        await().until(() -> first.interruptions() == 1);
        first.paintsIn(Duration.ZERO);
        assertSucceeds(submit());
        assertThat(workshop.store.files())
                .noneMatch(file -> file.key().startsWith(job.results().key()));
        assertThat(first.interruptions()).isEqualTo(1);
    }

    @Test
    void aDeletionIsNoticedWithoutASignalToo() {
        first.paintsIn(LONG);
        workshop.with(first).open();
        InferenceJob job = submit();
        awaitRunning();

        workshop.runner.cancel(job);
        workshop.jobs.delete(job.id());

        await().until(() -> first.interruptions() == 1);
    }

    @Test
    void deletingAJobNeverInterruptsSomebodyElses() {
        first.withoutPages();
        SimulatedJob foreign = first.occupy(Duration.ofMillis(1500));
        workshop.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);

        delete(job);

        await().until(foreign::isDone);
        assertThat(foreign.wasInterrupted()).isFalse();
        assertSucceeds(submit());
        assertThat(workshop.store.files())
                .noneMatch(file -> file.key().startsWith(job.results().key()));
    }

    @Test
    void aWorkerWhoseLeaseLapsedNeitherSettlesNorReplacesPictures() {
        AtomicInteger stored = new AtomicInteger();
        workshop.store = new InMemoryModelStore(Clock.systemUTC()) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                stored.addAndGet(location.fileName().equals("image_0.png") ? 1 : 0);
                super.put(location, content, contentType);
            }
        };
        workshop.settings = rareHeartbeats();
        workshop.workersQueue = new ForwardingQueue(workshop.queue) {
            @Override
            public Optional<Claim> claim(Claimant claimant, Duration lease) {
                return super.claim(claimant, Duration.ofMillis(300));
            }
        };
        first.paintsIn(Duration.ofSeconds(1));
        workshop.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);

        InferenceJob ended;
        try (Workshop replica = new Workshop(spool, workshop).with(second)) {
            replica.signals = new InMemoryNotificationBus(); // no hint gets through
            replica.open();
            await().until(() -> workshop.hasEnded(job));
            ended = workshop.now(job);
        }
        first.paintsIn(Duration.ZERO);
        assertSucceeds(submit()); // the worker has come to the end of its first job

        assertThat(second.generations()).isEqualTo(1);
        assertThat(workshop.now(job)).isEqualTo(ended);
        assertThat(stored).hasValue(2);
    }

    @Test
    void theEndOfALapsedClaimIsRefusedEvenIfTheWorkerBelievesInIt() {
        workshop.workersQueue = new ForwardingQueue(workshop.queue) {
            @Override
            public boolean renewLease(Claim claim, Duration lease) {
                return true;
            }

            @Override
            public boolean releaseNode(Claim claim, Duration lease) {
                return true;
            }
        };
        first.paintsIn(Duration.ofMillis(1500));
        workshop.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);

        InferenceJob ended;
        try (Workshop replica = new Workshop(spool, workshop).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);
            await().until(() -> workshop.hasEnded(job));
            ended = workshop.now(job);
        }
        first.paintsIn(Duration.ZERO);
        assertSucceeds(submit());

        assertThat(workshop.now(job)).isEqualTo(ended);
    }

    @Test
    void theJobOfAServiceThatWasKilledRunsAgainOnceItsLeaseLapses() {
        InferenceJob job = workshop.add(job().paintingOnNodes(FIRST_MODEL).on(endpoint), "{}");
        workshop.queue.enqueue(job.start(job.created()));
        Claimant killed = new Claimant("killed", Set.of(endpoint.id()), Set.of(FIRST_MODEL), false, Optional.empty());
        workshop.queue.claim(killed, Duration.ofMillis(500)).orElseThrow();

        workshop.with(first).open();

        assertSucceeds(job);
    }

    @Test
    void stoppingLetsTheRunningJobEndAndStartsNoOther() {
        workshop.settings = Workshop.settings(3, LONG, LONG, Duration.ofSeconds(10));
        first.paintsIn(Duration.ofMillis(500));
        workshop.with(first).open();
        InferenceJob running = submit();
        InferenceJob waiting = submit();
        await().until(() -> first.generations() == 1);

        workshop.close();

        assertThat(workshop.now(running).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(workshop.now(waiting).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(first.generations()).isEqualTo(1);
    }

    @Test
    void aNodeIsAtItsNextJobWhileThePicturesOfTheLastAreStored() throws InterruptedException {
        CountDownLatch disk = new CountDownLatch(1);
        workshop.store = storeWhosePicturesWaitFor(disk);
        workshop.with(first).open();
        List<InferenceJob> jobs = List.of(submit(), submit(), submit());
        await().until(() -> first.generations() == 2);

        Thread.sleep(1500); // more than two leases
        assertThat(first.generations()).isEqualTo(2); // but no more than one job's pictures wait for the disk
        disk.countDown();
        jobs.forEach(this::assertSucceeds);

        assertThat(first.generations()).isEqualTo(3);
    }

    @Test
    void stoppingStoresWhatWasPainted() {
        CountDownLatch disk = new CountDownLatch(1);
        workshop.store = storeWhosePicturesWaitFor(disk);
        workshop.settings = Workshop.settings(3, LONG, LONG, Duration.ofSeconds(10));
        workshop.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(workshop::close);
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(disk::countDown);

        closing.join();

        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void stoppingHandsBackWhatDoesNotEndInTime() {
        workshop.settings = rareHeartbeats(); // and a lease that would outlast the test
        first.paintsIn(LONG);
        workshop.with(first).open();
        InferenceJob job = submit();
        awaitRunning();
        long begin = System.nanoTime();

        workshop.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        assertThat(first.interruptions()).isEqualTo(1);
        try (Workshop replica = new Workshop(spool, workshop).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);
            assertSucceeds(job);
        }
    }

    private static InMemoryModelStore storeWhosePicturesWaitFor(CountDownLatch disk) {
        return new InMemoryModelStore(Clock.systemUTC()) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                try {
                    if (location.fileName().equals("image_0.png")) {
                        disk.await();
                    }
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                super.put(location, content, contentType);
            }
        };
    }

    private InferenceJob submit() {
        return workshop.submit(job().paintingOnNodes(FIRST_MODEL).on(endpoint));
    }

    /** As the use case does. */
    private void delete(InferenceJob job) {
        workshop.runner.cancel(job);
        workshop.jobs.delete(job.id());
        workshop.signals.publish(NotificationBus.jobEndedTopic(job.id()));
    }

    private void awaitRunning() {
        await().until(() -> first.generations() == 1);
    }

    /** So rare that a worker learns of a lapsed lease only when it has a picture. */
    private static JobExecutionConfiguration rareHeartbeats() {
        return new JobExecutionConfiguration(
                Duration.ofSeconds(20),
                Duration.ofSeconds(19),
                Duration.ofMillis(100),
                3,
                Duration.ofMillis(50),
                LONG,
                LONG,
                Duration.ofMillis(300));
    }

    private void assertSucceeds(InferenceJob job) {
        await().until(() -> workshop.hasEnded(job));
        assertThat(workshop.now(job).error()).isNull();
        assertThat(workshop.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }
}
