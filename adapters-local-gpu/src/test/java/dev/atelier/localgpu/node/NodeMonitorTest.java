package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.application.testing.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeMonitorTest {

    @Test
    void anErrorInOneTaskEndsNeitherTheRoundNorTheMonitor() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean(true);
        CountDownLatch others = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(1);
        NodeMonitor nodeMonitor = new NodeMonitor(
                new GpuNodeRegistry(List.of()),
                List.of(
                        () -> {
                            if (broken.getAndSet(false)) {
                                throw new InternalError("made by a test");
                            }
                            again.countDown();
                        },
                        others::countDown),
                hourly(),
                new SettableClock(),
                Runnable::run);
        nodeMonitor.loop().start();
        try {
            assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
            nodeMonitor.triggerNow();
            assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            nodeMonitor.stop();
            BackgroundLoop.awaitAll(List.of(nodeMonitor.loop()), Duration.ofSeconds(10));
        }
    }

    private static HealthCheckConfiguration hourly() {
        Duration hour = Duration.ofHours(1);
        Duration second = Duration.ofSeconds(1);
        return new HealthCheckConfiguration(hour, hour, second, second, second, second, hour);
    }
}
