package dev.atelier.rest.endpoint.v2023;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.endpoint.EndpointRequestParser;
import java.util.Comparator;
import java.util.List;

/** Parses requests for deployments. */
final class V2023DeploymentRequestParser {

    private V2023DeploymentRequestParser() {}

    /** An Async endpoint, open to the caller's own roles unless others are named. */
    static CreateEndpoint.Command create(Caller caller, JsonObjectReader body) {
        // Before the counts: the document's example lists the choices of both.
        body.optionalString("instance_type").ifPresent(V2023DeploymentRequestParser::requireOne);
        V2023DeploymentSchemas.NewDeployment deployment = body.as(V2023DeploymentSchemas.NewDeployment.class);
        return new CreateEndpoint.Command(
                EndpointRequestParser.name(deployment.endpointName(), InferenceType.ASYNC)
                        .orElse(EndpointName::inferEndpoint),
                InferenceType.ASYNC,
                deployment.instanceType(),
                InstanceCounts.of(
                        InferenceType.ASYNC,
                        deployment.initialInstanceCount(),
                        deployment.minInstanceNumber(),
                        deployment.maxInstanceNumber(),
                        Boolean.TRUE.equals(deployment.autoscalingEnabled())),
                deployment.roles() == null ? rolesOf(caller) : EndpointRequestParser.roles(deployment.roles()));
    }

    /** The names to delete. */
    static List<EndpointName> names(JsonObjectReader body) {
        return EndpointRequestParser.names(
                body.as(V2023DeploymentSchemas.EndpointNames.class).names());
    }

    /** The document's example lists the choices in one string, of which clients should send one. */
    private static void requireOne(String type) {
        if (type.contains("|")) {
            throw new InvalidRequestException(
                    "instance_type should be one instance type, for example ml.g4dn.xlarge, not "
                            + "several to choose from: " + TextSanitizer.quote(type));
        }
    }

    private static List<RoleName> rolesOf(Caller caller) {
        return caller.roles().stream()
                .sorted(Comparator.comparing(RoleName::value))
                .toList();
    }
}
