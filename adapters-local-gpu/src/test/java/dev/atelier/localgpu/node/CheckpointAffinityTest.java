package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointAffinityTest {

    private static final Duration LENGTH = Duration.ofSeconds(60);

    private final SettableClock clock = new SettableClock();
    private final CheckpointAffinity affinity = new CheckpointAffinity(LENGTH, clock);

    @Test
    void prefersNothingBeforeTheFirstImage() {
        assertThat(affinity.preferred()).isEmpty();
    }

    @Test
    void staysWithTheLoadedCheckpointForOnePeriod() {
        affinity.generated("a");
        pass(50);
        affinity.generated("a");

        pass(9);
        assertThat(affinity.preferred()).contains("a");
        pass(1);
        assertThat(affinity.preferred()).isEmpty();
    }

    @Test
    void aSwitchBeginsANewPeriod() {
        affinity.generated("a");
        pass(61);
        affinity.generated("b");

        pass(59);
        assertThat(affinity.preferred()).contains("b");
        pass(1);
        assertThat(affinity.preferred()).isEmpty();
    }

    @Test
    void afterAFailureTheOldestComesFirst() {
        affinity.generated("a");
        affinity.forget();

        pass(1);
        assertThat(affinity.preferred()).isEmpty();
    }

    /** 400 jobs of a second over four checkpoints in random order; a switch takes ten seconds. */
    @Test
    void aMixedBacklogNeedsFewSwitchesAndNoJobStarves() {
        Backlog backlog = new Backlog();

        backlog.run();

        assertThat(backlog.switches).isLessThanOrEqualTo(12);
        assertThat(backlog.longestWithoutOldest).isLessThanOrEqualTo(LENGTH.plusSeconds(11));
    }

    private void pass(int seconds) {
        clock.pass(Duration.ofSeconds(seconds));
    }

    /** Simulates queue and worker. */
    private final class Backlog {

        private final List<String> waiting = new ArrayList<>();
        private int switches;
        private Duration longestWithoutOldest = Duration.ZERO;

        private Backlog() {
            for (int i = 0; i < 400; i++) {
                waiting.add("abcd".substring(i % 4, i % 4 + 1));
            }
            Collections.shuffle(waiting, new Random(7));
        }

        private void run() {
            Instant oldestSince = clock.instant();
            String loaded = "";
            while (!waiting.isEmpty()) {
                String preferred = affinity.preferred().orElse("");
                int next = Math.max(0, waiting.indexOf(preferred));
                String job = waiting.remove(next);
                if (!job.equals(loaded)) {
                    switches++;
                    pass(10);
                }
                loaded = job;
                pass(1);
                affinity.generated(job);
                if (next == 0) {
                    longestWithoutOldest = max(longestWithoutOldest, Duration.between(oldestSince, clock.instant()));
                    oldestSince = clock.instant();
                }
            }
        }

        private static Duration max(Duration one, Duration other) {
            return one.compareTo(other) > 0 ? one : other;
        }
    }
}
