package dev.atelier.rest.endpoint.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The request bodies of deployment operations. */
final class V2023DeploymentSchemas {

    private V2023DeploymentSchemas() {}

    /**
     * Counts may be numbers or strings of digits.
     *
     * @param instanceType SageMaker's name, for example ml.g4dn.xlarge
     * @param roles the roles that may use it; default: the caller's own roles
     */
    record NewDeployment(
            @JsonProperty("instance_type") @Size(min = 1) String instanceType,
            @JsonProperty("initial_instance_count") @Min(1) int initialInstanceCount,
            @Nullable @JsonProperty("endpoint_name") String endpointName,

            @Nullable @JsonProperty("min_instance_number") @Min(0)
            Integer minInstanceNumber,

            @Nullable @JsonProperty("max_instance_number") @Min(1)
            Integer maxInstanceNumber,

            @Nullable @JsonProperty("autoscaling_enabled") Boolean autoscalingEnabled,
            @Nullable @JsonProperty("assign_to_roles") List<@Size(min = 1) String> roles) {}

    record EndpointNames(
            @JsonProperty("delete_endpoint_list") List<@Size(min = 1) String> names) {}
}
