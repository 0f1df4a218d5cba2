package dev.atelier.application.inference;

import dev.atelier.application.Collaborator;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Selects the endpoint of a job. */
@Collaborator
public class EndpointSelector {

    private final EndpointLookup endpoints;
    private final BackendRegistry backendRegistry;

    public EndpointSelector(EndpointLookup endpoints, BackendRegistry backendRegistry) {
        this.endpoints = endpoints;
        this.backendRegistry = backendRegistry;
    }

    /**
     * The named endpoint, or else the one of this type, open to the caller, with the least load. Where neither is given, one of Real-time if
     * there is one, else of Async.
     */
    Endpoint choose(Caller caller, Optional<InferenceType> type, Optional<EndpointName> asked) {
        return asked.isPresent()
                ? named(caller, type, asked.get())
                : leastLoaded(caller, type.orElseGet(() -> usual(caller)));
    }

    private Endpoint named(Caller caller, Optional<InferenceType> type, EndpointName name) {
        Endpoint endpoint = endpoints
                .find(name)
                .filter(candidate -> caller.hasAnyRole(candidate.roles()))
                .orElseThrow(() -> new InvalidRequestException("endpoint " + name + " is not found"));
        if (type.isPresent() && endpoint.type() != type.get()) {
            throw new InvalidRequestException("endpoint " + name + " serves "
                    + endpoint.type().word() + ", not " + type.get().word());
        }
        if (!endpoint.status().serves()) {
            throw new InvalidRequestException(
                    "endpoint " + name + " is " + endpoint.status().word() + "; it takes jobs once it is InService");
        }
        return endpoint;
    }

    private InferenceType usual(Caller caller) {
        return Stream.of(InferenceType.REAL_TIME, InferenceType.ASYNC)
                .filter(type -> !open(caller, type).isEmpty())
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        "no endpoint is in service that is open to user \"" + caller.name() + "\""));
    }

    private List<Endpoint> open(Caller caller, InferenceType type) {
        return caller.isAdministrator()
                ? endpoints.serving(type)
                : endpoints.serving(
                        type, caller.roles().stream().map(RoleName::value).collect(Collectors.toSet()));
    }

    private Endpoint leastLoaded(Caller caller, InferenceType type) {
        List<Endpoint> open = open(caller, type);
        if (open.isEmpty()) {
            throw new InvalidRequestException(
                    "no available " + type.word() + " endpoints for user \"" + caller.name() + "\"");
        }
        Map<EndpointId, Integer> load = open.size() == 1 ? Map.of() : load(open);
        return open.stream()
                .min(Comparator.comparing(endpoint -> load.getOrDefault(endpoint.id(), 0)))
                .orElseThrow();
    }

    private Map<EndpointId, Integer> load(List<Endpoint> open) {
        Map<EndpointId, Integer> load = new HashMap<>();
        open.stream()
                .collect(Collectors.groupingBy(Endpoint::backend))
                .forEach((backend, its) ->
                        load.putAll(backendRegistry.runner(backend).load(its)));
        return load;
    }
}
