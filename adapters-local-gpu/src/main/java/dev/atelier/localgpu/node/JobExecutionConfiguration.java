package dev.atelier.localgpu.node;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Lease, retries and timeouts of jobs on nodes.
 *
 * @param lease lease duration; an unrenewed job becomes claimable by other workers
 * @param heartbeat how often a running job's lease is renewed; less than {@code lease}
 * @param pollInterval how often an idle node polls the queue, as notifications may be lost
 * @param attempts maximum number of attempts, 1 to 100
 * @param retryPause how long a node must not claim a job that failed there, times the number of attempts; other nodes may
 *     claim it at once
 * @param timeout timeout of one attempt
 * @param checkpointAffinity how long a node prefers jobs for its loaded checkpoint while jobs for others wait
 * @param stopGrace how long running jobs may continue on shutdown before they are requeued
 * @param unservableTimeout how long a job may wait although no node can run it, before it fails
 * @param splitIterations whether idle nodes help with a job of several iterations
 */
@ConfigurationProperties(JobExecutionConfiguration.KEY)
public record JobExecutionConfiguration(
        @Bindable(defaultValue = "15s") Duration lease,
        @Bindable(defaultValue = "3s") Duration heartbeat,
        @Bindable(defaultValue = "500ms") Duration pollInterval,
        @Bindable(defaultValue = "3") int attempts,
        @Bindable(defaultValue = "2s") Duration retryPause,
        @Bindable(defaultValue = "15m") Duration timeout,
        @Bindable(defaultValue = "60s") Duration checkpointAffinity,
        @Bindable(defaultValue = "30s") Duration stopGrace,
        @Bindable(defaultValue = "15m") Duration unservableTimeout,
        @Bindable(defaultValue = "true") boolean splitIterations) {

    static final String KEY = "atelier.local-gpu.jobs";

    public JobExecutionConfiguration {
        ConfigurationChecks.requireDuration(KEY + ".lease", lease);
        ConfigurationChecks.requireDuration(KEY + ".heartbeat", heartbeat);
        ConfigurationChecks.requireDuration(KEY + ".poll-interval", pollInterval);
        ConfigurationChecks.requireDuration(KEY + ".retry-pause", retryPause);
        ConfigurationChecks.requireDuration(KEY + ".timeout", timeout);
        ConfigurationChecks.requireDuration(KEY + ".checkpoint-affinity", checkpointAffinity);
        ConfigurationChecks.requireDuration(KEY + ".stop-grace", stopGrace);
        ConfigurationChecks.requireDuration(KEY + ".unservable-timeout", unservableTimeout);
        ConfigurationChecks.require(attempts >= 1 && attempts <= 100, KEY + ".attempts", attempts, "1 to 100");
        ConfigurationChecks.require(
                heartbeat.compareTo(lease) < 0,
                KEY + ".heartbeat",
                heartbeat,
                "less than " + KEY + ".lease, which is " + lease);
    }
}
