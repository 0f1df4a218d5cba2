package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.application.testing.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

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

    @Test
    void whatFailsBecauseOfTheStopIsNotLogged() {
        Logger log = (Logger) LoggerFactory.getLogger(NodeMonitor.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        NodeMonitor nodeMonitor = new NodeMonitor(
                new GpuNodeRegistry(List.of()),
                List.of(() -> {
                    working.countDown();
                    awaitEnd(stopped);
                    throw new IllegalStateException("the pool is closed");
                }),
                hourly(),
                new SettableClock(),
                Runnable::run);
        try {
            nodeMonitor.loop().start();
            awaitEnd(working);
            nodeMonitor.stop();
            stopped.countDown();
            BackgroundLoop.awaitAll(List.of(nodeMonitor.loop()), Duration.ofSeconds(10));

            assertThat(lines.list).isEmpty();
        } finally {
            log.detachAppender(lines);
        }
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HealthCheckConfiguration hourly() {
        Duration hour = Duration.ofHours(1);
        Duration second = Duration.ofSeconds(1);
        return new HealthCheckConfiguration(hour, hour, second, second, second, second, hour);
    }
}
