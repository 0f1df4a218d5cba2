package dev.atelier.localgpu.node;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How this service learns whether nodes are well, and what they have.
 *
 * @param probeInterval how often an idle node is asked whether it answers
 * @param modelsInterval how often an idle node is asked for the models on its disks, and how often what was placed there is
 *     compared with the checkpoints
 * @param setAsideMin how long a node is left alone after it failed; doubled each time it fails again
 * @param setAsideMax the longest time that a failing node is left alone; at least {@code set-aside-min}
 * @param connectTimeout how long connecting to a node may take
 * @param answerTimeout how long a node may take to answer small questions
 */
@ConfigurationProperties(HealthCheckConfiguration.KEY)
public record HealthCheckConfiguration(
        @Bindable(defaultValue = "5s") Duration probeInterval,
        @Bindable(defaultValue = "60s") Duration modelsInterval,
        @Bindable(defaultValue = "5s") Duration setAsideMin,
        @Bindable(defaultValue = "5m") Duration setAsideMax,
        @Bindable(defaultValue = "3s") Duration connectTimeout,
        @Bindable(defaultValue = "10s") Duration answerTimeout) {

    static final String KEY = "atelier.local-gpu.health";

    public HealthCheckConfiguration {
        ConfigurationChecks.requireDuration(KEY + ".probe-interval", probeInterval);
        ConfigurationChecks.requireDuration(KEY + ".models-interval", modelsInterval);
        ConfigurationChecks.requireDuration(KEY + ".set-aside-min", setAsideMin);
        ConfigurationChecks.requireDuration(KEY + ".set-aside-max", setAsideMax);
        ConfigurationChecks.requireDuration(KEY + ".connect-timeout", connectTimeout);
        ConfigurationChecks.requireDuration(KEY + ".answer-timeout", answerTimeout);
        ConfigurationChecks.require(
                setAsideMin.compareTo(setAsideMax) <= 0,
                KEY + ".set-aside-max",
                setAsideMax,
                "at least " + KEY + ".set-aside-min, which is " + setAsideMin);
    }

    /** How long to leave a node alone that failed so many times in a row, at least once. */
    Duration setAside(int failures) {
        Duration grown = setAsideMin.multipliedBy(1L << Math.min(failures - 1, 20));
        return grown.compareTo(setAsideMax) < 0 ? grown : setAsideMax;
    }
}
