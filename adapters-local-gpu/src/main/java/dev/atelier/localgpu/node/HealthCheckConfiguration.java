package dev.atelier.localgpu.node;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Health checks, model list updates and quarantine of nodes.
 *
 * @param probeInterval how often an idle node is probed
 * @param modelsInterval how often the model list of an idle node is fetched, and how often installed models are compared with
 *     the checkpoints
 * @param quarantineMin how long a node is quarantined after a failure; doubled with each further failure
 * @param quarantineMax the longest quarantine; at least {@code quarantine-min}
 * @param connectTimeout timeout for connecting to a node
 * @param answerTimeout timeout for requests other than generation
 * @param silence how long a node that runs a job may answer nothing at all before the job goes to another one; longer than
 *     the slowest answer while it loads a model
 */
@ConfigurationProperties(HealthCheckConfiguration.KEY)
public record HealthCheckConfiguration(
        @Bindable(defaultValue = "5s") Duration probeInterval,
        @Bindable(defaultValue = "60s") Duration modelsInterval,
        @Bindable(defaultValue = "5s") Duration quarantineMin,
        @Bindable(defaultValue = "5m") Duration quarantineMax,
        @Bindable(defaultValue = "3s") Duration connectTimeout,
        @Bindable(defaultValue = "10s") Duration answerTimeout,
        @Bindable(defaultValue = "20s") Duration silence) {

    static final String KEY = "atelier.local-gpu.health";

    public HealthCheckConfiguration {
        ConfigurationChecks.requireDuration(KEY + ".probe-interval", probeInterval);
        ConfigurationChecks.requireDuration(KEY + ".models-interval", modelsInterval);
        ConfigurationChecks.requireDuration(KEY + ".quarantine-min", quarantineMin);
        ConfigurationChecks.requireDuration(KEY + ".quarantine-max", quarantineMax);
        ConfigurationChecks.requireDuration(KEY + ".connect-timeout", connectTimeout);
        ConfigurationChecks.requireDuration(KEY + ".answer-timeout", answerTimeout);
        ConfigurationChecks.requireDuration(KEY + ".silence", silence);
        ConfigurationChecks.require(
                quarantineMin.compareTo(quarantineMax) <= 0,
                KEY + ".quarantine-max",
                quarantineMax,
                "at least " + KEY + ".quarantine-min, which is " + quarantineMin);
    }

    /** How long a node is quarantined after this number of failures in a row, at least 1. */
    Duration quarantine(int failures) {
        Duration grown = quarantineMin.multipliedBy(1L << Math.min(failures - 1, 20));
        return grown.compareTo(quarantineMax) < 0 ? grown : quarantineMax;
    }
}
