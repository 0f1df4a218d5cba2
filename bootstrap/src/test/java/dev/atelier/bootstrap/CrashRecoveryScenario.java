package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.localgpu.testing.WebUiSimulator;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was accepted survives a kill of the service. */
interface CrashRecoveryScenario extends EndToEnd {

    @Test
    default void fiftyJobsSurviveKillMinusNineEachWithItsOwnPicture() throws Exception {
        try (WebUiSimulator painter = WebUiSimulator.start().paintsIn(Duration.ofSeconds(2))) {
            SubmittedJobs jobs;
            AtelierProcess first = service(painter).start();
            try {
                stack().provideModel(first.client());
                jobs = SubmittedJobs.of(first.client(), 50);
                painter.paintsIn(Duration.ofMillis(100)); // not before, else it might be done when the last is started
                await().atMost(SubmittedJobs.PATIENCE).until(() -> painter.generations() >= 10);
            } finally {
                first.kill();
            }
            assertThat(painter.generations()).as("killed in the middle").isLessThan(50);

            try (AtelierProcess second = service(painter).start()) {
                jobs.assertEachHasItsOwnPicture(second.client());
            }
            // The one that ran when the service died may be painted again, and no other.
            assertThat(painter.generations()).isBetween(50, 51);
            assertThat(painter.mostAtOnce()).isLessThanOrEqualTo(2);
        }
    }
}
