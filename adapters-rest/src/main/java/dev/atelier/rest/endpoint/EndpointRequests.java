package dev.atelier.rest.endpoint;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.rest.Fields;
import dev.atelier.rest.envelope.PathIds;
import java.util.Arrays;
import java.util.List;

/** Reads what clients ask about endpoints. */
final class EndpointRequests {

    private static final String NAMES = "endpoint_name_list";
    private static final String NAMES_UNTIL_1_4 = "delete_endpoint_list";

    private EndpointRequests() {}

    static CreateEndpoint.Command create(Fields body) {
        body.require("instance_type", "initial_instance_count", "autoscaling_enabled", "assign_to_roles");
        InferenceType type =
                body.optionalText("endpoint_type").map(EndpointRequests::type).orElse(InferenceType.ASYNC);
        return new CreateEndpoint.Command(
                body.optionalText("endpoint_name"),
                type,
                body.nonEmptyText("instance_type"),
                counts(body, type),
                body.texts("assign_to_roles").stream().map(RoleName::new).toList());
    }

    private static InferenceType type(String word) {
        return Arrays.stream(InferenceType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequest(
                        PathIds.shown(word) + " endpoint is not supported yet; allowed are Async and Real-time"));
    }

    private static InstanceCounts counts(Fields body, InferenceType type) {
        return InstanceCounts.of(
                type,
                body.wholeNumber("initial_instance_count", 1),
                body.optionalWholeNumber("min_instance_number", 0),
                body.optionalWholeNumber("max_instance_number", 1),
                body.flag("autoscaling_enabled"));
    }

    /** The names to delete, whichever generation spells them. */
    static List<EndpointName> names(Fields body) {
        String spelling = !body.has(NAMES) && body.has(NAMES_UNTIL_1_4) ? NAMES_UNTIL_1_4 : NAMES;
        return body.texts(spelling).stream().map(EndpointName::new).toList();
    }
}
