package dev.atelier.sagemaker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollingSchedulerTest {

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger rests = new AtomicInteger();

    @Test
    void pollsPeriodically() {
        try (PollingScheduler pollingScheduler =
                new PollingScheduler(List.of(looks::incrementAndGet), this::rest, Duration.ofMillis(5))) {
            pollingScheduler.start();

            await().until(() -> looks.get() > 3);
        }
    }

    @Test
    void pollsImmediatelyWhenTriggered() {
        try (PollingScheduler pollingScheduler =
                new PollingScheduler(List.of(looks::incrementAndGet), this::rest, Duration.ofDays(1))) {
            pollingScheduler.start();
            await().until(() -> looks.get() == 1);

            pollingScheduler.triggerNow();

            await().until(() -> looks.get() == 2);
        }
    }

    @Test
    void whatGoesWrongWithOneKindKeepsNoOtherFromIt() {
        Runnable wrong = () -> {
            if (looks.get() == 0) {
                throw new StackOverflowError("wrong");
            }
            throw new IllegalStateException("wrong");
        };
        PollingScheduler pollingScheduler =
                new PollingScheduler(List.of(wrong, looks::incrementAndGet), this::rest, Duration.ofDays(1));

        pollingScheduler.pollOnce();
        pollingScheduler.pollOnce();

        assertThat(looks).hasValue(2);
    }

    @Test
    void pollOnceAwaitsAsynchronousWorkAndTheThreadDoesNot() {
        try (PollingScheduler pollingScheduler =
                new PollingScheduler(List.of(looks::incrementAndGet), this::rest, Duration.ofMillis(5))) {
            pollingScheduler.pollOnce();
            assertThat(rests).hasValue(1);

            pollingScheduler.start();
            await().until(() -> looks.get() > 3);
        }
        assertThat(rests).hasValue(1);
    }

    @Test
    void oneThatNeverBeganCanBeClosed() {
        new PollingScheduler(List.of(looks::incrementAndGet), this::rest, Duration.ofDays(1)).close();

        assertThat(looks).hasValue(0);
    }

    private void rest() {
        rests.incrementAndGet();
    }
}
