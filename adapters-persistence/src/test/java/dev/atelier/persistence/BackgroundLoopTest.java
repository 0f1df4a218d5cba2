package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BackgroundLoopTest {

    @Test
    void goesOnAfterWhateverWentWrong() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch wentOn = new CountDownLatch(1);
        BackgroundLoop thread = new BackgroundLoop("test", () -> {
            switch (runs.incrementAndGet()) {
                case 1:
                    throw new InternalError("made by a test");
                case 2:
                    throw new IOException("made by a test");
                default:
                    wentOn.countDown();
                    new CountDownLatch(1).await();
            }
        });
        thread.start();

        assertThat(wentOn.await(10, TimeUnit.SECONDS)).isTrue();

        BackgroundLoop.stopAll(List.of(thread));
        assertThat(runs).hasValue(3);
    }

    @Test
    void allAreStoppedBeforeAnyIsAwaited() throws InterruptedException {
        List<BackgroundLoop> threads = new ArrayList<>();
        CountDownLatch working = new CountDownLatch(2);
        CountDownLatch requested = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            threads.add(new BackgroundLoop("test-" + i, () -> {
                working.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    requested.countDown();
                    requested.await();
                }
            }));
        }
        threads.forEach(BackgroundLoop::start);
        assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();

        BackgroundLoop.stopAll(threads);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }
}
