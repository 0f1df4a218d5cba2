package dev.atelier.monitoring;

import dev.atelier.application.activity.Activity.ImportEnded;
import dev.atelier.application.activity.Activity.MergeEnded;
import dev.atelier.application.activity.Activity.TrainingChanged;
import dev.atelier.application.activity.Activity.WebhookTried;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.merge.MergeStatus;
import dev.atelier.domain.training.TrainingStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts how imports, merges, trainings and webhook deliveries end. Thread-safe. */
final class WorkMetrics {

    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";
    private static final String STOPPED = "stopped";

    private final Outcomes imports;
    private final Outcomes merges;
    private final Outcomes trainings;
    private final Outcomes deliveries;

    WorkMetrics(MeterRegistry registry) {
        imports = new Outcomes(registry, "atelier.imports.ended", SUCCEEDED, FAILED);
        merges = new Outcomes(registry, "atelier.merges.ended", SUCCEEDED, FAILED);
        trainings = new Outcomes(registry, "atelier.trainings.ended", SUCCEEDED, FAILED, STOPPED);
        deliveries = new Outcomes(registry, "atelier.webhook.deliveries", "accepted", FAILED);
    }

    /** One counter for each outcome. */
    private static final class Outcomes {

        private final MeterRegistry registry;
        private final String name;

        private Outcomes(MeterRegistry registry, String name, String... outcomes) {
            this.registry = registry;
            this.name = name;
            for (String outcome : outcomes) {
                counter(outcome);
            }
        }

        private Counter counter(String outcome) {
            return Counter.builder(name).tag("outcome", outcome).register(registry);
        }
    }

    void on(ImportEnded activity) {
        boolean active = activity.checkpoint().status() == CheckpointStatus.ACTIVE;
        imports.counter(active ? SUCCEEDED : FAILED).increment();
    }

    void on(MergeEnded activity) {
        boolean succeeded = activity.merge().status() == MergeStatus.SUCCEED;
        merges.counter(succeeded ? SUCCEEDED : FAILED).increment();
    }

    void on(TrainingChanged activity) {
        TrainingStatus status = activity.training().status();
        if (status.isEnd()) {
            trainings.counter(outcome(status)).increment();
        }
    }

    private static String outcome(TrainingStatus end) {
        if (end == TrainingStatus.STOPPED) {
            return STOPPED;
        }
        return end == TrainingStatus.COMPLETED ? SUCCEEDED : FAILED;
    }

    void on(WebhookTried activity) {
        deliveries.counter(activity.accepted() ? "accepted" : FAILED).increment();
    }
}
