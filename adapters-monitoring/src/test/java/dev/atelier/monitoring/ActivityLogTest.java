package dev.atelier.monitoring;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.atelier.application.activity.Activity;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestMerges;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.training.TrainingJob;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ActivityLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ActivityLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ActivityLog log = new ActivityLog();
    private final InferenceJob started = job().by("ann").started();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private String line(Activity activity) {
        lines.list.clear();
        log.on(activity);
        assertThat(lines.list).hasSize(1).allMatch(event -> event.getLevel() == Level.INFO);
        return lines.list.get(0).getFormattedMessage();
    }

    @Test
    void anInferenceHasALineForEachStep() {
        assertThat(line(new Activity.JobStarted(started)))
                .isEqualTo("Inference " + started.id() + " of user ann is submitted: Async txt2img on endpoint "
                        + started.place().name());
        assertThat(line(new Activity.JobClaimed(started, "gpu-1", Optional.of(Duration.ofMillis(70)))))
                .isEqualTo("Inference " + started.id() + " begins on GPU node gpu-1 after 70 ms");
        assertThat(line(new Activity.JobClaimed(started, "gpu-2", Optional.empty())))
                .isEqualTo("Inference " + started.id() + " begins again on GPU node gpu-2");
        InferenceJob failed =
                started.fail("words of the node", started.started().plusMillis(1234));
        assertThat(line(new Activity.JobEnded(failed, Optional.of(FailureClass.MEMORY), Optional.of("gpu-2"))))
                .isEqualTo("Inference " + started.id()
                        + " of user ann has ended after 1234 ms: failed, by memory, on GPU node gpu-2");
        assertThat(line(new Activity.JobDeleted(started)))
                .isEqualTo("Inference " + started.id() + " of user ann was deleted while it was inprogress");
    }

    @Test
    void otherWorkHasALineForItsStartAndItsEnd() {
        TrainingJob training = TestTrainings.training().completed();
        assertThat(line(new Activity.TrainingChanged(TestTrainings.training().pending())))
                .contains("is queued");
        assertThat(line(new Activity.TrainingChanged(training)))
                .contains(training.id().toString(), training.user().toString(), "has ended after", "Completed");
        MergeJob merge = TestMerges.merge("merged");
        assertThat(line(new Activity.MergeStarted(merge.id(), 2)))
                .isEqualTo("Merge " + merge.id() + " begins, attempt 2");
        assertThat(line(new Activity.MergeEnded(
                        merge.fail("boom", merge.created().plusMillis(5)))))
                .isEqualTo("Merge " + merge.id() + " of user " + merge.user() + " has ended after 5 ms: failed");
        Checkpoint checkpoint =
                TestCheckpoints.checkpoint().status(CheckpointStatus.ACTIVE).build();
        assertThat(line(new Activity.ImportStarted(checkpoint.id(), 1)))
                .isEqualTo("The import of checkpoint " + checkpoint.id() + " begins, attempt 1");
        assertThat(line(new Activity.ImportEnded(checkpoint)))
                .contains(checkpoint.id().toString(), "has ended: Active");
        Endpoint endpoint = TestEndpoints.endpoint().build();
        assertThat(line(new Activity.EndpointChanged(endpoint)))
                .contains(
                        endpoint.id().toString(),
                        endpoint.name().toString(),
                        endpoint.status().word());
        assertThat(line(new Activity.EndpointDeleted(endpoint))).endsWith("is deleted");
    }

    @Test
    void whatIsOnlyMeasuredIsNotLogged() {
        log.on(new Activity.JobGenerated(started, "gpu-1", Duration.ofSeconds(1), true));
        log.on(new Activity.NodeOccupied("gpu-1", Duration.ofSeconds(1)));
        log.on(new Activity.WebhookTried(false));

        assertThat(lines.list).isEmpty();
    }
}
