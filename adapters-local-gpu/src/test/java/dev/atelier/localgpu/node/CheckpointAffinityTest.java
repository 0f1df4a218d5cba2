package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointAffinityTest {

    private static final Duration LENGTH = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final CheckpointAffinity affinity = new CheckpointAffinity(LENGTH);

    @Test
    void prefersNothingBeforeTheFirstImage() {
        assertThat(affinity.preferred(START)).isEmpty();
    }

    @Test
    void staysWithTheLoadedCheckpointForOnePeriod() {
        affinity.generated("a", START);
        affinity.generated("a", START.plusSeconds(50));

        assertThat(affinity.preferred(START.plusSeconds(59))).contains("a");
        assertThat(affinity.preferred(START.plusSeconds(60))).isEmpty();
    }

    @Test
    void aSwitchBeginsANewPeriod() {
        affinity.generated("a", START);
        affinity.generated("b", START.plusSeconds(61));

        assertThat(affinity.preferred(START.plusSeconds(120))).contains("b");
        assertThat(affinity.preferred(START.plusSeconds(121))).isEmpty();
    }

    @Test
    void afterAFailureTheOldestComesFirst() {
        affinity.generated("a", START);
        affinity.forget();

        assertThat(affinity.preferred(START.plusSeconds(1))).isEmpty();
    }

    /** 400 jobs of a second over four checkpoints in random order; a switch takes ten seconds. */
    @Test
    void aMixedBacklogNeedsFewSwitchesAndNoJobStarves() {
        Backlog backlog = new Backlog();

        backlog.run();

        assertThat(backlog.switches).isLessThanOrEqualTo(12);
        assertThat(backlog.longestWithoutOldest).isLessThanOrEqualTo(LENGTH.plusSeconds(11));
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
            Instant now = START;
            Instant oldestSince = now;
            String loaded = "";
            while (!waiting.isEmpty()) {
                String preferred = affinity.preferred(now).orElse("");
                int next = Math.max(0, waiting.indexOf(preferred));
                String job = waiting.remove(next);
                if (!job.equals(loaded)) {
                    switches++;
                    now = now.plusSeconds(10);
                }
                loaded = job;
                now = now.plusSeconds(1);
                affinity.generated(job, now);
                if (next == 0) {
                    longestWithoutOldest = max(longestWithoutOldest, Duration.between(oldestSince, now));
                    oldestSince = now;
                }
            }
        }

        private static Duration max(Duration one, Duration other) {
            return one.compareTo(other) > 0 ? one : other;
        }
    }
}
