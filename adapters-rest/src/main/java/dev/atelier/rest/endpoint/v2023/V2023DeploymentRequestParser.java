package dev.atelier.rest.endpoint.v2023;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.endpoint.EndpointRequestParser;
import java.util.Comparator;
import java.util.List;

/** Parses requests for deployments. */
final class V2023DeploymentRequestParser {

    private static final String INSTANCE_TYPE = "instance_type";
    private static final String INSTANCE_COUNT = "initial_instance_count";
    private static final String ROLES = "assign_to_roles";

    private V2023DeploymentRequestParser() {}

    /** An Async endpoint, open to the caller's own roles unless others are named. */
    static CreateEndpoint.Command create(Caller caller, JsonObjectReader body) {
        body.require(INSTANCE_TYPE, INSTANCE_COUNT);
        return new CreateEndpoint.Command(
                EndpointRequestParser.name(body, InferenceType.ASYNC).orElse(EndpointName::inferEndpoint),
                InferenceType.ASYNC,
                oneInstanceType(body),
                EndpointRequestParser.counts(body, InferenceType.ASYNC),
                body.has(ROLES) ? EndpointRequestParser.roles(body) : rolesOf(caller));
    }

    /** The document's example lists the choices in one string, of which clients should send one. */
    private static String oneInstanceType(JsonObjectReader body) {
        String type = body.nonEmptyText(INSTANCE_TYPE);
        if (type.contains("|")) {
            throw new InvalidRequestException(
                    INSTANCE_TYPE + " should be one instance type, for example ml.g4dn.xlarge, not "
                            + "several to choose from: " + TextSanitizer.quote(type));
        }
        return type;
    }

    private static List<RoleName> rolesOf(Caller caller) {
        return caller.roles().stream()
                .sorted(Comparator.comparing(RoleName::value))
                .toList();
    }
}
