package dev.atelier.rest.endpoint;

import dev.atelier.application.endpoint.ChangeEndpoint;
import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.envelope.PathParameters;
import io.micronaut.core.annotation.Nullable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Parses requests for endpoints. */
public final class EndpointRequestParser {

    private static final List<String> CHANGEABLE = List.of(
            "assign_to_roles",
            "initial_instance_count",
            "min_instance_number",
            "max_instance_number",
            "autoscaling_enabled");

    private EndpointRequestParser() {}

    static CreateEndpoint.Command create(JsonObjectReader body) {
        body.require("instance_type", "initial_instance_count", "autoscaling_enabled", "assign_to_roles");
        InferenceType type = body.optionalString("endpoint_type") // judged before the counts, as in the reference
                .map(EndpointRequestParser::type)
                .orElse(InferenceType.ASYNC);
        EndpointSchemas.NewEndpoint endpoint = body.as(EndpointSchemas.NewEndpoint.class);
        return new CreateEndpoint.Command(
                name(endpoint.endpointName(), type).orElse(id -> EndpointName.of(type, id)),
                type,
                endpoint.instanceType(),
                InstanceCounts.of(
                        type,
                        endpoint.initialInstanceCount(),
                        endpoint.minInstanceNumber(),
                        endpoint.maxInstanceNumber(),
                        endpoint.autoscalingEnabled()),
                roles(endpoint.assignToRoles()));
    }

    static ChangeEndpoint.Change change(JsonObjectReader body) {
        EndpointSchemas.ChangedEndpoint endpoint = body.as(EndpointSchemas.ChangedEndpoint.class);
        if (CHANGEABLE.stream().noneMatch(body::has)) {
            throw new InvalidRequestException(
                    "nothing is to be changed; what can be is " + String.join(", ", CHANGEABLE));
        }
        return new ChangeEndpoint.Change(
                Optional.ofNullable(endpoint.assignToRoles()).map(EndpointRequestParser::roles),
                Optional.ofNullable(endpoint.initialInstanceCount()),
                Optional.ofNullable(endpoint.minInstanceNumber()),
                Optional.ofNullable(endpoint.maxInstanceNumber()),
                Optional.ofNullable(endpoint.autoscalingEnabled()));
    }

    /** The name, if given. */
    public static Optional<Function<EndpointId, EndpointName>> name(@Nullable String given, InferenceType type) {
        return Optional.ofNullable(given)
                .map(asked -> EndpointName.of(type, asked))
                .map(name -> id -> name);
    }

    /** The roles to which the endpoint is open. */
    public static List<RoleName> roles(List<String> names) {
        return names.stream().map(RoleName::new).toList();
    }

    private static InferenceType type(String word) {
        return Arrays.stream(InferenceType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(PathParameters.shown(word)
                        + " endpoint is not supported yet; allowed are Async and Real-time"));
    }

    /** The names to delete, in the spelling of any generation. */
    static List<EndpointName> names(JsonObjectReader body) {
        EndpointSchemas.EndpointNames given = body.as(EndpointSchemas.EndpointNames.class);
        if (given.deleteEndpoints() == null) {
            body.require("endpoint_name_list");
        }
        return names(given.endpointNames() == null ? given.deleteEndpoints() : given.endpointNames());
    }

    public static List<EndpointName> names(List<String> names) {
        return names.stream().map(EndpointName::new).toList();
    }
}
