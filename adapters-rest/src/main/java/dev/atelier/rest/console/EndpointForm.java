package dev.atelier.rest.console;

import dev.atelier.application.endpoint.CreateEndpoint;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import java.util.List;

/** The form of a new endpoint. Its fields have the names that they have in the API. */
final class EndpointForm {

    private EndpointForm() {}

    /** @throws InvalidRequestException if a field has what is not allowed */
    static CreateEndpoint.Command read(FormFields form) {
        InferenceType type = InferenceType.of(form.text("endpoint_type"));
        List<RoleName> roles =
                form.lines("assign_to_roles").stream().map(RoleName::new).toList();
        if (roles.isEmpty()) {
            throw new InvalidRequestException("assign_to_roles should name at least one role, whose users may use it");
        }
        InstanceCounts counts = InstanceCounts.of(
                type,
                form.count("initial_instance_count").orElse(1),
                form.count("min_instance_number").orElse(null),
                form.count("max_instance_number").orElse(null),
                form.isChecked("autoscaling_enabled"));
        return form.given("endpoint_name")
                .map(asked -> EndpointName.of(type, asked))
                .map(name -> new CreateEndpoint.Command(id -> name, type, form.text("instance_type"), counts, roles))
                .orElseGet(() -> new CreateEndpoint.Command(
                        id -> EndpointName.of(type, id), type, form.text("instance_type"), counts, roles));
    }
}
