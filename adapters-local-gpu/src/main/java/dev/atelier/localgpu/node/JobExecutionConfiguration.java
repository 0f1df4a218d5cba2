package dev.atelier.localgpu.node;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How jobs are run on nodes.
 *
 * @param lease after how long without a sign of life from this service a job is given to somebody else
 * @param heartbeat how often a running job's lease is renewed; less than {@code lease}
 * @param pollInterval how often an idle node looks for work that nobody told it of
 * @param attempts how often a job is tried, 1 to 100, before it fails
 * @param retryPause how long a node is not given a job again that failed there; twice as long after the second attempt,
 *     and so on. Other nodes may take it at once
 * @param timeout how long one attempt may take on a node
 * @param modelTurn how long a node stays with one checkpoint while jobs for others wait
 * @param stopGrace how long running jobs may go on when the service stops; then they are left to the next start or
 *     another replica
 */
@ConfigurationProperties(JobExecutionConfiguration.KEY)
public record JobExecutionConfiguration(
        @Bindable(defaultValue = "15s") Duration lease,
        @Bindable(defaultValue = "3s") Duration heartbeat,
        @Bindable(defaultValue = "500ms") Duration pollInterval,
        @Bindable(defaultValue = "3") int attempts,
        @Bindable(defaultValue = "2s") Duration retryPause,
        @Bindable(defaultValue = "15m") Duration timeout,
        @Bindable(defaultValue = "60s") Duration modelTurn,
        @Bindable(defaultValue = "30s") Duration stopGrace) {

    static final String KEY = "atelier.local-gpu.jobs";

    public JobExecutionConfiguration {
        ConfigurationChecks.requireDuration(KEY + ".lease", lease);
        ConfigurationChecks.requireDuration(KEY + ".heartbeat", heartbeat);
        ConfigurationChecks.requireDuration(KEY + ".poll-interval", pollInterval);
        ConfigurationChecks.requireDuration(KEY + ".retry-pause", retryPause);
        ConfigurationChecks.requireDuration(KEY + ".timeout", timeout);
        ConfigurationChecks.requireDuration(KEY + ".model-turn", modelTurn);
        ConfigurationChecks.requireDuration(KEY + ".stop-grace", stopGrace);
        ConfigurationChecks.require(attempts >= 1 && attempts <= 100, KEY + ".attempts", attempts, "1 to 100");
        ConfigurationChecks.require(
                heartbeat.compareTo(lease) < 0,
                KEY + ".heartbeat",
                heartbeat,
                "less than " + KEY + ".lease, which is " + lease);
    }
}
