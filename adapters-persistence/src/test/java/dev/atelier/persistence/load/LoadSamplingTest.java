package dev.atelier.persistence.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.InMemoryAtelier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadSamplingTest {

    private static final Instant DUE = Instant.parse("2026-03-04T05:10:00Z");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final LoadSampling sampling =
            new LoadSampling(List::of, atelier.backendRegistry, atelier.load, atelier.clock);

    @BeforeEach
    void start() {
        atelier.clock.pass(Duration.between(atelier.clock.instant(), DUE.minusMillis(20)));
        sampling.start(null);
    }

    @AfterEach
    void stop() {
        sampling.stop();
    }

    @Test
    void aSampleIsTakenWhenItIsDue() {
        assertThat(atelier.load.queue(Instant.EPOCH)).isEmpty();

        // Again and again, as the first step may not have been taken before.
        await().untilAsserted(() -> {
            atelier.clock.pass(Duration.ofMillis(1));
            assertThat(atelier.load.queue(Instant.EPOCH)).hasSize(1);
        });

        assertThat(atelier.load.queue(Instant.EPOCH).get(0).at()).isEqualTo(DUE);
    }
}
