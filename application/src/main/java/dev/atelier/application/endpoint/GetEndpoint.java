package dev.atelier.application.endpoint;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import java.util.Optional;

/** Returns one endpoint of those that {@link ListEndpoints} shows the caller. */
@UseCase
public class GetEndpoint {

    private final EndpointRepository endpoints;

    public GetEndpoint(EndpointRepository endpoints) {
        this.endpoints = endpoints;
    }

    /** The endpoint; empty when there is none, or it is not open to the caller. */
    public Optional<Endpoint> find(Caller caller, EndpointId id) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.LIST);
        return endpoints.find(id).filter(endpoint -> caller.hasAnyRole(endpoint.roles()));
    }
}
