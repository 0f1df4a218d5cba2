package dev.atelier.rest.endpoint;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.envelope.PathParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Parses requests for endpoints. */
public final class EndpointRequestParser {

    private static final String NAMES = "endpoint_name_list";
    private static final String NAMES_UNTIL_1_4 = "delete_endpoint_list";

    private EndpointRequestParser() {}

    static CreateEndpoint.Command create(JsonObjectReader body) {
        body.require("instance_type", "initial_instance_count", "autoscaling_enabled", "assign_to_roles");
        InferenceType type = body.optionalString("endpoint_type")
                .map(EndpointRequestParser::type)
                .orElse(InferenceType.ASYNC);
        return new CreateEndpoint.Command(
                name(body, type).orElse(id -> EndpointName.of(type, id)),
                type,
                body.nonEmptyText("instance_type"),
                counts(body, type),
                roles(body));
    }

    /** The name, if given. */
    public static Optional<Function<EndpointId, EndpointName>> name(JsonObjectReader body, InferenceType type) {
        return body.optionalString("endpoint_name")
                .map(asked -> EndpointName.of(type, asked))
                .map(name -> id -> name);
    }

    /** The roles to which the endpoint is open. */
    public static List<RoleName> roles(JsonObjectReader body) {
        return body.strings("assign_to_roles").stream().map(RoleName::new).toList();
    }

    private static InferenceType type(String word) {
        return Arrays.stream(InferenceType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(PathParameters.shown(word)
                        + " endpoint is not supported yet; allowed are Async and Real-time"));
    }

    /** The numbers of instances; without autoscaling unless that is requested. */
    public static InstanceCounts counts(JsonObjectReader body, InferenceType type) {
        return InstanceCounts.of(
                type,
                body.wholeNumber("initial_instance_count", 1),
                body.optionalWholeNumber("min_instance_number", 0),
                body.optionalWholeNumber("max_instance_number", 1),
                body.isTrue("autoscaling_enabled"));
    }

    /** The names to delete, in the spelling of any generation. */
    static List<EndpointName> names(JsonObjectReader body) {
        return names(body, !body.has(NAMES) && body.has(NAMES_UNTIL_1_4) ? NAMES_UNTIL_1_4 : NAMES);
    }

    /** The names to delete, in the spelling of generations before 1.5.0. */
    public static List<EndpointName> namesUntil14(JsonObjectReader body) {
        return names(body, NAMES_UNTIL_1_4);
    }

    private static List<EndpointName> names(JsonObjectReader body, String spelling) {
        return body.strings(spelling).stream().map(EndpointName::new).toList();
    }
}
