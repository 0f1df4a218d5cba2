package dev.atelier.application.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryNotificationBus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackgroundLoopTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void goesOnAfterWhateverWentWrong() throws InterruptedException {
        CountDownLatch wentOn = new CountDownLatch(1);
        BackgroundLoop loop = loop(() -> {
            switch (runs.incrementAndGet()) {
                case 1:
                    throw new InternalError("made by a test");
                case 2:
                    throw new IOException("made by a test");
                default:
                    wentOn.countDown();
                    new CountDownLatch(1).await();
                    return Duration.ZERO;
            }
        });
        loop.start();

        assertThat(wentOn.await(30, TimeUnit.SECONDS)).isTrue();

        BackgroundLoop.interruptAll(List.of(loop));
        assertThat(runs).hasValue(3);
    }

    @Test
    void pausesLongerAfterEachFailureUpToALimitAndLogsTheFirst() throws InterruptedException {
        List<Long> begins = new ArrayList<>();
        CountDownLatch enough = new CountDownLatch(5);
        BackgroundLoop loop = new BackgroundLoop("test", SHORT, SHORT.multipliedBy(4), this::log, () -> {
            begins.add(System.nanoTime());
            enough.countDown();
            throw new IOException("made by a test");
        });
        loop.start();
        assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
        BackgroundLoop.interruptAll(List.of(loop));

        assertThat(gap(begins, 1)).isGreaterThanOrEqualTo(SHORT);
        assertThat(gap(begins, 2)).isGreaterThanOrEqualTo(SHORT.multipliedBy(2));
        assertThat(gap(begins, 3)).isGreaterThanOrEqualTo(SHORT.multipliedBy(4));
        assertThat(gap(begins, 4)).isGreaterThanOrEqualTo(SHORT.multipliedBy(4));
        assertThat(log).containsExactly("test failed and continues in PT0.02S");
    }

    @Test
    void aSuccessEndsThePauses() throws InterruptedException {
        CountDownLatch thirdFailure = new CountDownLatch(3); // the second is logged before it
        BackgroundLoop loop = loop(() -> {
            if (runs.incrementAndGet() % 2 == 0) {
                return Duration.ZERO;
            }
            thirdFailure.countDown();
            throw new IOException("made by a test");
        });
        loop.start();
        assertThat(thirdFailure.await(30, TimeUnit.SECONDS)).isTrue();
        BackgroundLoop.interruptAll(List.of(loop));

        assertThat(log.stream().limit(2))
                .containsExactly("test failed and continues in PT0.02S", "test failed and continues in PT0.02S");
    }

    @Test
    void wakesUpAtANotificationAlsoAtOneThatCameDuringAStep() throws InterruptedException {
        InMemoryNotificationBus bus = new InMemoryNotificationBus();
        Semaphore begun = new Semaphore(0);
        BackgroundLoop loop = loop(() -> {
                    if (runs.incrementAndGet() == 1) {
                        bus.publish("topic");
                    }
                    begun.release();
                    return LONG;
                })
                .wokenBy(bus, "topic");
        loop.start();
        assertThat(begun.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
        assertThat(begun.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();

        bus.publish("topic");

        assertThat(begun.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        BackgroundLoop.interruptAll(List.of(loop));
    }

    @Test
    void aStopThatWasRequestedLetsTheStepEndAndThenRunsTheLastAction() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        Semaphore work = new Semaphore(0);
        AtomicInteger ended = new AtomicInteger();
        BackgroundLoop loop = loop(() -> {
                    working.countDown();
                    work.acquire(); // an interrupt would end it here
                    runs.incrementAndGet();
                    return LONG;
                })
                .atEnd(() -> ended.set(runs.get()));
        loop.start();
        assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();

        loop.requestStop();
        BackgroundLoop.awaitAll(List.of(loop), SHORT);
        assertThat(log).containsExactly("test did not stop within PT0.02S and is abandoned");
        work.release();
        BackgroundLoop.awaitAll(List.of(loop), LONG);

        assertThat(ended).hasValue(1);
    }

    @Test
    void allAreStoppedBeforeAnyIsAwaited() throws InterruptedException {
        List<BackgroundLoop> loops = new ArrayList<>();
        CountDownLatch working = new CountDownLatch(2);
        CountDownLatch requested = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            loops.add(loop(() -> {
                working.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    requested.countDown();
                    requested.await();
                }
                return Duration.ZERO;
            }));
        }
        loops.forEach(BackgroundLoop::start);
        assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();

        BackgroundLoop.interruptAll(loops);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    private BackgroundLoop loop(BackgroundLoop.Step step) {
        return new BackgroundLoop("test", SHORT, SHORT, this::log, step);
    }

    private void log(String message, Throwable failure) {
        log.add(message);
    }

    private static Duration gap(List<Long> begins, int before) {
        return Duration.ofNanos(begins.get(before) - begins.get(before - 1));
    }
}
