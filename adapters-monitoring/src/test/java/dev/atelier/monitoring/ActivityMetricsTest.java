package dev.atelier.monitoring;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.activity.Activity;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestMerges;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.merge.MergeJob;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivityMetricsTest {

    private static final String ASYNC = "task=\"txt2img\",type=\"async\"";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ActivityMetrics metrics = new ActivityMetrics(registry);
    private final InferenceJob started = job().started();

    private String scraped(Activity... activities) {
        for (Activity activity : activities) {
            metrics.on(activity);
        }
        return registry.scrape();
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void aFailureCountsUnderItsReason(FailureClass failure) {
        InferenceJob failed = started.fail("words that are no label", SettableClock.START);

        assertThat(scraped(new Activity.JobEnded(failed, Optional.of(failure), Optional.empty())))
                .contains("atelier_jobs_ended_total{reason=\"" + failure.word() + "\",state=\"failed\"," + ASYNC
                        + "} 1.0\n")
                .doesNotContain("words that");
    }

    @Test
    void aDeletedJobHasEnded() {
        assertThat(scraped(new Activity.JobDeleted(started)))
                .contains("atelier_jobs_ended_total{reason=\"none\",state=\"deleted\"," + ASYNC + "} 1.0\n");
    }

    @Test
    void onlyTheFirstClaimOfAJobEndsItsWait() {
        String scraped = scraped(
                new Activity.JobClaimed(started, "n", Optional.of(Duration.ofSeconds(3))),
                new Activity.JobClaimed(started, "n", Optional.empty()));

        assertThat(scraped)
                .contains("atelier_job_waiting_seconds_count{type=\"async\"} 1\n")
                .contains("atelier_job_waiting_seconds_bucket{type=\"async\",le=\"2.0\"} 0\n")
                .contains("atelier_job_waiting_seconds_bucket{type=\"async\",le=\"10.0\"} 1\n");
    }

    @Test
    void aNodeIsInOneState() {
        scraped(new Activity.NodeChanged("n", "unknown"), new Activity.NodeChanged("n", "healthy"));

        assertThat(scraped(
                        new Activity.NodeChanged("n", "quarantined"),
                        new Activity.NodeSilent("n"),
                        new Activity.NodeOccupied("n", Duration.ofMillis(1500)),
                        new Activity.JobGenerated(started, "n", Duration.ofSeconds(1), true),
                        new Activity.JobGenerated(started, "n", Duration.ofSeconds(1), false)))
                .contains("atelier_node_state{node=\"n\",state=\"quarantined\"} 1.0\n")
                .contains("atelier_node_state{node=\"n\",state=\"healthy\"} 0.0\n")
                .contains("atelier_node_state{node=\"n\",state=\"unknown\"} 0.0\n")
                .contains("atelier_node_quarantines_total{node=\"n\"} 1.0\n")
                .contains("atelier_node_silences_total{node=\"n\"} 1.0\n")
                .contains("atelier_node_busy_seconds_total{node=\"n\"} 1.5\n")
                .contains("atelier_node_switches_total{node=\"n\"} 1.0\n");
    }

    @Test
    void aNodeThatIsRemovedHasNoMetricsAnyMoreAndStartsOverWhenItComesBack() {
        scraped(
                new Activity.NodeChanged("n", "healthy"),
                new Activity.NodeSilent("n"),
                new Activity.NodeChanged("m", "healthy"));

        assertThat(scraped(new Activity.NodeRemoved("n")))
                .doesNotContain("node=\"n\"")
                .contains("atelier_node_state{node=\"m\",state=\"healthy\"} 1.0\n");

        assertThat(scraped(new Activity.NodeChanged("n", "unknown")))
                .contains("atelier_node_state{node=\"n\",state=\"unknown\"} 1.0\n")
                .contains("atelier_node_silences_total{node=\"n\"} 0.0\n");
    }

    @Test
    void otherWorkCountsWhenItEnds() {
        MergeJob merge = TestMerges.merge("merged");

        assertThat(scraped(
                        new Activity.ImportEnded(TestCheckpoints.checkpoint()
                                .status(CheckpointStatus.DISABLED)
                                .build()),
                        new Activity.ImportEnded(TestCheckpoints.checkpoint()
                                .status(CheckpointStatus.ACTIVE)
                                .build()),
                        new Activity.MergeEnded(merge.fail("boom", SettableClock.START)),
                        new Activity.TrainingChanged(TestTrainings.training().pending()),
                        new Activity.TrainingChanged(TestTrainings.training().completed()),
                        new Activity.WebhookTried(true)))
                .contains("atelier_imports_ended_total{outcome=\"failed\"} 1.0\n")
                .contains("atelier_imports_ended_total{outcome=\"succeeded\"} 1.0\n")
                .contains("atelier_merges_ended_total{outcome=\"failed\"} 1.0\n")
                .contains("atelier_merges_ended_total{outcome=\"succeeded\"} 0.0\n")
                .contains("atelier_trainings_ended_total{outcome=\"succeeded\"} 1.0\n")
                .contains("atelier_trainings_ended_total{outcome=\"stopped\"} 0.0\n")
                .contains("atelier_webhook_deliveries_total{outcome=\"accepted\"} 1.0\n");
    }
}
