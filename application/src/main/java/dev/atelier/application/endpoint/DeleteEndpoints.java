package dev.atelier.application.endpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deletes endpoints; their running jobs fail, and so do those that wait, unless they are moved. */
@UseCase
public class DeleteEndpoints {

    private final EndpointRepository endpoints;
    private final BackendRegistry backendRegistry;
    private final EndpointJobs jobs;
    private final Audit audit;

    public DeleteEndpoints(
            EndpointRepository endpoints, BackendRegistry backendRegistry, EndpointJobs jobs, Audit audit) {
        this.endpoints = endpoints;
        this.backendRegistry = backendRegistry;
        this.jobs = jobs;
        this.audit = audit;
    }

    /** Deletes those of the names that exist; if one of them may not be deleted, none is. */
    public void delete(Caller caller, Collection<EndpointName> names) {
        removable(caller, names).forEach(endpoint -> delete(caller, endpoint));
    }

    /**
     * As {@link #delete}, and what waits is moved to another endpoint first, as far as its users may use that and it can serve
     * them.
     *
     * @throws InvalidRequestException if the target cannot take the jobs of one of them; none is deleted then
     */
    public void deleteAndMove(Caller caller, Collection<EndpointName> names, EndpointName target) {
        List<Endpoint> found = removable(caller, names);
        if (names.contains(target)) {
            throw new InvalidRequestException(
                    "endpoint " + target + " is to be deleted itself; name another for the jobs");
        }
        Map<Endpoint, Endpoint> targets = new LinkedHashMap<>();
        found.forEach(endpoint -> targets.put(endpoint, jobs.requireTarget(caller, endpoint, target)));
        targets.forEach((endpoint, to) -> delete(caller, endpoint, () -> jobs.moveWaiting(caller, endpoint, to)));
    }

    /** As {@link #delete}, and an endpoint that is Creating may not be deleted. */
    public void deleteDeployed(Caller caller, Collection<EndpointName> names) {
        List<Endpoint> found = removable(caller, names);
        for (Endpoint endpoint : found) {
            if (endpoint.status() == EndpointStatus.CREATING) {
                throw new InvalidRequestException(
                        "endpoint " + endpoint.name() + " is Creating; it can be deleted once it is "
                                + "InService or Failed, and none was deleted now");
            }
        }
        found.forEach(endpoint -> delete(caller, endpoint));
    }

    private List<Endpoint> removable(Caller caller, Collection<EndpointName> names) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.ALL);
        List<Endpoint> found =
                names.stream().map(endpoints::find).flatMap(Optional::stream).toList();
        found.forEach(endpoint -> EndpointGuard.requireOpen(caller, endpoint));
        return found;
    }

    private void delete(Caller caller, Endpoint endpoint) {
        delete(caller, endpoint, () -> {});
    }

    private void delete(Caller caller, Endpoint endpoint, Runnable moving) {
        moving.run(); // while the endpoint is there: jobs that wait for one that is not are failed
        backendRegistry.provisioner(endpoint.backend()).delete(endpoint);
        // The row is removed before the jobs are failed, so that no job can be started in between.
        audit.change(caller, AuditAction.ENDPOINT_DELETE.on(endpoint.name()), () -> endpoints.delete(endpoint.id()));
        try {
            moving.run(); // what was started meanwhile
        } finally {
            jobs.failAll(endpoint, "endpoint " + endpoint.name() + " was deleted");
        }
    }
}
