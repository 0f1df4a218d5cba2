package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.SimulatedJob;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lost leases, deleted jobs and stopping workers. */
@Tag("slow")
@Timeout(60)
class LeaseTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path tempDir;

    private final WebUiSimulator first = WebUiSimulator.start();
    private final WebUiSimulator second = WebUiSimulator.start();
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        fixture.settings = LocalGpuFixture.settings(3, LONG, LONG, Duration.ofMillis(300));
        endpoint = fixture.endpoint();
    }

    @AfterEach
    void stop() {
        fixture.close();
        first.close();
        second.close();
    }

    @Test
    void leasesAreRenewedWhileAJobRuns() {
        fixture.settings = withLeasesOf(Duration.ofSeconds(2)); // also if the machine stands still for a second
        first.generatesIn(Duration.ofMillis(4500)); // more than two leases
        fixture.with(first).open();
        InferenceJob job = submit();
        try (LocalGpuFixture replica =
                new LocalGpuFixture(tempDir, fixture).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);
            await().until(() -> fixture.hasEnded(job));
        }

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(first.generations() + second.generations()).isEqualTo(1);
    }

    @Test
    void deletingARunningJobInterruptsItAndDropsItsImages() {
        first.generatesIn(LONG);
        fixture.with(first).open();
        InferenceJob job = submit();
        awaitRunning();

        delete(job);

        await().until(() -> first.interruptions() == 1);
        first.generatesIn(Duration.ZERO);
        assertSucceeds(submit());
        assertThat(fixture.store.files())
                .noneMatch(file -> file.key().startsWith(job.results().key()));
        assertThat(first.interruptions()).isEqualTo(1);
    }

    @Test
    void aDeletionIsNoticedWithoutASignalToo() {
        first.generatesIn(LONG);
        fixture.with(first).open();
        InferenceJob job = submit();
        awaitRunning();

        fixture.runner.cancel(job);
        fixture.jobs.delete(job.id());

        await().until(() -> first.interruptions() == 1);
    }

    @Test
    void cancelingARunningJobInterruptsItAndKeepsItsRecord() {
        first.generatesIn(LONG);
        fixture.with(first).open();
        InferenceJob job = submit();
        awaitRunning();
        InferenceJob canceled = job.cancel(job.user(), job.started().plusSeconds(1));

        assertThat(fixture.jobs.end(canceled)).isTrue();
        fixture.runner.cancel(job);
        fixture.signals.publish(NotificationBus.jobEndedTopic(job.id()));

        await().until(() -> first.interruptions() == 1);
        first.generatesIn(Duration.ZERO);
        assertSucceeds(submit());
        assertThat(fixture.now(job)).isEqualTo(canceled);
        assertThat(fixture.store.files())
                .noneMatch(file -> file.key().startsWith(job.results().key()));
    }

    @Test
    void progressIsThatOfTheJobsOwnTaskInEachReplica() {
        first.generatesIn(Duration.ofSeconds(30));
        fixture.with(first).open();
        Instant begin = Instant.now();
        InferenceJob running = submit();
        InferenceJob waiting = submit();
        awaitRunning();

        await().untilAsserted(() -> {
            JobProgress.Running seen =
                    (JobProgress.Running) fixture.runner.progress(running).orElseThrow();
            assertThat(seen.node()).contains(fixture.nodes.get(0).name());
            assertThat(seen.since().orElseThrow()).isBetween(begin, Instant.now());
            assertThat(seen.sampling().orElseThrow().fraction()).isPositive();
            assertThat(seen.sampling().orElseThrow().step()).isPositive();
            assertThat(seen.sampling().orElseThrow().steps()).isEqualTo(20);
        });
        assertThat(fixture.runner.progress(waiting)).contains(new JobProgress.Waiting(1));
        try (LocalGpuFixture replica = new LocalGpuFixture(tempDir, fixture).with(first)) {
            replica.open();
            await().untilAsserted(() -> {
                JobProgress.Running seen =
                        (JobProgress.Running) replica.runner.progress(running).orElseThrow();
                assertThat(seen.node()).contains(fixture.nodes.get(0).name());
                assertThat(seen.since()).as("known to the other one").isEmpty();
                assertThat(seen.sampling().orElseThrow().step()).isPositive();
            });
        }
    }

    @Test
    void theProgressOfAnotherClientsJobIsNotShown() {
        first.withoutPages();
        first.occupy(LONG);
        fixture.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);

        assertThat(fixture.runner.progress(job))
                .get()
                .isInstanceOfSatisfying(
                        JobProgress.Running.class,
                        running -> assertThat(running.sampling()).isEmpty());
    }

    @Test
    void deletingAJobNeverInterruptsThatOfAnotherClient() {
        first.withoutPages();
        fixture.with(first).open();
        await().until(() -> fixture.nodes.get(0).condition().healthy());
        SimulatedJob foreign = first.occupy(Duration.ofSeconds(4));
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);

        delete(job);

        await().until(foreign::isDone);
        assertThat(foreign.wasInterrupted()).isFalse();
        assertSucceeds(submit());
        assertThat(fixture.store.files())
                .noneMatch(file -> file.key().startsWith(job.results().key()));
    }

    @Test
    void aWorkerWhoseLeaseLapsedNeitherSettlesNorReplacesImages() {
        AtomicInteger stored = new AtomicInteger();
        fixture.store = new InMemoryModelStore(Clock.systemUTC()) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                stored.addAndGet(location.fileName().equals("image_0.png") ? 1 : 0);
                super.put(location, content, contentType);
            }
        };
        fixture.settings = rareHeartbeats();
        fixture.workersQueue = new ForwardingQueue(fixture.queue) {
            @Override
            public Optional<Claim> claim(Claimant claimant, Duration lease) {
                return super.claim(claimant, Duration.ofMillis(300));
            }
        };
        first.generatesIn(Duration.ofSeconds(1));
        fixture.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);

        InferenceJob ended;
        try (LocalGpuFixture replica = new LocalGpuFixture(tempDir, fixture).with(second)) {
            replica.signals = new InMemoryNotificationBus(); // no notification gets through
            replica.open();
            await().until(() -> fixture.hasEnded(job));
            ended = fixture.now(job);
        }
        first.generatesIn(Duration.ZERO);
        assertSucceeds(submit()); // the worker has finished its first job

        assertThat(second.generations()).isEqualTo(1);
        assertThat(fixture.now(job)).isEqualTo(ended);
        assertThat(stored).hasValue(2);
    }

    @Test
    void theOutcomeOfALapsedClaimIsRejectedEvenIfTheWorkerRenewedIt() {
        fixture.workersQueue = new ForwardingQueue(fixture.queue) {
            @Override
            public boolean renewLease(Claim claim, Duration lease) {
                return true;
            }

            @Override
            public boolean releaseNode(Claim claim, Duration lease) {
                return true;
            }
        };
        first.generatesIn(Duration.ofMillis(1500));
        fixture.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);

        InferenceJob ended;
        try (LocalGpuFixture replica =
                new LocalGpuFixture(tempDir, fixture).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);
            await().until(() -> fixture.hasEnded(job));
            ended = fixture.now(job);
        }
        first.generatesIn(Duration.ZERO);
        assertSucceeds(submit());

        assertThat(fixture.now(job)).isEqualTo(ended);
    }

    @Test
    void theJobOfAServiceThatWasKilledRunsAgainOnceItsLeaseLapses() {
        InferenceJob job = fixture.add(job().generatingOnNodes(FIRST_MODEL).on(endpoint), "{}");
        fixture.queue.enqueue(job.start(job.created()));
        Claimant killed = new Claimant("killed", Set.of(endpoint.id()), Set.of(FIRST_MODEL), false, Optional.empty());
        fixture.queue.claim(killed, Duration.ofMillis(500)).orElseThrow();

        fixture.with(first).open();

        assertSucceeds(job);
    }

    @Test
    void stoppingLetsTheRunningJobEndAndStartsNoOther() {
        fixture.settings = LocalGpuFixture.settings(3, LONG, LONG, Duration.ofSeconds(10));
        first.generatesIn(Duration.ofSeconds(3)); // so that the stop is requested in good time
        fixture.with(first).open();
        InferenceJob running = submit();
        InferenceJob waiting = submit();
        await().until(() -> first.generations() == 1);

        fixture.close();

        assertThat(fixture.now(running).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.now(waiting).status()).isEqualTo(InferenceJobStatus.INPROGRESS);
        assertThat(first.generations()).isEqualTo(1);
    }

    @Test
    void aNodeIsAtItsNextJobWhileTheImagesOfTheLastAreStored() throws InterruptedException {
        CountDownLatch disk = new CountDownLatch(1);
        fixture.store = storeWhoseImagesWaitFor(disk);
        fixture.with(first).open();
        List<InferenceJob> jobs = List.of(submit(), submit(), submit());
        await().until(() -> first.generations() == 2);

        Thread.sleep(1500); // more than two leases
        assertThat(first.generations()).isEqualTo(2); // but at most one job's images wait for the disk
        disk.countDown();
        jobs.forEach(this::assertSucceeds);

        assertThat(first.generations()).isEqualTo(3);
    }

    @Test
    void stoppingStoresWhatWasGenerated() {
        CountDownLatch disk = new CountDownLatch(1);
        fixture.store = storeWhoseImagesWaitFor(disk);
        fixture.settings = LocalGpuFixture.settings(3, LONG, LONG, Duration.ofSeconds(10));
        fixture.with(first).open();
        InferenceJob job = submit();
        await().until(() -> first.generations() == 1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(fixture::close);
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(disk::countDown);

        closing.join();

        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void stoppingRequeuesWhatDoesNotEndInTime() {
        fixture.settings = rareHeartbeats(); // and a lease that would outlast the test
        first.generatesIn(LONG);
        fixture.with(first).open();
        InferenceJob job = submit();
        awaitRunning();
        long begin = System.nanoTime();

        fixture.close();

        // The grace is 300 ms; the lease is of 20 s and the job of a minute.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(first.interruptions()).isEqualTo(1);
        try (LocalGpuFixture replica =
                new LocalGpuFixture(tempDir, fixture).with(second).open()) {
            assertThat(replica.nodes).hasSize(1);
            assertSucceeds(job);
        }
    }

    private static InMemoryModelStore storeWhoseImagesWaitFor(CountDownLatch disk) {
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
        return fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(endpoint));
    }

    /** As the use case does. */
    private void delete(InferenceJob job) {
        fixture.runner.cancel(job);
        fixture.jobs.delete(job.id());
        fixture.signals.publish(NotificationBus.jobEndedTopic(job.id()));
    }

    private void awaitRunning() {
        await().until(() -> first.generations() == 1);
    }

    private JobExecutionConfiguration withLeasesOf(Duration lease) {
        JobExecutionConfiguration usual = fixture.settings;
        return new JobExecutionConfiguration(
                lease,
                usual.heartbeat(),
                usual.pollInterval(),
                usual.attempts(),
                usual.retryPause(),
                usual.timeout(),
                usual.checkpointAffinity(),
                usual.stopGrace(),
                usual.unservableTimeout(),
                usual.splitIterations());
    }

    /** So rare that a worker notices a lapsed lease only when it has a result. */
    private static JobExecutionConfiguration rareHeartbeats() {
        return new JobExecutionConfiguration(
                Duration.ofSeconds(20),
                Duration.ofSeconds(19),
                Duration.ofMillis(100),
                3,
                Duration.ofMillis(50),
                LONG,
                LONG,
                Duration.ofMillis(300),
                LONG,
                true);
    }

    private void assertSucceeds(InferenceJob job) {
        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error()).isNull();
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }
}
