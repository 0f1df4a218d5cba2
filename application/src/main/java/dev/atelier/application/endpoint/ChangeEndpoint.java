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
import java.util.function.Supplier;

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

        private boolean namesCounts() {
            return initial.isPresent() || min.isPresent() || max.isPresent() || autoscaling.isPresent();
        }

        private List<String> rolesOf(Endpoint endpoint) {
            return roles.map(names -> names.stream().map(RoleName::value).toList())
                    .orElse(endpoint.roles());
        }

        private InstanceCounts countsOf(Endpoint endpoint) {
            InstanceCounts counts = endpoint.counts();
            boolean scales = autoscaling.orElse(counts.autoscaling());
            int first = initial.orElse(counts.initial());
            return InstanceCounts.of(
                    endpoint.type(),
                    first,
                    min.orElse(counts.min()),
                    // Without autoscaling it has no effect, so it follows.
                    max.orElse(scales ? counts.max() : Math.max(counts.max(), first)),
                    scales);
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
        Endpoint now = open(caller, name);
        requireFree(now, change.rolesOf(now)); // before the counts are changed
        if (change.namesCounts()) {
            now = repeated(() -> changeCounts(caller, open(caller, name), change));
        }
        if (change.roles().isPresent()) {
            now = repeated(() -> changeRoles(caller, open(caller, name), change));
        }
        return now;
    }

    /** Each turn that fails is one in which another change succeeded, which would be lost otherwise. */
    private static Endpoint repeated(Supplier<Optional<Endpoint>> turn) {
        Optional<Endpoint> changed = Optional.empty();
        while (changed.isEmpty()) {
            changed = turn.get();
        }
        return changed.get();
    }

    private Endpoint open(Caller caller, EndpointName name) {
        Endpoint endpoint =
                endpoints.find(name).orElseThrow(() -> new NotFoundException("endpoint " + name + " not found"));
        EndpointGuard.requireOpen(caller, endpoint);
        return endpoint;
    }

    /** The backend is given the counts also where they are stored already: after a failure it may have others. */
    private Optional<Endpoint> changeCounts(Caller caller, Endpoint before, Change change) {
        Endpoint after = before.changedTo(before.roles(), change.countsOf(before));
        if (after.equals(before) && !before.status().serves()) {
            return Optional.of(after);
        }
        resize(before, after.counts());
        boolean changed = after.equals(before)
                ? endpoints.find(before.id()).map(Endpoint::counts).equals(Optional.of(after.counts()))
                : audit.changeIf(
                        caller,
                        AuditAction.ENDPOINT_CHANGE.on(after.name(), counts(after.counts())),
                        () -> endpoints.changeCounts(after.id(), before.counts(), after.counts()));
        return changed ? Optional.of(after) : Optional.empty();
    }

    private Optional<Endpoint> changeRoles(Caller caller, Endpoint before, Change change) {
        Endpoint after = before.changedTo(change.rolesOf(before), before.counts());
        if (after.equals(before)) {
            return Optional.of(after);
        }
        requireFree(before, after.roles());
        if (!storeRoles(caller, before, after, "")) {
            return Optional.empty();
        }
        try {
            // Checked again now that the roles are visible: of two concurrent changes at most one passes.
            RoleLimit.require(endpoints, limit, after);
        } catch (InvalidRequestException e) {
            storeRoles(caller, after, before, " again"); // unless another change has replaced them since
            throw e;
        }
        return Optional.of(after);
    }

    private void requireFree(Endpoint endpoint, List<String> roles) {
        if (!roles.equals(endpoint.roles())) {
            RoleLimit.require(endpoints, limit, endpoint.changedTo(roles, endpoint.counts()));
        }
    }

    private boolean storeRoles(Caller caller, Endpoint from, Endpoint to, String suffix) {
        return audit.changeIf(
                caller,
                AuditAction.ENDPOINT_CHANGE.on(to.name(), "roles " + to.roles() + suffix),
                () -> endpoints.changeRoles(to.id(), from.roles(), to.roles()));
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

    private static String counts(InstanceCounts counts) {
        return counts.autoscaling()
                ? "autoscaling from " + counts.min() + " to " + counts.max()
                : "instances " + counts.initial();
    }
}
