package dev.atelier.application.endpoint;

import dev.atelier.application.Backends;
import dev.atelier.application.UseCase;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobs;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDenied;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Removes endpoints; what was still to run on them fails and says so. */
@UseCase
public class DeleteEndpoints {

    private final Endpoints endpoints;
    private final InferenceJobs jobs;
    private final Backends backends;
    private final CompleteInference complete;

    public DeleteEndpoints(Endpoints endpoints, InferenceJobs jobs, Backends backends, CompleteInference complete) {
        this.endpoints = endpoints;
        this.jobs = jobs;
        this.backends = backends;
        this.complete = complete;
    }

    /** Removes those of the names that exist; when one of them may not be removed, none is. */
    public void delete(Caller caller, Collection<EndpointName> names) {
        removable(caller, names).forEach(this::delete);
    }

    /** As above, and one that is Creating may not be removed. */
    public void deleteDeployed(Caller caller, Collection<EndpointName> names) {
        List<Endpoint> found = removable(caller, names);
        for (Endpoint endpoint : found) {
            if (endpoint.status() == EndpointStatus.CREATING) {
                throw new InvalidRequest("endpoint " + endpoint.name() + " is Creating; it can be deleted once it is "
                        + "InService or Failed, and none was deleted now");
            }
        }
        found.forEach(this::delete);
    }

    private List<Endpoint> removable(Caller caller, Collection<EndpointName> names) {
        caller.require(Resource.SAGEMAKER_ENDPOINT, Action.ALL);
        List<Endpoint> found =
                names.stream().map(endpoints::find).flatMap(Optional::stream).toList();
        for (Endpoint endpoint : found) {
            if (!endpoint.creator().equals(caller.name()) && !caller.holdsOneOf(endpoint.roles())) {
                throw new PermissionDenied("endpoint " + endpoint.name() + " is not open to user " + caller.name());
            }
        }
        return found;
    }

    private void delete(Endpoint endpoint) {
        backends.provisioner(endpoint.backend()).delete(endpoint);
        // The row goes before the jobs are failed, so that none can be started behind our back.
        endpoints.delete(endpoint.id());
        for (InferenceJob job : jobs.inProgressOn(endpoint.id())) {
            backends.runner(endpoint.backend()).cancel(job);
            complete.complete(job, new InferenceOutcome.Failed("endpoint " + endpoint.name() + " was deleted"));
        }
    }
}
