package dev.atelier.monitoring;

import dev.atelier.application.activity.Activity;
import dev.atelier.application.activity.ActivityListener;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Singleton;

/** Counts and measures activities. No label has a value that users choose. Thread-safe. */
@Singleton
@MetricsEnabled
final class ActivityMetrics implements ActivityListener {

    private final JobMetrics jobs;
    private final NodeMetrics nodes;
    private final WorkMetrics work;

    ActivityMetrics(PrometheusMeterRegistry registry) {
        jobs = new JobMetrics(registry);
        nodes = new NodeMetrics(registry);
        work = new WorkMetrics(registry);
    }

    @Override
    public void on(Activity activity) {
        if (activity instanceof Activity.JobStarted started) {
            jobs.on(started);
        } else if (activity instanceof Activity.JobClaimed claimed) {
            jobs.on(claimed);
        } else if (activity instanceof Activity.JobGenerated generated) {
            jobs.on(generated);
            nodes.on(generated);
        } else if (activity instanceof Activity.JobStored stored) {
            jobs.on(stored);
        } else if (activity instanceof Activity.JobEnded ended) {
            jobs.on(ended);
        } else if (activity instanceof Activity.JobDeleted deleted) {
            jobs.on(deleted);
        } else {
            onOther(activity);
        }
    }

    private void onOther(Activity activity) {
        if (activity instanceof Activity.NodeChanged changed) {
            nodes.on(changed);
        } else if (activity instanceof Activity.NodeOccupied occupied) {
            nodes.on(occupied);
        } else if (activity instanceof Activity.NodeRemoved removed) {
            nodes.on(removed);
        } else if (activity instanceof Activity.NodeSilent silent) {
            nodes.on(silent);
        } else if (activity instanceof Activity.ImportEnded ended) {
            work.on(ended);
        } else if (activity instanceof Activity.MergeEnded ended) {
            work.on(ended);
        } else if (activity instanceof Activity.TrainingChanged changed) {
            work.on(changed);
        } else if (activity instanceof Activity.WebhookTried tried) {
            work.on(tried);
        }
    }
}
