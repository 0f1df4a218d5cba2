package dev.atelier.application.endpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InstanceCounts;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Changes who may use an endpoint and how many instances it has, while it serves. Jobs that were started go on. */
@UseCase
public class ChangeEndpoint {

    private final EndpointRepository endpoints;
    private final BackendRegistry backendRegistry;
    private final EndpointQuota limit;
    private final Audit audit;

    public ChangeEndpoint(
            EndpointRepository endpoints, BackendRegistry backendRegistry, EndpointQuota limit, Audit audit) {
        this.endpoints = endpoints;
        this.backendRegistry = backendRegistry;
        this.limit = limit;
        this.audit = audit;
    }

    /** What is to be another; what is empty stays. */
    public record Change(
            Optional<List<RoleName>> roles,
            Optional<Integer> initial,
            Optional<Integer> min,
            Optional<Integer> max,
            Optional<Boolean> autoscaling) {

        private Endpoint of(Endpoint endpoint) {
            InstanceCounts counts = endpoint.counts();
            boolean scales = autoscaling.orElse(counts.autoscaling());
            int first = initial.orElse(counts.initial());
            return endpoint.changedTo(
                    roles.map(names -> names.stream().map(RoleName::value).toList())
                            .orElse(endpoint.roles()),
                    InstanceCounts.of(
                            endpoint.type(),
                            first,
                            min.orElse(counts.min()),
                            // Without autoscaling it has no effect, so it follows.
                            max.orElse(scales ? counts.max() : Math.max(counts.max(), first)),
                            scales));
        }
    }

    /**
     * Changes an endpoint.
     *
     * @return the endpoint as it is stored now; its instances may follow later
     * @throws NotFoundException if there is none of that name
     * @throws dev.atelier.domain.access.PermissionDeniedException unless the caller created it or has one of its roles
     * @throws InvalidRequestException if the counts are not allowed or there is no capacity for them, a role has another
     *     endpoint already where it may have one only, or the endpoint does not serve and its counts are to change
     * @throws dev.atelier.application.compute.ComputeBackendException if the backend fails; roles and counts stay then
     */
    public Endpoint change(Caller caller, EndpointName name, Change change) {
        requireAll(caller);
        Endpoint before = endpoints.find(name).orElseThrow(() -> notFound(name));
        EndpointGuard.requireOpen(caller, before);
        Endpoint after = change.of(before);
        boolean otherRoles = !after.roles().equals(before.roles());
        boolean otherCounts = !after.counts().equals(before.counts());
        if (otherRoles) {
            RoleLimit.require(endpoints, limit, after);
        }
        if (otherCounts) {
            resize(before, after.counts());
            store(caller, after, counts(after.counts()), () -> endpoints.changeCounts(after.id(), after.counts()));
        }
        if (otherRoles) {
            changeRoles(caller, before, after);
        }
        return after;
    }

    private void changeRoles(Caller caller, Endpoint before, Endpoint after) {
        store(caller, after, "roles " + after.roles(), () -> endpoints.changeRoles(after.id(), after.roles()));
        try {
            // Checked again now that the roles are visible: of two concurrent changes at most one passes.
            RoleLimit.require(endpoints, limit, after);
        } catch (InvalidRequestException e) {
            store(
                    caller,
                    before,
                    "roles " + before.roles() + " again",
                    () -> endpoints.changeRoles(before.id(), before.roles()));
            throw e;
        }
    }

    /** To be called before the body of a request is read. */
    public void requireAll(Caller caller) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.ALL);
    }

    private void resize(Endpoint endpoint, InstanceCounts counts) {
        if (!endpoint.status().serves()) {
            throw new InvalidRequestException("endpoint " + endpoint.name() + " is "
                    + endpoint.status().word() + "; the counts of one can be changed while it is InService");
        }
        backendRegistry.provisioner(endpoint.backend()).resize(endpoint, counts);
    }

    private void store(Caller caller, Endpoint endpoint, String details, BooleanSupplier change) {
        boolean found = audit.changeIf(caller, AuditAction.ENDPOINT_CHANGE.on(endpoint.name(), details), change);
        if (!found) {
            throw notFound(endpoint.name()); // it was deleted meanwhile
        }
    }

    private static String counts(InstanceCounts counts) {
        return counts.autoscaling()
                ? "autoscaling from " + counts.min() + " to " + counts.max()
                : "instances " + counts.initial();
    }

    private static NotFoundException notFound(EndpointName name) {
        return new NotFoundException("endpoint " + name + " not found");
    }
}
