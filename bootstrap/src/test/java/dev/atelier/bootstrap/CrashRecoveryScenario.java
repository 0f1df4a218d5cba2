package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.localgpu.testing.WebUiSimulator;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Accepted jobs survive a kill of the service. */
interface CrashRecoveryScenario extends EndToEnd {

    @Test
    default void fiftyJobsSurviveKillMinusNineEachWithItsOwnImage() throws Exception {
        try (WebUiSimulator generator = WebUiSimulator.start().generatesIn(Duration.ofSeconds(2))) {
            SubmittedJobs jobs;
            AtelierProcess first = service(generator).start();
            try {
                stack().provideModel(first.client());
                jobs = SubmittedJobs.of(first.client(), 50);
                generator.generatesIn(
                        Duration.ofMillis(100)); // not before, else it might be done when the last is started
                await().atMost(SubmittedJobs.PATIENCE).until(() -> generator.generations() >= 10);
            } finally {
                first.kill();
            }
            assertThat(generator.generations()).as("killed in the middle").isLessThan(50);

            try (AtelierProcess second = service(generator).start()) {
                jobs.assertEachHasItsOwnImage(second.client());
            }
            // Only the job that ran when the service died may be generated twice.
            assertThat(generator.generations()).isBetween(50, 51);
            assertThat(generator.mostAtOnce()).isLessThanOrEqualTo(2);
        }
    }
}
