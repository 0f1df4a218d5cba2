package dev.atelier.monitoring;

import dev.atelier.application.activity.Activity;
import dev.atelier.application.activity.ActivityListener;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.training.TrainingJob;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in one line each how inferences, trainings, merges, imports and changes of endpoints begin and end: with ids, users,
 * nodes and durations, and nothing of what users wrote. (States of nodes are logged where they change, with the reason.)
 */
@Singleton
final class ActivityLog implements ActivityListener {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityLog.class);

    @Override
    public void on(Activity activity) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        if (activity instanceof Activity.JobStarted started) {
            started(started.job());
        } else if (activity instanceof Activity.JobClaimed claimed) {
            claimed(claimed);
        } else if (activity instanceof Activity.JobEnded ended) {
            ended(ended);
        } else if (activity instanceof Activity.JobDeleted deleted) {
            InferenceJob job = deleted.job();
            LOG.info(
                    "Inference {} of user {} was deleted while it was {}",
                    job.id(),
                    job.user(),
                    job.status().word());
        } else {
            onOther(activity);
        }
    }

    private static void started(InferenceJob job) {
        LOG.info(
                "Inference {} of user {} is submitted: {} {} on endpoint {}",
                job.id(),
                job.user(),
                job.inferenceType().word(),
                job.taskType().word(),
                job.place().name());
    }

    private static void claimed(Activity.JobClaimed claimed) {
        if (claimed.waited().isPresent()) {
            LOG.info(
                    "Inference {} begins on GPU node {} after {} ms",
                    claimed.job().id(),
                    claimed.node(),
                    claimed.waited().get().toMillis());
        } else {
            LOG.info("Inference {} begins again on GPU node {}", claimed.job().id(), claimed.node());
        }
    }

    private static void ended(Activity.JobEnded ended) {
        InferenceJob job = ended.job();
        LOG.info(
                "Inference {} of user {} has ended after {} ms: {}{}{}",
                job.id(),
                job.user(),
                millis(job.started(), job.completed()),
                job.status().word(),
                ended.failure()
                        .map(FailureClass::word)
                        .map(word -> ", by " + word)
                        .orElse(""),
                ended.node().map(node -> ", on GPU node " + node).orElse(""));
    }

    private static void onOther(Activity activity) {
        if (activity instanceof Activity.TrainingChanged changed) {
            changed(changed.training());
        } else if (activity instanceof Activity.MergeStarted started) {
            LOG.info("Merge {} begins, attempt {}", started.merge(), started.attempt());
        } else if (activity instanceof Activity.MergeEnded ended) {
            ended(ended.merge());
        } else if (activity instanceof Activity.ImportStarted started) {
            LOG.info("The import of checkpoint {} begins, attempt {}", started.checkpoint(), started.attempt());
        } else if (activity instanceof Activity.ImportEnded ended) {
            ended(ended.checkpoint());
        } else if (activity instanceof Activity.EndpointChanged changed) {
            changed(changed.endpoint());
        } else if (activity instanceof Activity.EndpointDeleted deleted) {
            LOG.info(
                    "Endpoint {} ({}) is deleted",
                    deleted.endpoint().name(),
                    deleted.endpoint().id());
        }
    }

    /** Its steps between start and end are in its progress. */
    private static void changed(TrainingJob training) {
        switch (training.status()) {
            case PENDING -> LOG.info("Training {} of user {} is queued", training.id(), training.user());
            case DOWNLOADING -> LOG.info("Training {} of user {} begins", training.id(), training.user());
            case COMPLETED, FAILED, STOPPED ->
                LOG.info(
                        "Training {} of user {} has ended after {} ms: {}",
                        training.id(),
                        training.user(),
                        millis(training.started(), training.ended()),
                        training.status().word());
            default -> {}
        }
    }

    private static void ended(MergeJob merge) {
        LOG.info(
                "Merge {} of user {} has ended after {} ms: {}",
                merge.id(),
                merge.user(),
                millis(merge.created(), merge.ended()),
                merge.status().word());
    }

    private static void ended(Checkpoint checkpoint) {
        LOG.info(
                "The import of checkpoint {} of user {} has ended: {}",
                checkpoint.id(),
                checkpoint.creator(),
                checkpoint.status().word());
    }

    private static void changed(Endpoint endpoint) {
        LOG.info(
                "Endpoint {} ({}) of user {} is {}",
                endpoint.name(),
                endpoint.id(),
                endpoint.creator(),
                endpoint.status().word());
    }

    /** 0 for what never began. */
    private static long millis(Instant begin, Instant end) {
        return begin == null || end == null ? 0 : Duration.between(begin, end).toMillis();
    }
}
