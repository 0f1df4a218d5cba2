package dev.atelier.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;

/** The bounds of the buckets of histograms, in seconds; few, as each is a series. */
enum Histograms {
    /** A job is claimed at once on an idle node, and after hours in a full queue. */
    WAITING(0.05, 0.5, 2, 10, 60, 300, 1800, 7200),
    /** From a demo image to an animation. */
    WORK(0.5, 1, 2, 5, 10, 20, 45, 90, 300, 900),
    /** Some images, in a folder or in S3. */
    STORING(0.01, 0.05, 0.2, 1, 5, 20);

    private final Duration[] bounds;

    Histograms(double... seconds) {
        this.bounds = Arrays.stream(seconds)
                .mapToObj(second -> Duration.ofMillis(Math.round(second * 1000)))
                .toArray(Duration[]::new);
    }

    Timer timer(MeterRegistry registry, String name, String... tags) {
        return Timer.builder(name).tags(tags).serviceLevelObjectives(bounds).register(registry);
    }
}
