package dev.atelier.application.endpoint;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** Requests a new endpoint from the chosen backend. */
@UseCase
public class CreateEndpoint {

    private static final int MAX_INSTANCE_TYPE_LENGTH = 100;

    private final EndpointRepository endpoints;
    private final BackendRegistry backendRegistry;
    private final EndpointQuota limit;
    private final IdGenerator idGenerator;
    private final Clock clock;
    private final Audit audit;

    public CreateEndpoint(
            EndpointRepository endpoints,
            BackendRegistry backendRegistry,
            EndpointQuota limit,
            IdGenerator idGenerator,
            Clock clock,
            Audit audit) {
        this.endpoints = endpoints;
        this.backendRegistry = backendRegistry;
        this.limit = limit;
        this.idGenerator = idGenerator;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * The endpoint to create.
     *
     * @param name its name; without one it is named after its id
     */
    public record Command(
            Function<EndpointId, EndpointName> name,
            InferenceType type,
            String instanceType,
            InstanceCounts counts,
            List<RoleName> roles) {

        public Command {
            if (!instanceType.matches("[A-Za-z0-9][A-Za-z0-9._-]*")
                    || instanceType.length() > MAX_INSTANCE_TYPE_LENGTH) {
                throw new InvalidRequestException(
                        "instance_type holds letters, digits, dots, hyphens and underscores, at most "
                                + MAX_INSTANCE_TYPE_LENGTH + ", for example ml.g5.2xlarge");
            }
            roles = List.copyOf(roles);
        }
    }

    public Endpoint create(Caller caller, Command command) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.CREATE);
        EndpointId id = new EndpointId(idGenerator.next());
        Endpoint endpoint = Endpoint.creating(
                id,
                command.name().apply(id),
                command.type(),
                command.instanceType(),
                command.counts(),
                command.roles().stream().map(RoleName::value).toList(),
                caller.name(),
                backendRegistry.chosen(),
                clock.instant());
        audit.change(
                caller,
                AuditAction.ENDPOINT_CREATE.on(endpoint.name(), details(endpoint)),
                () -> endpoints.add(endpoint));
        try {
            // Checked again now that the endpoint is visible: of two concurrent creations at most one passes.
            RoleLimit.require(endpoints, limit, endpoint);
            backendRegistry.provisioner(endpoint.backend()).create(endpoint);
        } catch (RuntimeException e) {
            audit.change(
                    caller,
                    AuditAction.ENDPOINT_DELETE.on(endpoint.name(), "it could not be created"),
                    () -> endpoints.delete(id));
            throw e;
        }
        return endpoint;
    }

    private static String details(Endpoint endpoint) {
        return endpoint.type().word() + ", " + endpoint.instanceType() + ", roles " + endpoint.roles();
    }
}
