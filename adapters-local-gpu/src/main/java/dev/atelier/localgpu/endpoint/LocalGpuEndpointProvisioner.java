package dev.atelier.localgpu.endpoint;

import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.localgpu.node.GpuNodeRegistry;

/**
 * Endpoints on our own nodes. An endpoint is served by every node that stands for its instance type, and a node may serve
 * several endpoints, so nothing has to be started: an endpoint comes into service when as many of its nodes are healthy as
 * instances were asked for. From then on it stays in service, and the number of its instances follows the nodes'
 * health; its jobs wait while there are none.
 */
public final class LocalGpuEndpointProvisioner implements EndpointProvisioner {

    private final GpuNodeRegistry gpuNodeRegistry;
    private final EndpointObserver observer;
    private final Runnable checkSoon;

    /**
     * @param checkSoon schedules a check of nodes and endpoints
     */
    public LocalGpuEndpointProvisioner(GpuNodeRegistry gpuNodeRegistry, EndpointObserver observer, Runnable checkSoon) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.observer = observer;
        this.checkSoon = checkSoon;
    }

    @Override
    public void create(Endpoint endpoint) {
        int matching = gpuNodeRegistry.serving(endpoint.instanceType()).size();
        int asked = endpoint.counts().upperBound();
        if (asked > matching) {
            throw new InvalidRequestException("ResourceLimitExceeded: " + asked
                    + (asked == 1 ? " instance" : " instances")
                    + " of "
                    + endpoint.instanceType() + (asked == 1 ? " was" : " were") + " asked for, but " + count(matching)
                    + " it");
        }
        checkSoon.run();
    }

    /** Nodes go on as they are; the endpoint's jobs are withdrawn by whoever deletes it. */
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
