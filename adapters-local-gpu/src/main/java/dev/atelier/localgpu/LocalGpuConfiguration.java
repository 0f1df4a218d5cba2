package dev.atelier.localgpu;

import dev.atelier.application.ConfigurationChecks;
import dev.atelier.localgpu.node.HealthCheckConfiguration;
import dev.atelier.localgpu.node.JobExecutionConfiguration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the local GPU nodes. A node's own settings ({@link NodeConfiguration}) override these.
 *
 * @param nodes base URLs of SD WebUI servers, {@code http://user:password@host:port} where one requires a password; if none
 *     is configured, here or in {@link NodeConfiguration}, the demo node is started
 * @param modelsDir the {@code models} folder of the nodes' WebUI as this service sees it, where checkpoints from the store
 *     are installed; without it nodes serve only the models that they have
 * @param modelsMaxBytes how much may be installed in a models folder, such as {@code 200GB}; 0: no limit but the disk
 * @param instanceTypes instance type patterns that nodes match, such as {@code ml.g5.*}
 * @param tempDir parent of the temporary directory for responses of nodes; the system's folder for temporary files if
 *     not given
 * @param demoDir the folder of the demo node, with its models; a temporary one if not given
 * @param endpointStartTimeout how long an endpoint may be Creating before it has Failed
 * @param realTimeTimeout how long the caller of a Real-time job waits; the job continues afterwards
 * @param maxAddedNodes how many nodes may be added while the service runs; 0: none
 */
@ConfigurationProperties(LocalGpuConfiguration.KEY)
public record LocalGpuConfiguration(
        @Bindable(defaultValue = "") List<String> nodes,
        @Nullable String modelsDir,
        @Bindable(defaultValue = "0") @ReadableBytes long modelsMaxBytes,
        @Bindable(defaultValue = "*") List<String> instanceTypes,
        @Nullable String tempDir,
        @Nullable String demoDir,
        @Bindable(defaultValue = "10m") Duration endpointStartTimeout,
        @Bindable(defaultValue = "300s") Duration realTimeTimeout,
        @Bindable(defaultValue = "100") int maxAddedNodes,
        JobExecutionConfiguration jobs,
        HealthCheckConfiguration health) {

    static final String KEY = "atelier.local-gpu";

    private static final int MAX_ADDED_NODES = 1000;

    public LocalGpuConfiguration {
        nodes = nodes.stream().filter(node -> !node.isBlank()).toList();
        instanceTypes = List.copyOf(instanceTypes);
        ConfigurationChecks.require(
                maxAddedNodes >= 0 && maxAddedNodes <= MAX_ADDED_NODES,
                KEY + ".max-added-nodes",
                maxAddedNodes,
                "0 (none) to " + MAX_ADDED_NODES);
        ConfigurationChecks.requireDuration(KEY + ".endpoint-start-timeout", endpointStartTimeout);
        ConfigurationChecks.requireDuration(KEY + ".real-time-timeout", realTimeTimeout);
    }

    /** The URLs may hold passwords. */
    @Override
    public String toString() {
        return "LocalGpuConfiguration[" + nodes.size() + " nodes, " + jobs + ", " + health + "]";
    }
}
