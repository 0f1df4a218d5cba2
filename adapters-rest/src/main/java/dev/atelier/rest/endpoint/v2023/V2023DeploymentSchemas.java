package dev.atelier.rest.endpoint.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;

/** The request bodies of deployment operations, for the OpenAPI description only. */
final class V2023DeploymentSchemas {

    private V2023DeploymentSchemas() {}

    /**
     * The count may be a number or a string of digits.
     *
     * @param instanceType SageMaker's name, for example ml.g4dn.xlarge
     * @param roles the roles that may use it; default: the caller's own roles
     */
    record NewDeployment(
            @JsonProperty("instance_type") String instanceType,
            @JsonProperty("initial_instance_count") String initialInstanceCount,
            @Nullable @JsonProperty("endpoint_name") String endpointName,
            @Nullable @JsonProperty("autoscaling_enabled") Boolean autoscalingEnabled,
            @Nullable @JsonProperty("assign_to_roles") List<String> roles) {}

    record EndpointNames(@JsonProperty("delete_endpoint_list") List<String> names) {}
}
