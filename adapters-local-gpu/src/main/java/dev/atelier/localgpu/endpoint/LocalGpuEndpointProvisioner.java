package dev.atelier.localgpu.endpoint;

import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.localgpu.node.GpuNodeRegistry;

/**
 * Endpoints on the local nodes. Every node that matches an endpoint's instance type serves it, and a node may serve several
 * endpoints, so nothing is started: an endpoint is InService once as many nodes are healthy as instances were requested,
 * and stays so. Its instance count then follows the health of the nodes; jobs wait while there are none.
 */
public final class LocalGpuEndpointProvisioner implements EndpointProvisioner {

    private final GpuNodeRegistry gpuNodeRegistry;
    private final EndpointObserver observer;
    private final Runnable checkSoon;

    /** @param checkSoon schedules a check of nodes and endpoints */
    public LocalGpuEndpointProvisioner(GpuNodeRegistry gpuNodeRegistry, EndpointObserver observer, Runnable checkSoon) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.observer = observer;
        this.checkSoon = checkSoon;
    }

    @Override
    public void create(Endpoint endpoint) {
        require(endpoint, endpoint.counts());
        checkSoon.run();
    }

    /** The nodes stay, and all that match go on serving it: the counts only bound how many instances it is said to have. */
    @Override
    public void resize(Endpoint endpoint, InstanceCounts counts) {
        require(endpoint, counts);
    }

    private void require(Endpoint endpoint, InstanceCounts counts) {
        int matching = gpuNodeRegistry.serving(endpoint.instanceType()).size();
        // Autoscaling beyond the nodes that there are has no effect, as beyond what is free in AWS.
        int requested = counts.initial();
        if (requested > matching) {
            throw new InvalidRequestException("ResourceLimitExceeded: " + requested
                    + (requested == 1 ? " instance" : " instances")
                    + " of "
                    + endpoint.instanceType() + (requested == 1 ? " was" : " were") + " requested, but "
                    + count(matching)
                    + " it");
        }
    }

    /** Nothing to do: the nodes stay, and the caller removes the endpoint's jobs. */
    @Override
    public void delete(Endpoint endpoint) {}

    @Override
    public State describe(Endpoint endpoint) {
        return observer.observe(endpoint);
    }

    private static String count(int matching) {
        return switch (matching) {
            case 0 -> "no GPU node matches";
            case 1 -> "1 GPU node matches";
            default -> matching + " GPU nodes match";
        };
    }
}
