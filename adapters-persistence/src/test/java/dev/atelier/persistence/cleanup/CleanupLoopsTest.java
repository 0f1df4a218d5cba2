package dev.atelier.persistence.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CleanupLoopsTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger steps = new AtomicInteger();
    private CleanupLoops loops;

    @AfterEach
    void stop() {
        loops.stop();
    }

    @Test
    void goesOnWhileThereIsMore() {
        start(new Cleanup("more", LONG, () -> steps.incrementAndGet() < 3));

        await().untilAsserted(() -> assertThat(steps).hasValue(3));
    }

    @Test
    void repeatsAfterTheInterval() {
        start(new Cleanup("again", Duration.ofMillis(1), () -> {
            steps.incrementAndGet();
            return false;
        }));

        await().untilAsserted(() -> assertThat(steps).hasValueGreaterThan(2));
    }

    @Test
    void oneThatFailsDoesNotKeepAnotherFromItsStep() {
        start(
                new Cleanup("failing", LONG, () -> {
                    throw new IllegalStateException("as often in the tests");
                }),
                new Cleanup("other", LONG, () -> steps.incrementAndGet() < 1));

        await().untilAsserted(() -> assertThat(steps).hasValue(1));
    }

    private void start(Cleanup... cleanups) {
        loops = new CleanupLoops(List.of(cleanups));
        loops.start(null);
    }
}
