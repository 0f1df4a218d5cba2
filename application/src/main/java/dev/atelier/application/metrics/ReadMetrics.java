package dev.atelier.application.metrics;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;

/** Reports the metrics of the service: counts over all users, without what belongs to any of them. */
@UseCase
public class ReadMetrics {

    private final MetricsReport report;

    public ReadMetrics(MetricsReport report) {
        this.report = report;
    }

    /** For those who may manage compute, whose nodes and endpoints it names. */
    public String read(Caller caller) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.ALL);
        return report.text();
    }

    /** For an installation that is configured to answer everyone. */
    public String readOpenly() {
        return report.text();
    }
}
