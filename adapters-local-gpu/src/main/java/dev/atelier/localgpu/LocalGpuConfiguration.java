package dev.atelier.localgpu;

import dev.atelier.localgpu.node.ConfigurationChecks;
import dev.atelier.localgpu.node.HealthCheckConfiguration;
import dev.atelier.localgpu.node.JobExecutionConfiguration;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;
import java.util.List;

/**
 * Our own GPU nodes. A node's own settings ({@link NodeConfiguration}) go before what is said here for all.
 *
 * @param nodes base URLs of SD WebUI servers, {@code http://user:password@host:port} where one asks for a password; none,
 *     here or in {@link NodeConfiguration}: the demo node is started
 * @param modelsDir the {@code models} folder of the nodes' WebUI as this service sees it, where checkpoints from the store
 *     are placed; without it nodes serve the models that they have
 * @param modelsMaxBytes how much may be placed in a models folder, such as {@code 200GB}; 0: as much as fits on the disk
 * @param instanceTypes the instance types that nodes stand for, such as {@code ml.g5.*}
 * @param spoolDir where replies of nodes are kept while they are read; a folder of its own below the system's folder for
 *     temporary files if not given
 * @param demoDir the folder of the demo node, with its models; below {@code spoolDir}, and gone at the end, if not given
 * @param endpointStartTimeout how long an endpoint may be Creating before it has Failed
 * @param realTimeWait how long the caller of a Real-time job waits at the most; the job goes on without them
 */
@LocalGpuEnabled
@Context
@ConfigurationProperties(LocalGpuConfiguration.KEY)
public record LocalGpuConfiguration(
        @Bindable(defaultValue = "") List<String> nodes,
        @Nullable String modelsDir,
        @Bindable(defaultValue = "0") @ReadableBytes long modelsMaxBytes,
        @Bindable(defaultValue = "*") List<String> instanceTypes,
        @Nullable String spoolDir,
        @Nullable String demoDir,
        @Bindable(defaultValue = "10m") Duration endpointStartTimeout,
        @Bindable(defaultValue = "300s") Duration realTimeWait,
        JobExecutionConfiguration jobs,
        HealthCheckConfiguration health) {

    static final String KEY = "atelier.local-gpu";

    public LocalGpuConfiguration {
        nodes = nodes.stream().filter(node -> !node.isBlank()).toList();
        instanceTypes = List.copyOf(instanceTypes);
        ConfigurationChecks.requireDuration(KEY + ".endpoint-start-timeout", endpointStartTimeout);
        ConfigurationChecks.requireDuration(KEY + ".real-time-wait", realTimeWait);
    }

    /** The URLs may hold passwords. */
    @Override
    public String toString() {
        return "LocalGpuConfiguration[" + nodes.size() + " nodes, " + jobs + ", " + health + "]";
    }
}
