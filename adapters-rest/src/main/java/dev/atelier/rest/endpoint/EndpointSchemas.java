package dev.atelier.rest.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;

/** The request bodies of endpoint operations, for the OpenAPI description only. */
final class EndpointSchemas {

    private EndpointSchemas() {}

    /**
     * Counts may be numbers or strings of digits.
     *
     * @param endpointType Async, which is the default, or Real-time
     * @param instanceType SageMaker's name, for example ml.g5.2xlarge
     * @param creator ignored
     */
    record NewEndpoint(
            @Nullable @JsonProperty("endpoint_name") String endpointName,
            @Nullable @JsonProperty("endpoint_type") String endpointType,
            @JsonProperty("instance_type") String instanceType,
            @JsonProperty("initial_instance_count") int initialInstanceCount,
            @JsonProperty("autoscaling_enabled") boolean autoscalingEnabled,
            @JsonProperty("assign_to_roles") List<String> assignToRoles,
            @Nullable @JsonProperty("min_instance_number") Integer minInstanceNumber,
            @Nullable @JsonProperty("max_instance_number") Integer maxInstanceNumber,
            @Nullable String creator) {}

    /**
     * Exactly one of the two is required.
     *
     * @param endpointNames the names to delete
     * @param deleteEndpoints 1.4.0's name of endpoint_name_list
     */
    record EndpointNames(
            @Nullable @JsonProperty("endpoint_name_list") List<String> endpointNames,
            @Nullable @JsonProperty("delete_endpoint_list") List<String> deleteEndpoints) {}

    record EndpointAnswer(int statusCode, EndpointView data, String message) {}

    record EndpointsAnswer(int statusCode, EndpointListResponse data, String message) {}
}
